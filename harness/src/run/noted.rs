//! A requirement that an always-on check saw broken: where first, how often, and whether that is to be believed.

use std::sync::Arc;

use super::judge::listed;
use super::samples::Guessable;
use crate::check::passive::Kind;
use crate::model::place::Place;
use crate::model::redacted::{Redacted, RedactedExchange};
use crate::model::target::Target;
use crate::model::verdict::{CaseReport, Finding, Sighting};

/// A requirement that was seen broken.
#[derive(Debug)]
pub(super) struct Noted {
    pub(super) first: Sighting,
    /// The case of the first sighting, and what was exchanged in it.
    pub(super) case: String,
    exchanges: Arc<[RedactedExchange]>,
    /// The last case in which the same was seen, and in how many it was after the first.
    last: String,
    more: usize,
    /// At how many exchanges it was seen.
    pub(super) times: usize,
    /// The case of the first sighting, run once more, where the same was not seen again.
    pub(super) again: Option<Box<CaseReport>>,
}

/// Where a target is shared, something that was seen once may come of what another case did.
pub(super) const ENOUGH_TIMES: usize = 2;

impl Noted {
    pub(super) fn new(sighting: &Sighting, report: &CaseReport) -> Noted {
        let (case, exchanges) = (report.name.clone(), Arc::clone(&report.exchanges));
        Noted { first: sighting.clone(), last: case.clone(), case, exchanges, more: 0, times: 1, again: None }
    }

    /// It is not one exchange that shows it.
    pub(super) fn guessable(weak: &Guessable) -> Noted {
        let Guessable { sighting, case, exchanges } = weak.clone();
        Noted { first: sighting, last: case.clone(), case, exchanges, more: 0, times: ENOUGH_TIMES, again: None }
    }

    pub(super) fn seen_again(&mut self, report: &CaseReport) {
        self.times += 1;
        // A case with two sightings of the same kind counts once.
        if self.last != report.name {
            self.last.clone_from(&report.name);
            self.more += 1;
        }
    }

    /// It was seen at one exchange of a target where cases meet each other, and is not listed as a deviation.
    pub(super) fn is_doubtful(&self, kind: &Kind, target: &Target) -> bool {
        let listed = || listed(&target.deviations, &kind.name(), self.first.requirement).is_some();
        target.is_shared() && self.times < ENOUGH_TIMES && !listed()
    }

    /// Why what was seen is not believed.
    pub(super) fn doubt(&self) -> Redacted {
        let case = &self.case;
        Redacted::ours(match &self.again {
            Some(_) => format!("it was seen once, in {case}, and not again when that was run once more, alone"),
            None => format!("it was seen once, in {case}, and the run ended before that could be confirmed"),
        })
    }

    pub(super) fn finding(&self, kind: &Kind, target: &Target) -> Finding {
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
