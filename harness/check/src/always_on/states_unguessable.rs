//! `states-unguessable`: the consumer generates a new, long `state` for every authorization request (RFC 6749 §10.12).

use std::collections::BTreeMap;

use super::traffic::Party;
use super::{AlwaysOnCheck, Examined, Traffic};
use crate::model::owner::same_place;
use crate::model::scenario::UnderTest;
use crate::model::verdict::Sample;

const UNGUESSABLE: &str = "rfc6749-10.12-client-state-unguessable";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "states-unguessable",
    sentence: "Login CSRF: every authorization request of the consumer has a new, long state",
    requirements: &[UNGUESSABLE],
    about: UnderTest::Consumer,
    red_when: &["consumer/state-constant"],
    examine,
};

/// A state of fewer bits can be brute-forced while a login lasts. A state is not a credential: the 2^-128 of §10.10 does not
/// apply to it.
const LEAST: u32 = 64;

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    let Some(provider) = &traffic.deployment.provider else { return examined };
    // By state: whose browser received it, and whether a response has returned it.
    let mut given: BTreeMap<String, (&str, bool)> = BTreeMap::new();
    for seen in traffic.answered_by(Party::Consumer) {
        for (_, state) in seen.request.url.query_pairs().filter(|(name, _)| name == "state") {
            given.entry(state.into_owned()).and_modify(|(_, used)| *used = true);
        }
        let mut to = traffic.redirects_of(seen).iter();
        let Some(to) = to.find(|to| same_place(to, &provider.authorization)) else { continue };
        let Some((_, state)) = to.query_pairs().into_owned().find(|(name, _)| name == "state") else { continue };
        let expected = "a new, random state for every authorization request";
        let (exchange, kind) = (seen.index, "`state`".to_owned());
        examined.sample(Sample { exchange, requirement: UNGUESSABLE, kind, least: LEAST, value: state.clone() });
        // The same browser may be redirected again with the state of a login that it has not finished.
        let actor = seen.exchange.actor.as_str();
        match given.get(&state) {
            Some((other, _)) if *other != actor => {
                examined.violation(
                    seen.index,
                    UNGUESSABLE,
                    expected,
                    format!("the state that was issued to the browser of {other}"),
                );
            }
            Some((_, true)) => examined.violation(seen.index, UNGUESSABLE, expected, "a state that was used before"),
            Some((_, false)) | None => {}
        }
        given.entry(state).or_insert((actor, false));
    }
    examined
}

#[cfg(test)]
mod tests {
    use super::super::example::Case;
    use super::*;

    /// The samples of several logins, as a run judges them.
    fn guessable(states: &[&str]) -> bool {
        let case = states.iter().fold(Case::new(), |case, state| {
            let to = format!("https://op.test/authorize?state={state}");
            case.opens("https://rp.test/login").gets(302, &[("location", &to)], "")
        });
        let samples = case.examine(&KIND).samples;
        assert_eq!(samples.len(), states.len());
        let values: Vec<&str> = samples.iter().map(|sample| sample.value.as_str()).collect();
        super::super::guessable("`state`", LEAST, &values).is_some_and(|mismatch| !mismatch.unjudged)
    }

    #[test]
    fn a_state_is_judged_by_its_entropy() {
        let several = |of: &dyn Fn(u32) -> String| (1..=16).map(of).collect::<Vec<_>>();
        let short = several(&|n| format!("{:08x}", n.wrapping_mul(0x9e37_79b1)));
        let counted = several(&|n| format!("{n:032}"));
        for states in [short, counted] {
            let states: Vec<&str> = states.iter().map(String::as_str).collect();
            assert!(guessable(&states), "{states:?}");
        }
        assert!(guessable(&["a1b2c3d4"]), "one is enough to be too short");
        assert!(!guessable(&["sUySpaxCHTaclJLbaKFtByIcpP", "twWgGuNugRbreM0123456789ab"]));
    }
}
