//! `secrets-unguessable`: codes, tokens and session identifiers have at least 128 bits of entropy, and none can be derived from
//! another (RFC 6749 §10.10, OWASP ASVS 5.0 §7.2.3).
//!
//! Each case contributes its values; their entropy is judged at the end of the run, over all values of a kind.

use super::logins::logins;
use super::traffic::Party;
use super::{AlwaysOnCheck, Examined, Traffic};
use crate::cookies::may_be_session;
use crate::model::scenario::UnderTest;
use crate::model::verdict::Sample;
use crate::oauth::authorize::Response;

const CODE: &str = "rfc6749-10.10-code-entropy-128";
const TOKEN: &str = "rfc6749-10.10-token-entropy-128";
const SESSION: &str = "asvs5-7.2.3-session-id-entropy";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "secrets-unguessable",
    sentence: "Codes, tokens and session identifiers cannot be guessed or predicted",
    requirements: &[CODE, TOKEN, SESSION],
    about: UnderTest::Provider,
    red_when: &[
        "provider/code-low-entropy",
        "provider/code-sequential",
        "provider/token-low-entropy",
        "provider/token-sequential",
        "provider/session-id-sequential",
    ],
    examine,
};

/// The least entropy of such a value, in bits.
const LEAST: u32 = 128;

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    let mut note = |kind: String, requirement, value: &str, exchange| {
        examined.sample(Sample { exchange, requirement, kind, least: LEAST, value: value.to_owned() });
    };
    for (seen, to) in traffic.authorization_responses() {
        if let Some(code) = Response::from_url(&to).get("code") {
            note("`code`".to_owned(), CODE, code, seen.index);
        }
    }
    for seen in traffic.token_calls() {
        let Some(body) = seen.response.json() else { continue };
        for name in ["access_token", "refresh_token"] {
            if let Some(token) = body.get(name).and_then(|token| token.as_str()) {
                note(format!("`{name}`"), TOKEN, token, seen.index);
            }
        }
    }
    for login in logins(traffic).into_iter().filter(|login| login.party == Party::Provider) {
        let seen = login.at;
        for cookie in traffic.cookies_of(seen).filter(|cookie| may_be_session(cookie, traffic.now)) {
            note(format!("the cookie `{}`", cookie.name), SESSION, cookie.bare_value(), seen.index);
        }
    }
    examined
}
