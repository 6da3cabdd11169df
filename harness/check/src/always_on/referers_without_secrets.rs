//! `referers-without-secrets`: the `Referer` that a browser sends to other sites contains no code, token, secret or state (RFC
//! 9700 §4.2).

use url::Url;

use super::secrets::SecretKind;
use super::traffic::Party;
use super::{AlwaysOnCheck, Examined, Traffic};
use crate::model::scenario::UnderTest;

const PROVIDER: &str = "rfc9700-4.2.4-referrer-policy-server";
const CONSUMER: &str = "asvs5-3.4.5-referrer-policy";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "referers-without-secrets",
    sentence: "No Referer leaks a code, a token, a secret or a state to another site",
    requirements: &[PROVIDER, CONSUMER],
    about: UnderTest::Pair,
    red_when: &["provider/referrer-unrestricted", "provider/code-in-referer"],
    examine,
};

const LOOKED_FOR: [SecretKind; 5] =
    [SecretKind::Code, SecretKind::Token, SecretKind::Password, SecretKind::ClientSecret, SecretKind::State];

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    for (index, exchange) in traffic.log.iter().enumerate() {
        let request = &exchange.request;
        // The browser knows the page that it comes from even if it sends no `Referer`.
        if !matches!(request.header("sec-fetch-site"), Some("cross-site" | "same-site")) {
            continue;
        }
        // It comes from the page where it was, even if it sends no `Referer`.
        let mut before = traffic.log[..index].iter().enumerate().rev();
        let page = before.find(|(at, earlier)| earlier.actor == exchange.actor && traffic.pages.contains_key(at));
        let from = request.header("referer").and_then(|referer| Url::parse(referer).ok());
        let from = from.or_else(|| page.map(|(_, page)| page.request.url.clone()));
        let from = from.filter(|from| from.origin() != request.url.origin());
        let requirement = match from.and_then(|from| traffic.party_at(&from)) {
            Some(Party::Provider) => PROVIDER,
            Some(Party::Consumer) => CONSUMER,
            None => continue,
        };
        examined.count(requirement);
        let Some(referer) = request.header("referer") else { continue };
        if let Some(nature) = traffic.secrets.found_in(referer, &LOOKED_FOR) {
            let to = request.url.origin().ascii_serialization();
            let shown = format!("{} in the Referer of a request to {to}", nature.name());
            examined.violation(
                index,
                requirement,
                "at most the origin of the page in a Referer to another site",
                shown,
            );
        }
    }
    examined
}

#[cfg(test)]
mod tests {
    use super::super::example::Case;
    use super::*;
    use crate::model::page::PageKind;

    #[test]
    fn each_party_is_looked_at_by_its_own_pages() {
        let case = Case::new()
            .opens("https://op.test/login")
            .gets(200, &[], "")
            .on(PageKind::Login)
            .opens("https://rp.test/cb")
            .with("sec-fetch-site", "cross-site");
        assert_eq!(case.examined_requirements(&KIND), [PROVIDER]);
    }
}
