//! Error responses (RFC 6749 §4.1.2.1 and §5.2, RFC 6750 §3.1): codes, and the channel by which each must come.

use serde_json::Value;

use crate::model::exchange::Response;

/// The error codes that the OAuth registry knows for the endpoints we speak to.
pub const REGISTERED: [&str; 17] = [
    "access_denied",
    "authorization_pending",
    "expired_token",
    "insufficient_scope",
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "invalid_target",
    "invalid_token",
    "server_error",
    "slow_down",
    "temporarily_unavailable",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_response_type",
    "unsupported_token_type",
];

/// The error code of a response to a direct call: from the JSON body (RFC 6749 §5.2), or from the challenge of a
/// protected resource (RFC 6750 §3).
pub fn code_of(response: &Response) -> Option<String> {
    let in_body = response.json().and_then(|json| Some(json.get("error")?.as_str()?.to_owned()));
    in_body
        .or_else(|| response.header("www-authenticate").and_then(|challenge| challenge_parameter(challenge, "error")))
}

/// What is wrong with the way in which an error came, or `None`.
///
/// A token error is a JSON object with status 400, or 401 for `invalid_client` (RFC 6749 §5.2); an error of a protected
/// resource is a `WWW-Authenticate` challenge with the status of its code (RFC 6750 §3.1).
pub fn channel_fault(response: &Response, code: &str) -> Option<String> {
    let status = response.status;
    let allowed: &[u16] = match code {
        "invalid_client" => &[400, 401],
        "invalid_token" => &[401],
        "insufficient_scope" => &[403],
        "server_error" => &[500],
        "temporarily_unavailable" => &[503],
        _ => &[400],
    };
    if !allowed.contains(&status) {
        return Some(format!("status {status} where `{code}` comes with {}", list(allowed)));
    }
    if matches!(code, "invalid_token" | "insufficient_scope") {
        let challenge = response.header("www-authenticate").unwrap_or_default();
        let is_bearer = challenge.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer"));
        return (!is_bearer).then(|| "no `WWW-Authenticate: Bearer` challenge".to_owned());
    }
    if !matches!(response.json(), Some(Value::Object(_))) {
        return Some("the body is not a JSON object".to_owned());
    }
    let media_type = response.media_type();
    (media_type != "application/json").then(|| format!("the media type is `{media_type}`, not `application/json`"))
}

fn challenge_parameter(challenge: &str, name: &str) -> Option<String> {
    let start = challenge.find(&format!("{name}=\""))? + name.len() + 2;
    let value = &challenge[start..];
    Some(value[..value.find('"')?].to_owned())
}

fn list(statuses: &[u16]) -> String {
    statuses.iter().map(u16::to_string).collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, header: (&str, &str), body: &str) -> Response {
        Response { status, headers: vec![(header.0.to_owned(), header.1.to_owned())], body: body.to_owned() }
    }

    #[test]
    fn a_token_error_is_json_with_its_status() {
        let good = response(400, ("content-type", "application/json"), r#"{"error":"invalid_grant"}"#);
        assert_eq!(code_of(&good).as_deref(), Some("invalid_grant"));
        assert_eq!(channel_fault(&good, "invalid_grant"), None);
        assert!(channel_fault(&Response { status: 401, ..good.clone() }, "invalid_grant").is_some());
        let html = response(400, ("content-type", "text/html"), r#"{"error":"invalid_grant"}"#);
        assert!(channel_fault(&html, "invalid_grant").expect("a fault").contains("text/html"));
    }

    #[test]
    fn a_resource_error_is_a_challenge() {
        let good = response(401, ("www-authenticate", "Bearer realm=\"api\", error=\"invalid_token\""), "");
        assert_eq!(code_of(&good).as_deref(), Some("invalid_token"));
        assert_eq!(channel_fault(&good, "invalid_token"), None);
        assert!(channel_fault(&Response { headers: Vec::new(), ..good }, "invalid_token").is_some());
    }
}
