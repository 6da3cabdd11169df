//! `urls-without-secrets`: no address that a browser is sent to, or that a form makes, holds a password, a token, a client
//! secret or a session identifier: addresses end up in logs and histories (OWASP ASVS 5.0 §14.2.1, RFC 6750 §5.3).
//!
//! A code on its way to a client is not among them: that is what the flow is for. Nor is a token in the fragment of a
//! client's redirection URI, which other checks judge.

use url::Url;

use super::evidence::Party;
use super::secrets::Nature;
use super::{Evidence, Kind, Looked};
use crate::http::locations;
use crate::model::exchange::Cause;
use crate::model::scenario::UnderTest;

const PROVIDER: &str = "asvs5-14.2.1-no-secrets-in-url";
const CONSUMER: &str = "rfc6750-5.3-no-token-in-page-url";

pub(super) const KIND: Kind = Kind {
    id: "urls-without-secrets",
    sentence: "No address holds a password, a token, a client secret or a session identifier",
    requirements: &[PROVIDER, CONSUMER],
    about: UnderTest::Pair,
    red_when: &["provider/session-in-url"],
    look,
};

const OF_PROVIDER: &[Nature] = &[Nature::Password, Nature::Token, Nature::ClientSecret, Nature::Session];
/// RFC 6750 speaks of tokens alone.
const OF_CONSUMER: &[Nature] = &[Nature::Token];

fn look(evidence: &Evidence<'_>) -> Looked {
    let mut looked = Looked::default();
    for seen in evidence.seen().filter(|seen| seen.exchange.cause != Cause::Call) {
        let (requirement, looked_for) = match seen.party {
            Some(Party::Provider) => (PROVIDER, OF_PROVIDER),
            Some(Party::Consumer) => (CONSUMER, OF_CONSUMER),
            None => continue,
        };
        let submitted = (seen.exchange.cause == Cause::Submit).then(|| seen.request.url.clone());
        let submitted = submitted.map(|url| (url, "the address that a form was sent to"));
        let locations = locations(seen.response, &seen.request.url);
        let redirected =
            locations.into_iter().map(|to| (without_response_fragment(evidence, to), "the address of a redirect"));
        for (url, what) in submitted.into_iter().chain(redirected) {
            looked.at(requirement);
            if let Some(nature) = evidence.secrets.found_in(url.as_str(), looked_for) {
                let shown = format!("{} in {what}", nature.name());
                looked.saw(seen.index, requirement, "no secret in an address", shown);
            }
        }
    }
    looked
}

fn without_response_fragment(evidence: &Evidence<'_>, mut to: Url) -> Url {
    if evidence.is_registered(&to) {
        to.set_fragment(None);
    }
    to
}
