//! `pages-without-secrets`: no page contains a password, a code, a token or a client secret (OWASP ASVS 5.0 §10.1.1, §14.2.6).
//!
//! A page that submits the authorization response on its own (`form_post`) contains a code by design, and is left out.

use super::secrets::SecretKind;
use super::traffic::Party;
use super::{AlwaysOnCheck, Examined, Traffic};
use crate::model::page::PageKind;
use crate::model::scenario::UnderTest;

const PROVIDER: &str = "asvs5-14.2.6-minimum-sensitive-data";
const CONSUMER: &str = "asvs5-10.1.1-tokens-where-needed";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "pages-without-secrets",
    sentence: "No page contains a password, a code, a token or a client secret",
    requirements: &[PROVIDER, CONSUMER],
    about: UnderTest::Pair,
    red_when: &["provider/login-repeats-password"],
    examine,
};

const LOOKED_FOR: [SecretKind; 4] =
    [SecretKind::Password, SecretKind::Code, SecretKind::Token, SecretKind::ClientSecret];

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    for seen in traffic.seen() {
        let Some(page) = traffic.pages.get(&seen.index) else { continue };
        let relays = page.moves_to.is_some() || page.kind == PageKind::FormRelay;
        let requirement = match seen.party {
            Some(Party::Provider) if !relays => PROVIDER,
            Some(Party::Consumer) => CONSUMER,
            _ => continue,
        };
        examined.count(requirement);
        if let Some(nature) = traffic.secrets.found_in(&seen.response.body, &LOOKED_FOR) {
            let shown = format!("{} in the body of the {} page", nature.name(), page.kind.name());
            examined.violation(seen.index, requirement, "no secret in a page", shown);
        }
    }
    examined
}
