//! What an always-on check is, and what it records.

use std::collections::BTreeMap;

use super::traffic::Traffic;
use crate::model::scenario::UnderTest;
use crate::model::verdict::{Mismatch, Sample, Sighting};

/// An always-on check.
#[derive(Clone, Copy)]
pub struct AlwaysOnCheck {
    /// Its id, after `always/`.
    pub id: &'static str,
    /// The property that it checks, in one sentence.
    pub sentence: &'static str,
    /// The requirements (ids) whose violation it can see.
    pub requirements: &'static [&'static str],
    /// The party whose behavior it judges.
    pub about: UnderTest,
    /// The faults that turn it red: each entry on its own, those joined by ` + ` together.
    pub red_when: &'static [&'static str],
    pub(super) examine: fn(&Traffic<'_>) -> Examined,
}

impl AlwaysOnCheck {
    /// `always/id`: how reports name it.
    pub fn name(&self) -> String {
        format!("always/{}", self.id)
    }
}

/// What a check has examined and seen so far.
#[derive(Debug, Default)]
pub(super) struct Examined {
    pub(super) relevant: BTreeMap<&'static str, usize>,
    pub(super) sightings: Vec<Sighting<Mismatch>>,
    pub(super) samples: Vec<Sample>,
}

impl Examined {
    /// An exchange that lets the check judge a requirement. Each requirement is counted separately, so that none passes only
    /// because another one was examined.
    pub(super) fn count(&mut self, requirement: &'static str) {
        *self.relevant.entry(requirement).or_default() += 1;
    }

    /// A value to be judged together with all others of its kind.
    pub(super) fn sample(&mut self, sample: Sample) {
        self.count(sample.requirement);
        self.samples.push(sample);
    }

    /// A violation of the requirement.
    pub(super) fn violation(
        &mut self,
        exchange: usize,
        requirement: &'static str,
        expected: impl Into<String>,
        seen: impl Into<String>,
    ) {
        self.sightings.push(Sighting { exchange, requirement, mismatch: Mismatch::new(expected, seen) });
    }
}
