//! `states-unguessable`: the consumer makes a new, long `state` for every authorization request (RFC 6749 §10.12).

use std::collections::BTreeSet;

use super::evidence::{Party, same_place, sent_to};
use super::{Evidence, Kind, Looked};
use crate::model::scenario::UnderTest;

const UNGUESSABLE: &str = "rfc6749-10.12-client-state-unguessable";

pub(super) const KIND: Kind = Kind {
    id: "states-unguessable",
    sentence: "Every authorization request of the consumer has a long state of its own",
    requirements: &[UNGUESSABLE],
    about: UnderTest::Consumer,
    red_when: &["consumer/state-constant"],
    look,
};

/// What has fewer characters can be tried out: some 48 bits, if every one of them is drawn well.
const SHORTEST: usize = 8;

fn look(evidence: &Evidence<'_>) -> Looked {
    let mut looked = Looked::default();
    let Some(provider) = &evidence.deployment.provider else { return looked };
    let mut before = BTreeSet::new();
    for seen in evidence.answered_by(Party::Consumer) {
        let Some(to) = sent_to(seen).filter(|to| same_place(to, &provider.authorization)) else { continue };
        let Some((_, state)) = to.query_pairs().into_owned().find(|(name, _)| name == "state") else { continue };
        looked.at();
        let expected = "a new, random state for every authorization request";
        if state.len() < SHORTEST {
            looked.saw(seen.index, UNGUESSABLE, expected, format!("a state of {} characters", state.len()));
        }
        if !before.insert(state) {
            looked.saw(seen.index, UNGUESSABLE, expected, "the state of an earlier request");
        }
    }
    looked
}
