//! A requirement whose violation an always-on check saw: where first, how often, and whether that is confirmed.

use std::sync::Arc;

use super::judge::listed;
use super::samples::GuessableValues;
use crate::check::always_on::AlwaysOnCheck;
use crate::model::place::Place;
use crate::model::redacted::{Redacted, RedactedExchange};
use crate::model::target::Target;
use crate::model::verdict::{CaseReport, Finding, Sighting};

/// A requirement whose violation was seen.
#[derive(Debug)]
pub(super) struct GroupedSighting {
    pub(super) first: Sighting,
    /// The case of the first sighting, and its exchanges.
    pub(super) case: String,
    exchanges: Arc<[RedactedExchange]>,
    /// The last case with the same sighting, and in how many it occurred after the first.
    last: String,
    more: usize,
    /// The number of exchanges that showed it.
    pub(super) times: usize,
    /// The case of the first sighting, run once more, in which it did not occur again.
    pub(super) again: Option<Box<CaseReport>>,
}

/// At a shared target, a single sighting may be caused by another case.
pub(super) const ENOUGH_TIMES: usize = 2;

impl GroupedSighting {
    pub(super) fn new(sighting: &Sighting, report: &CaseReport) -> GroupedSighting {
        let (case, exchanges) = (report.name.clone(), Arc::clone(&report.exchanges));
        GroupedSighting { first: sighting.clone(), last: case.clone(), case, exchanges, more: 0, times: 1, again: None }
    }

    /// It takes more than one exchange to show it.
    pub(super) fn guessable(weak: &GuessableValues) -> GroupedSighting {
        let GuessableValues { sighting, case, exchanges } = weak.clone();
        GroupedSighting {
            first: sighting,
            last: case.clone(),
            case,
            exchanges,
            more: 0,
            times: ENOUGH_TIMES,
            again: None,
        }
    }

    pub(super) fn seen_again(&mut self, report: &CaseReport) {
        self.times += 1;
        // A case with two sightings of the same kind counts once.
        if self.last != report.name {
            self.last.clone_from(&report.name);
            self.more += 1;
        }
    }

    /// It was seen in one exchange of a target where cases meet each other, and is not listed as a deviation.
    pub(super) fn is_doubtful(&self, kind: &AlwaysOnCheck, target: &Target) -> bool {
        let listed = || listed(&target.deviations, &kind.name(), self.first.requirement).is_some();
        target.is_shared() && self.times < ENOUGH_TIMES && !listed()
    }

    /// Why a sighting is not confirmed.
    pub(super) fn doubt(&self) -> Redacted {
        let case = &self.case;
        Redacted::ours(match &self.again {
            Some(_) => format!("it was seen once, in {case}, and not again when that was run once more, alone"),
            None => format!("it was seen once, in {case}, and the run ended before that could be confirmed"),
        })
    }

    pub(super) fn finding(&self, kind: &AlwaysOnCheck, target: &Target) -> Finding {
        let mut mismatch = self.first.mismatch.clone();
        mismatch.unjudged |= self.is_doubtful(kind, target);
        mismatch.seen = match self.more {
            0 => mismatch.seen,
            1 => Redacted::ours(format!("{}\nand the same in one more case", mismatch.seen)),
            more => Redacted::ours(format!("{}\nand the same in {more} more cases", mismatch.seen)),
        };
        Finding {
            step: kind.id.to_owned(),
            place: Place::Exchange { case: self.case.clone(), number: self.first.exchange + 1 },
            requirement: Some(self.first.requirement.to_owned()),
            mismatch,
            after_exchange: self.first.exchange + 1,
        }
    }

    pub(super) fn way(&self) -> Arc<[RedactedExchange]> {
        self.exchanges.iter().take(self.first.exchange + 1).cloned().collect()
    }
}
