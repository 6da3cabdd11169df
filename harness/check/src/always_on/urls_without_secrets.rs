//! `urls-without-secrets`: no URL that a browser is sent to, or that a form produces, contains a password, a token, a client
//! secret or a session identifier: URLs end up in logs and histories (OWASP ASVS 5.0 §14.2.1, RFC 6750 §5.3).
//!
//! A code on its way to a client is not among them: that is the purpose of the flow. Nor is a token in the fragment of a
//! client's redirect URI, which other checks judge.

use url::Url;

use super::secrets::SecretKind;
use super::traffic::Party;
use super::{AlwaysOnCheck, Examined, Traffic};
use crate::http::locations;
use crate::model::exchange::Cause;
use crate::model::scenario::UnderTest;

const PROVIDER: &str = "asvs5-14.2.1-no-secrets-in-url";
const CONSUMER: &str = "rfc6750-5.3-no-token-in-page-url";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "urls-without-secrets",
    sentence: "No URL contains a password, a token, a client secret or a session identifier",
    requirements: &[PROVIDER, CONSUMER],
    about: UnderTest::Pair,
    red_when: &["provider/session-in-url"],
    examine,
};

const OF_PROVIDER: &[SecretKind] =
    &[SecretKind::Password, SecretKind::Token, SecretKind::ClientSecret, SecretKind::Session];
/// RFC 6750 covers tokens alone.
const OF_CONSUMER: &[SecretKind] = &[SecretKind::Token];

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    for seen in traffic.seen().filter(|seen| seen.exchange.cause != Cause::Call) {
        let (requirement, looked_for) = match seen.party {
            Some(Party::Provider) => (PROVIDER, OF_PROVIDER),
            Some(Party::Consumer) => (CONSUMER, OF_CONSUMER),
            None => continue,
        };
        let submitted = (seen.exchange.cause == Cause::Submit).then(|| seen.request.url.clone());
        let submitted = submitted.map(|url| (url, "the URL that a form was sent to"));
        let locations = locations(seen.response, &seen.request.url);
        let redirected =
            locations.into_iter().map(|to| (without_response_fragment(traffic, to), "the URL of a redirect"));
        for (url, what) in submitted.into_iter().chain(redirected) {
            examined.count(requirement);
            if let Some(nature) = traffic.secrets.found_in(url.as_str(), looked_for) {
                let shown = format!("{} in {what}", nature.name());
                examined.violation(seen.index, requirement, "no secret in a URL", shown);
            }
        }
    }
    examined
}

fn without_response_fragment(traffic: &Traffic<'_>, mut to: Url) -> Url {
    if traffic.is_registered(&to) {
        to.set_fragment(None);
    }
    to
}

#[cfg(test)]
mod tests {
    use super::super::example::Case;
    use super::*;

    /// A cookie that carries the request on is not a session, and is of course in the redirect back to it.
    #[test]
    fn a_url_in_a_cookie_is_not_a_session() {
        let keeps =
            [("set-cookie", "next=%2Fauthorize%3Fclient_id%3Dweb%26state%3Dabc; Path=/"), ("location", "/login")];
        let back = [("location", "/authorize?client_id=web&state=abc")];
        let case = Case::new()
            .opens("https://op.test/authorize?client_id=web&state=abc")
            .gets(302, &keeps, "")
            .submits("https://op.test/login", "username=alice&password=wonderland-1")
            .gets(302, &back, "");
        assert_eq!(case.seen(&KIND), []);
        let session = [("set-cookie", "sid=0123456789abcdef01"), ("location", "/next;sid=0123456789abcdef01")];
        let leaks = Case::new().opens("https://op.test/login").gets(302, &session, "");
        assert_eq!(leaks.seen(&KIND).len(), 1);
    }

    /// RFC 6750 §5.3 is about tokens; and the provider's redirects prove nothing about the consumer.
    #[test]
    fn a_consumer_is_judged_by_tokens_alone_and_by_its_own() {
        let session = [("set-cookie", "sid=0123456789abcdef01"), ("location", "/next;sid=0123456789abcdef01")];
        let case = Case::new().opens("https://rp.test/login").gets(302, &session, "");
        assert_eq!((case.seen(&KIND), case.examined_requirements(&KIND)), (vec![], vec![CONSUMER]));
        let provider = Case::new().opens("https://op.test/login").gets(302, &[("location", "/")], "");
        assert_eq!(provider.examined_requirements(&KIND), [PROVIDER]);
    }
}
