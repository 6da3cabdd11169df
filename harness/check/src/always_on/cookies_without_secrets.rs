//! `cookies-without-secrets`: no token, code, password or client secret is stored in a cookie that is sent in cleartext (RFC
//! 6750 §5.3).

use super::secrets::SecretKind;
use super::traffic::Party;
use super::{AlwaysOnCheck, Examined, Traffic};
use crate::cookies::is_cleared;
use crate::http::SetCookie;
use crate::model::scenario::UnderTest;

const CONSUMER: &str = "rfc6750-5.3-no-token-in-clear-cookie";
const PROVIDER: &str = "asvs5-14.2.6-minimum-sensitive-data";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "cookies-without-secrets",
    sentence: "No cookie without Secure contains a token, a code, a password or a client secret",
    requirements: &[PROVIDER, CONSUMER],
    about: UnderTest::Pair,
    red_when: &["consumer/token-in-cookie"],
    examine,
};

const LOOKED_FOR: [SecretKind; 4] =
    [SecretKind::Token, SecretKind::Code, SecretKind::Password, SecretKind::ClientSecret];

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    for seen in traffic.seen() {
        let requirement = match seen.party {
            Some(Party::Provider) => PROVIDER,
            Some(Party::Consumer) => CONSUMER,
            None => continue,
        };
        for cookie in traffic.cookies_of(seen).filter(|cookie| !is_cleared(cookie, traffic.now)) {
            examined.count(requirement);
            if cookie.secure {
                continue;
            }
            let held = traffic.secrets.found_in(&cookie.value, &LOOKED_FOR).map(SecretKind::name);
            if let Some(held) = held.or_else(|| said_by_name(&cookie)) {
                let expected = "no secret in a cookie without `Secure`";
                examined.violation(
                    seen.index,
                    requirement,
                    expected,
                    format!("{held} in the cookie `{}`", cookie.name),
                );
            }
        }
    }
    examined
}

/// The harness does not see the consumer's tokens; the name of a cookie is evidence enough.
fn said_by_name(cookie: &SetCookie) -> Option<&'static str> {
    let name = cookie.name.to_ascii_lowercase().replace(['-', '_', '.'], "");
    let is_token = ["accesstoken", "refreshtoken", "idtoken"].iter().any(|word| name.ends_with(word));
    (is_token && cookie.value.len() >= 16).then_some("a token (by its name)")
}
