//! Always-on checks: they look over all exchanges of a case at its end, whatever its story is about. One file for each,
//! and one line here.

use std::collections::BTreeMap;

use crate::model::scenario::UnderTest;
use crate::model::verdict::{LookedOver, Mismatch, Sample, Sighting};
use crate::oauth::entropy::{self, ENOUGH, Judgement};

mod authorization_without_cors;
mod callbacks_leave_no_code;
mod cookies_without_secrets;
mod errors_registered;
mod errors_without_innards;
mod forms_not_repeated;
mod media_types_binding;
mod pages_keep_their_address;
mod pages_limit_content;
mod pages_self_contained;
mod pages_uncached;
mod pages_unframeable;
mod pages_without_secrets;
mod redirects_stay_inside;
mod referers_without_secrets;
mod response_parameters_once;
mod secrets_unguessable;
mod session_cookies_guarded;
mod sessions_renewed;
mod states_unguessable;
mod token_errors_in_json;
mod tokens_in_json;
mod tokens_uncached;
mod urls_without_secrets;

mod content_policy;
mod evidence;
#[cfg(test)]
mod example;
mod secrets;

pub use evidence::Evidence;

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
    look: fn(&Evidence<'_>) -> Looked,
}

/// Every always-on check, by id.
pub const KINDS: [Kind; 24] = [
    authorization_without_cors::KIND,
    callbacks_leave_no_code::KIND,
    cookies_without_secrets::KIND,
    errors_registered::KIND,
    errors_without_innards::KIND,
    forms_not_repeated::KIND,
    media_types_binding::KIND,
    pages_keep_their_address::KIND,
    pages_limit_content::KIND,
    pages_self_contained::KIND,
    pages_uncached::KIND,
    pages_unframeable::KIND,
    pages_without_secrets::KIND,
    redirects_stay_inside::KIND,
    referers_without_secrets::KIND,
    response_parameters_once::KIND,
    secrets_unguessable::KIND,
    session_cookies_guarded::KIND,
    sessions_renewed::KIND,
    states_unguessable::KIND,
    token_errors_in_json::KIND,
    tokens_in_json::KIND,
    tokens_uncached::KIND,
    urls_without_secrets::KIND,
];

impl Kind {
    /// `always/id`: how reports name it.
    pub fn name(&self) -> String {
        format!("always/{}", self.id)
    }
}

/// What is wrong with values of one kind that nobody should be able to guess, or `None`; judged over all that a run has seen.
/// Of few of them nothing can be said, unless they are too short: then the mismatch is `unjudged`.
pub fn guessable(kind: &str, least: u32, values: &[&str]) -> Option<Mismatch> {
    let number = values.len();
    match entropy::judge(values, f64::from(least)) {
        Judgement::Sound => None,
        Judgement::Weak(bits) => {
            let shown = match number {
                1 => format!("{kind}: {bits:.0} bits at most are in the one that was seen"),
                _ => format!("{kind}: {bits:.0} bits at most are different in the {number} that were seen"),
            };
            Some(Mismatch::new(format!("values with {least} bits that nobody can guess"), shown))
        }
        Judgement::TooFew => {
            Some(Mismatch::unjudged(format!("{ENOUGH} different values of {kind}"), format!("{number} in this run")))
        }
    }
}

/// What every check makes of one case.
pub fn look_over(evidence: &Evidence<'_>) -> Vec<LookedOver> {
    let one = |kind: &Kind| {
        let Looked { relevant, sightings, samples } = (kind.look)(evidence);
        LookedOver { check: kind.id, relevant, sightings, samples }
    };
    KINDS.iter().map(one).collect()
}

/// What a check has looked at so far, and seen.
#[derive(Debug, Default)]
struct Looked {
    relevant: BTreeMap<&'static str, usize>,
    sightings: Vec<Sighting>,
    samples: Vec<Sample>,
}

impl Looked {
    /// An exchange by which the check can say something about a requirement: each is looked at on its own, so that none holds
    /// because something else was there to see.
    fn at(&mut self, requirement: &'static str) {
        *self.relevant.entry(requirement).or_default() += 1;
    }

    /// A value to be judged beside all others of its kind.
    fn sample(&mut self, sample: Sample) {
        self.at(sample.requirement);
        self.samples.push(sample);
    }

    /// Something that the requirement forbids.
    fn saw(
        &mut self,
        exchange: usize,
        requirement: &'static str,
        expected: impl Into<String>,
        seen: impl Into<String>,
    ) {
        self.sightings.push(Sighting { exchange, requirement, mismatch: Mismatch::new(expected, seen) });
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::syntax::catalogue::Catalogue;

    #[test]
    fn checks_are_sorted_and_about_known_requirements() {
        let ids: Vec<&str> = KINDS.iter().map(|kind| kind.id).collect();
        let sorted: BTreeSet<&str> = ids.iter().copied().collect();
        assert!(ids.iter().eq(&sorted), "{ids:?}");
        for kind in KINDS {
            assert!(!kind.requirements.is_empty() && !kind.red_when.is_empty(), "{}", kind.id);
            for id in kind.requirements {
                assert!(Catalogue::built_in().get(id).is_some(), "{} is about the unknown {id}", kind.id);
            }
        }
    }
}
