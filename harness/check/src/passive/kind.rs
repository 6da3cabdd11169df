//! What an always-on check is, and what it notes.

use std::collections::BTreeMap;

use super::traffic::Traffic;
use crate::model::scenario::UnderTest;
use crate::model::verdict::{Mismatch, Sample, Sighting};

/// An always-on check.
#[derive(Clone, Copy)]
pub struct Kind {
    /// What it is called, after `always/`.
    pub id: &'static str,
    /// What holds where it finds nothing, in one sentence.
    pub sentence: &'static str,
    /// The requirements (ids) that it can see broken.
    pub requirements: &'static [&'static str],
    /// The party whose doing it judges.
    pub about: UnderTest,
    /// The faults that turn it red: each entry by itself, those joined by ` + ` together.
    pub red_when: &'static [&'static str],
    pub(super) look: fn(&Traffic<'_>) -> Looked,
}

impl Kind {
    /// `always/id`: how reports name it.
    pub fn name(&self) -> String {
        format!("always/{}", self.id)
    }
}

/// What a check has looked at so far, and seen.
#[derive(Debug, Default)]
pub(super) struct Looked {
    pub(super) relevant: BTreeMap<&'static str, usize>,
    pub(super) sightings: Vec<Sighting<Mismatch>>,
    pub(super) samples: Vec<Sample>,
}

impl Looked {
    /// An exchange by which the check can say something about a requirement: each is looked at on its own, so that none holds
    /// because something else was there to see.
    pub(super) fn at(&mut self, requirement: &'static str) {
        *self.relevant.entry(requirement).or_default() += 1;
    }

    /// A value to be judged beside all others of its kind.
    pub(super) fn sample(&mut self, sample: Sample) {
        self.at(sample.requirement);
        self.samples.push(sample);
    }

    /// Something that the requirement forbids.
    pub(super) fn saw(
        &mut self,
        exchange: usize,
        requirement: &'static str,
        expected: impl Into<String>,
        seen: impl Into<String>,
    ) {
        self.sightings.push(Sighting { exchange, requirement, mismatch: Mismatch::new(expected, seen) });
    }
}
