//! Error responses (RFC 6749 §4.1.2.1 and §5.2, RFC 6750 §3.1): codes, and the channel by which each must come.

use serde_json::Value;

use crate::model::exchange::Response;

/// The error codes of the OAuth registry: of RFC 6749, RFC 6750, RFC 7009, RFC 8628 and RFC 8707, and of the extensions:
/// `OpenID` Connect Core §3.1.2.6 and Registration §3.3, RFC 7591 §3.2.2, RFC 9101 §6, RFC 9396 §5, RFC 9449 §12.2, RFC 9470
/// §3, CIBA §13. In alphabetical order.
pub const REGISTERED: [&str; 39] = [
    "access_denied",
    "account_selection_required",
    "authorization_pending",
    "consent_required",
    "expired_login_hint_token",
    "expired_token",
    "insufficient_scope",
    "insufficient_user_authentication",
    "interaction_required",
    "invalid_authorization_details",
    "invalid_binding_message",
    "invalid_client",
    "invalid_client_metadata",
    "invalid_dpop_proof",
    "invalid_grant",
    "invalid_redirect_uri",
    "invalid_request",
    "invalid_request_object",
    "invalid_request_uri",
    "invalid_scope",
    "invalid_software_statement",
    "invalid_target",
    "invalid_token",
    "invalid_user_code",
    "login_required",
    "missing_user_code",
    "registration_not_supported",
    "request_not_supported",
    "request_uri_not_supported",
    "server_error",
    "slow_down",
    "temporarily_unavailable",
    "unapproved_software_statement",
    "unauthorized_client",
    "unmet_authentication_requirements",
    "unsupported_grant_type",
    "unsupported_response_type",
    "unsupported_token_type",
    "use_dpop_nonce",
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
        // Those of DPoP come from an authorization server, or from a protected resource (RFC 9449 §5, §7.1, §8, §9).
        "invalid_client" | "invalid_dpop_proof" | "use_dpop_nonce" => &[400, 401],
        "invalid_token" | "insufficient_user_authentication" => &[401],
        "insufficient_scope" => &[403],
        "server_error" => &[500],
        "temporarily_unavailable" => &[503],
        _ => &[400],
    };
    if !allowed.contains(&status) {
        return Some(format!("status {status} where `{code}` comes with {}", list(allowed)));
    }
    let schemes = match code {
        // RFC 9470 §3.
        // RFC 9449 §7.1: a bound token is refused in the scheme that it came with.
        "invalid_token" | "insufficient_scope" | "insufficient_user_authentication" => Some(&["Bearer", "DPoP"][..]),
        "invalid_dpop_proof" | "use_dpop_nonce" if status == 401 => Some(&["DPoP"][..]),
        _ => None,
    };
    if let Some(schemes) = schemes {
        let challenge = response.header("www-authenticate").unwrap_or_default();
        let has = |scheme: &&str| challenge.get(..scheme.len()).is_some_and(|name| name.eq_ignore_ascii_case(scheme));
        return (!schemes.iter().any(has)).then(|| format!("no `WWW-Authenticate: {}` challenge", schemes[0]));
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

    #[test]
    fn codes_of_extensions_come_by_the_channel_of_their_own_rfcs() {
        assert!(REGISTERED.is_sorted());
        let challenge = |text: &str| response(401, ("www-authenticate", text), "");
        let stepped_up = "insufficient_user_authentication";
        assert_eq!(channel_fault(&challenge("Bearer error=\"insufficient_user_authentication\""), stepped_up), None);
        assert_eq!(channel_fault(&challenge("DPoP error=\"use_dpop_nonce\""), "use_dpop_nonce"), None);
        assert!(channel_fault(&challenge("Bearer error=\"use_dpop_nonce\""), "use_dpop_nonce").is_some());
        let json = response(400, ("content-type", "application/json"), r#"{"error":"use_dpop_nonce"}"#);
        assert_eq!(channel_fault(&json, "use_dpop_nonce"), None);
    }
}
