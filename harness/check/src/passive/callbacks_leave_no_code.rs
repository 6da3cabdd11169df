//! `callbacks-leave-no-code`: after a login no code is left in the address bar, where the next page, the history and every
//! script can read it (RFC 6749 §3.1.2.5).

use super::evidence::{Party, same_place};
use super::{Evidence, Kind, Looked};
use crate::model::page::{Page, PageKind};
use crate::model::scenario::UnderTest;

const REDIRECTS_AWAY: &str = "rfc6749-3.1.2.5-callback-redirects-away";

pub(super) const KIND: Kind = Kind {
    id: "callbacks-leave-no-code",
    sentence: "The consumer takes the code out of the address bar",
    requirements: &[REDIRECTS_AWAY],
    about: UnderTest::Consumer,
    red_when: &["consumer/callback-not-redirected"],
    look,
};

fn look(evidence: &Evidence<'_>) -> Looked {
    let mut looked = Looked::default();
    let Some(consumer) = &evidence.deployment.consumer else { return looked };
    let callbacks = evidence.answered_by(Party::Consumer).filter(|seen| {
        let with_code = seen.request.url.query_pairs().any(|(name, _)| name == "code");
        with_code && same_place(&seen.request.url, &consumer.callback)
    });
    for seen in callbacks.filter(|seen| seen.response.status < 400) {
        looked.at();
        // A page that says that the login failed has no credentials to hide: they were not taken. One that moves on by
        // itself is not where the browser stays.
        let stays = |page: &&Page| page.kind != PageKind::Error && page.moves_to.is_none();
        if let Some(page) = evidence.pages.get(&seen.index).filter(stays) {
            let expected = "a redirect to an address without the code";
            let name = if page.heading.is_empty() { &page.title } else { &page.heading };
            let shown = format!("the page \"{name}\" (status {}), shown at the callback's own address", page.status);
            looked.saw(seen.index, REDIRECTS_AWAY, expected, shown);
        }
    }
    looked
}
