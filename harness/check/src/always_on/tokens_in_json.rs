//! `tokens-in-json`: a token response is a JSON object with the matching media type (RFC 6749 §5.1).

use super::{AlwaysOnCheck, Examined, Traffic};
use crate::model::scenario::UnderTest;

const IN_JSON: &str = "rfc6749-5.1-access-token-member";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "tokens-in-json",
    sentence: "Token responses are application/json with an access token",
    requirements: &[IN_JSON],
    about: UnderTest::Provider,
    red_when: &["provider/token-wrong-media-type"],
    examine,
};

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    for seen in traffic.token_calls().filter(|seen| (200..300).contains(&seen.response.status)) {
        examined.count(IN_JSON);
        let media_type = seen.response.media_type();
        let json = seen.response.json();
        let token = json.as_ref().and_then(|json| json.get("access_token")).and_then(|token| token.as_str());
        let shown = if media_type != "application/json" {
            format!("the media type `{media_type}`")
        } else if json.is_none() {
            "a body that is not JSON".to_owned()
        } else if token.is_none_or(str::is_empty) {
            "JSON without an `access_token` string".to_owned()
        } else {
            continue;
        };
        examined.violation(seen.index, IN_JSON, "application/json with an `access_token` string", shown);
    }
    examined
}
