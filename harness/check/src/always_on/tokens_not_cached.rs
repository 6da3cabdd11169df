//! `tokens-not-cached`: token responses are not cacheable, not even by HTTP/1.0 caches (RFC 6749 §5.1).

use super::{AlwaysOnCheck, Examined, Traffic};
use crate::http::Directives;
use crate::model::scenario::UnderTest;

const NO_STORE: &str = "rfc6749-5.1-cache-control-no-store";
const PRAGMA: &str = "rfc6749-5.1-pragma-no-cache";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "tokens-not-cached",
    sentence: "Token responses are not cacheable",
    requirements: &[NO_STORE, PRAGMA],
    about: UnderTest::Provider,
    red_when: &["provider/token-cacheable", "provider/token-without-pragma"],
    examine,
};

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    let with_token = |json: serde_json::Value| json.get("access_token").is_some();
    for seen in traffic.token_calls().filter(|seen| seen.response.json().is_some_and(with_token)) {
        for (requirement, name, directive) in [(NO_STORE, "cache-control", "no-store"), (PRAGMA, "pragma", "no-cache")]
        {
            examined.count(requirement);
            let values: Vec<&str> = seen.response.header_all(name).collect();
            let values = values.join(", ");
            if !Directives::of(seen.response, name).has(directive) {
                let shown = if values.is_empty() { "no such header".to_owned() } else { format!("`{values}`") };
                examined.violation(seen.index, requirement, format!("`{name}: {directive}` with a token"), shown);
            }
        }
    }
    examined
}
