//! Secrets that a provider issues. What it answers to a request for one has secrets in it whatever the body looks like, and
//! however short they are: only what a document makes public is shown.

use serde_json::Value;
use url::Url;

use crate::model::deployment::Deployment;
use crate::model::endpoint::Endpoint;
use crate::model::exchange::{Exchange, Response};

/// The members of responses that are secrets, however short and whatever they look like.
const SECRETS: [&str; 8] = [
    "access_token",
    "client_secret",
    "device_code",
    "id_token",
    "refresh_token",
    "registration_access_token",
    "request_uri",
    "user_code",
];

/// The members that are public: of responses with a token (RFC 6749 §5.1, RFC 8693 §2.2.1, RFC 9396 §7), of clients (RFC 7591
/// §2), and of introspection responses (RFC 7662 §2.2).
const PUBLIC: [&str; 14] = [
    "acr",
    "aud",
    "authorization_details",
    "client_id",
    "client_name",
    "contacts",
    "iss",
    "jwks",
    "scope",
    "scopes",
    "software_id",
    "software_version",
    "sub",
    "username",
];

/// How the names of metadata end that say where a client is, or which of the protocol's words it uses (RFC 7591 §2, OpenID
/// Connect Registration §2).
const PUBLIC_ENDINGS: [&str; 12] = [
    "_alg", "_enc", "_method", "_methods", "_mode", "_modes", "_origins", "_type", "_types", "_uri", "_uris", "_values",
];

/// The longest body that is searched for secrets without names.
const LONGEST_BODY: usize = 64 * 1024;

/// The exchanges whose responses have issued secrets in them, by their index: those of a provider's endpoints that issue any,
/// and of the URLs at which it manages a registered client (RFC 7592 §2).
pub(super) fn issuing(deployment: &Deployment, log: &[Exchange]) -> Vec<usize> {
    let Some(provider) = &deployment.provider else { return Vec::new() };
    let mut managed: Vec<Url> = Vec::new();
    let mut issuing = Vec::new();
    for (index, exchange) in log.iter().enumerate() {
        let endpoint = provider.endpoint_at(&exchange.request.url);
        if endpoint.is_some_and(issues) || managed.contains(&exchange.request.url) {
            issuing.push(index);
        }
        if endpoint == Some(Endpoint::Registration) {
            let registered = exchange.response().and_then(Response::json);
            let place = registered.as_ref().and_then(|client| client.get("registration_client_uri")?.as_str());
            managed.extend(place.and_then(|place| Url::parse(place).ok()));
        }
    }
    issuing
}

/// Whether the responses of an endpoint are, or describe, something that is secret.
fn issues(endpoint: Endpoint) -> bool {
    matches!(
        endpoint,
        Endpoint::Token
            | Endpoint::DeviceAuthorization
            | Endpoint::Introspection
            | Endpoint::PushedAuthorizationRequest
            | Endpoint::Registration
    )
}

/// What could be a secret in the response of such an endpoint, each with its name.
pub(super) fn secrets_in(response: &Response, found: &mut impl FnMut(&str, &str)) {
    let is_success = (200..300).contains(&response.status);
    match response.json() {
        Some(body @ (Value::Object(_) | Value::Array(_))) => members(None, &body, is_success, found),
        // The values cannot be distinguished.
        _ if is_success && response.body.len() < LONGEST_BODY => {
            let ends = |c: char| c.is_whitespace() || "\"'<>&,;(){}[]\\`:=".contains(c);
            response.body.split(ends).filter(|part| could_be_secret(part)).for_each(|part| found("issued", part));
        }
        _ => {}
    }
}

fn members(name: Option<&str>, value: &Value, is_success: bool, found: &mut impl FnMut(&str, &str)) {
    match value {
        Value::String(text) => {
            let is_secret = name.is_some_and(|name| SECRETS.contains(&name));
            if is_secret || is_success && could_be_secret(text) {
                found(name.unwrap_or("issued"), text);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| members(name, item, is_success, found)),
        Value::Object(object) => {
            for (name, value) in object.iter().filter(|(name, _)| !is_public(name)) {
                members(Some(name), value, is_success, found);
            }
        }
        Value::Number(_) | Value::Bool(_) | Value::Null => {}
    }
}

/// Not secret by its name, which may be that of a language, too (RFC 7591 §2.2).
fn is_public(name: &str) -> bool {
    let name = name.split_once('#').map_or(name, |(name, _)| name);
    let is_metadata = PUBLIC.contains(&name) || PUBLIC_ENDINGS.iter().any(|ending| name.ends_with(ending));
    (is_metadata || name.starts_with("error")) && !SECRETS.contains(&name)
}

/// No word, no sentence, and no address.
pub(super) fn could_be_secret(value: &str) -> bool {
    const SHORTEST: usize = 7;
    let is_a_word = value.bytes().skip(1).all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-' | b'.'));
    value.len() >= SHORTEST && !is_a_word && !value.contains(char::is_whitespace) && !value.contains("://")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(status: u16, body: &str) -> Vec<String> {
        let mut all = Vec::new();
        let response = Response { status, headers: Vec::new(), body: body.to_owned() };
        secrets_in(&response, &mut |name, value| all.push(format!("{name}={value}")));
        all
    }

    #[test]
    fn what_no_document_makes_public_is_a_secret() {
        for (body, expected) in [
            (r#"{"request_uri":"urn:x:k7w2","expires_in":60}"#, &["request_uri=urn:x:k7w2"][..]),
            (r#"{"user_code":"K7W2","verification_uri":"https://op.test/d"}"#, &["user_code=K7W2"]),
            (r#"{"client_id":"c0ffee-1","client_secret":"k7w2","client_name":"App-2000"}"#, &["client_secret=k7w2"]),
            (r#"{"active":true,"sub":"24400320","jti":"k7!w2$p","token_type":"Bearer+1"}"#, &["jti=k7!w2$p"]),
            (r#"{"data":{"tokens":[{"value":"k7!w2$p"}]}}"#, &["value=k7!w2$p"]),
            (r#"["k7!w2$p"]"#, &["issued=k7!w2$p"]),
            ("handle: k7!w2$p", &["issued=k7!w2$p"]),
            (
                r#"{"redirect_uris":["app:k7w2-3"],"id_token_signed_response_alg":"RS256-PSS","tos_uri#de":"app:k7w2-3"}"#,
                &[],
            ),
        ] {
            assert_eq!(secrets(200, body), expected, "{body}");
        }
        assert_eq!(
            secrets(400, r#"{"error":"x-1000-y","hint":"k7!w2$p","access_token":"k7w2"}"#),
            ["access_token=k7w2"]
        );
    }
}
