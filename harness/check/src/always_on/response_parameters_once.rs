//! `response-parameters-once`: no authorization or token response repeats a parameter (RFC 6749 §3.1 and §3.2).

use super::{AlwaysOnCheck, Examined, Traffic};
use crate::model::scenario::UnderTest;
use crate::oauth::authorize::Response;
use crate::oauth::token;

const ONCE: &str = "rfc6749-3.1-response-param-once";
const MEMBERS_ONCE: &str = "rfc6749-3.2-response-param-once";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "response-parameters-once",
    sentence: "No authorization response or token response repeats a parameter",
    requirements: &[ONCE, MEMBERS_ONCE],
    about: UnderTest::Provider,
    red_when: &["provider/state-repeated", "provider/access-token-twice"],
    examine,
};

/// The parameters that a response adds; the redirect URI itself may have others, and may repeat them.
const OF_RESPONSES: [&str; 12] = [
    "access_token",
    "code",
    "error",
    "error_description",
    "error_uri",
    "expires_in",
    "id_token",
    "iss",
    "scope",
    "session_state",
    "state",
    "token_type",
];

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    for (seen, to) in traffic.authorization_responses() {
        examined.count(ONCE);
        let response = Response::from_url(&to);
        let repeated: Vec<&str> = response.repeated().into_iter().filter(|name| OF_RESPONSES.contains(name)).collect();
        if !repeated.is_empty() {
            let shown = format!("`{}` more than once in {to}", repeated.join("`, `"));
            examined.violation(seen.index, ONCE, "every parameter once", shown);
        }
    }
    for seen in traffic.token_calls() {
        examined.count(MEMBERS_ONCE);
        let repeated = token::repeated_members(&seen.response.body);
        if !repeated.is_empty() {
            let shown = format!("`{}` more than once in the JSON", repeated.join("`, `"));
            examined.violation(seen.index, MEMBERS_ONCE, "every member once", shown);
        }
    }
    examined
}
