//! Error responses (RFC 6749 §4.1.2.1 and §5.2, RFC 6750 §3.1): codes, and the channel that each requires.

use serde_json::Value;

use crate::http::{Challenge, challenges};
use crate::model::exchange::{Request, Response};

/// The error codes of the OAuth registry: of RFC 6749, RFC 6750, RFC 7009, RFC 8628 and RFC 8707, and of the extensions:
/// `OpenID` Connect Core §3.1.2.6 and Registration §3.3, RFC 7591 §3.2.2, RFC 9101 §6, RFC 9396 §5, RFC 9449 §12.2, RFC 9470
/// §3, CIBA §13, ACE (RFC 9200 §5.8.3, RFC 9201), UMA 2.0 §3.3.6. In alphabetical order.
pub const REGISTERED: [&str; 45] = [
    "access_denied",
    "account_selection_required",
    "authorization_pending",
    "consent_required",
    "expired_login_hint_token",
    "expired_token",
    "incompatible_ace_profiles",
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
    "need_info",
    "registration_not_supported",
    "request_denied",
    "request_not_supported",
    "request_submitted",
    "request_uri_not_supported",
    "server_error",
    "slow_down",
    "temporarily_unavailable",
    "unapproved_software_statement",
    "unauthorized_client",
    "unknown_user_id",
    "unmet_authentication_requirements",
    "unsupported_grant_type",
    "unsupported_pop_key",
    "unsupported_response_type",
    "unsupported_token_type",
    "use_dpop_nonce",
];

/// The error code of a response to a direct request: from the challenge of a protected resource (RFC 6750 §3, RFC 9449 §7.1),
/// or from the JSON body (RFC 6749 §5.2).
///
/// RFC 6750 leaves the body of a protected resource to its API, whose `error` may be of another kind: the challenge takes
/// precedence.
pub fn code_of(response: &Response) -> Option<String> {
    let challenges = challenges(response);
    let code = |challenge: &Challenge| challenge.get("error").map(str::to_owned);
    let of_resource = challenges.iter().filter(|one| one.is("Bearer") || one.is("DPoP")).find_map(code);
    let in_body = || response.json().and_then(|json| Some(json.get("error")?.as_str()?.to_owned()));
    of_resource.or_else(in_body).or_else(|| challenges.iter().find_map(code))
}

/// The error code of an OAuth error response to a direct request, such as that of the token endpoint: JSON with an `error`, in
/// response to a POST, with 400 or 401 (RFC 6749 §5.2).
///
/// An HTTP error (403, 404, 405, 415, 429, 5xx) is not one, whatever its body.
pub fn oauth_error(request: &Request, response: &Response) -> Option<String> {
    let is_one = request.method == "POST" && matches!(response.status, 400 | 401) && is_json(&response.media_type());
    let json = response.json().filter(|_| is_one)?;
    Some(json.get("error")?.as_str()?.to_owned())
}

/// `application/json`, or a type with its syntax (RFC 6839 §3.1).
fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type.ends_with("+json")
}

/// What is wrong with the form of an error response, or `None`.
///
/// A token error is a JSON object with status 400, or 401 for `invalid_client` (RFC 6749 §5.2); an error of a protected
/// resource is a `WWW-Authenticate` challenge with the status of its code (RFC 6750 §3.1).
pub fn channel_fault(response: &Response, code: &str) -> Option<String> {
    let status = response.status;
    let allowed: &[u16] = match code {
        // DPoP errors come from an authorization server, or from a protected resource (RFC 9449 §5, §7.1, §8, §9).
        "invalid_client" | "invalid_dpop_proof" | "use_dpop_nonce" => &[400, 401],
        "invalid_token" | "insufficient_user_authentication" => &[401],
        "insufficient_scope" => &[403],
        "server_error" => &[500],
        "temporarily_unavailable" => &[503],
        _ => &[400],
    };
    if !allowed.contains(&status) {
        return Some(format!("status {status}, where `{code}` requires {}", list(allowed)));
    }
    let schemes = match code {
        // RFC 9470 §3.
        // RFC 9449 §7.1: a bound token is refused in the scheme that it came with.
        "invalid_token" | "insufficient_scope" | "insufficient_user_authentication" => Some(&["Bearer", "DPoP"][..]),
        "invalid_dpop_proof" | "use_dpop_nonce" if status == 401 => Some(&["DPoP"][..]),
        _ => None,
    };
    if let Some(schemes) = schemes {
        return challenge_fault(response, code, schemes);
    }
    if !matches!(response.json(), Some(Value::Object(_))) {
        return Some("the body is not a JSON object".to_owned());
    }
    let media_type = response.media_type();
    (media_type != "application/json").then(|| format!("the media type is `{media_type}`, not `application/json`"))
}

/// What is wrong with the challenge that should contain an error, or `None`.
fn challenge_fault(response: &Response, code: &str, schemes: &[&str]) -> Option<String> {
    let all = challenges(response);
    let fitting: Vec<&Challenge> = all.iter().filter(|one| schemes.iter().any(|scheme| one.is(scheme))).collect();
    // Of several, the one with the error counts: a resource may accept tokens in two schemes (RFC 9449 §7.1).
    let has_code = |challenge: &Challenge| challenge.get("error") == Some(code);
    let meant = fitting.iter().find(|challenge| has_code(challenge)).or(fitting.first());
    let Some(challenge) = meant else { return Some(format!("no `WWW-Authenticate: {}` challenge", schemes[0])) };
    if !has_code(challenge) && all.iter().any(has_code) {
        return Some(format!("the error is not in the `{}` challenge", challenge.scheme));
    }
    let repeated = challenge.repeated();
    (!repeated.is_empty()).then(|| format!("`{}` more than once in one challenge", repeated.join("`, `")))
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

    /// The body of a protected resource belongs to its API, and may have an `error` of another kind.
    #[test]
    fn the_challenge_of_a_resource_comes_before_its_body() {
        let challenge = ("www-authenticate", "Bearer realm=\"api\", error=\"invalid_token\"");
        let refused = |body: &str| {
            let mut refused = response(401, challenge, body);
            refused.headers.push(("content-type".to_owned(), "application/json".to_owned()));
            refused
        };
        for body in [r#"{"error":"Unauthorized"}"#, r#"{"error":"invalid_request"}"#, r#"{"error":{"code":7}}"#, "{}"] {
            assert_eq!(code_of(&refused(body)).as_deref(), Some("invalid_token"), "{body}");
            assert_eq!(channel_fault(&refused(body), "invalid_token"), None, "{body}");
        }
        let at_token_endpoint = ("www-authenticate", "Basic realm=\"clients\"");
        let body = r#"{"error":"invalid_client"}"#;
        assert_eq!(code_of(&response(401, at_token_endpoint, body)).as_deref(), Some("invalid_client"));
    }

    /// Each was a false positive, or was missed, while challenges were searched as text.
    #[test]
    fn challenges_are_read_and_not_searched() {
        let fault = |headers: &[&str]| {
            let headers = headers.iter().map(|value| ("www-authenticate".to_owned(), (*value).to_owned())).collect();
            let response = Response { status: 401, headers, body: String::new() };
            assert_eq!(code_of(&response).as_deref(), Some("invalid_token"), "{response:?}");
            channel_fault(&response, "invalid_token")
        };
        for right in [
            &[r#"Basic realm="x", Bearer error="invalid_token""#][..],
            &[r#"DPoP algs="ES256""#, r#"Bearer error="invalid_token""#],
            &["Bearer error=invalid_token"],
            &[r#"Bearer error = "invalid_token""#],
            &[r#"bearer Error="invalid_token""#],
        ] {
            assert_eq!(fault(right), None, "{right:?}");
        }
        for (wrong, part) in [
            (r#"BearerToken error="invalid_token""#, "no `WWW-Authenticate: Bearer`"),
            (r#"Bearer error="invalid_token", error="invalid_token""#, "`error` more than once"),
            // A parameter of no scheme.
            (r#"Bearer, error="invalid_token""#, "not in the `Bearer` challenge"),
        ] {
            let fault = fault(&[wrong]).expect(wrong);
            assert!(fault.contains(part), "{fault}");
        }
    }

    #[test]
    fn an_error_of_http_is_none_of_oauth() {
        let json = ("content-type", "application/json;charset=UTF-8");
        let request = |method: &str| Request::new(method, url::Url::parse("http://op.test/token").expect("a URL"));
        let of = |method: &str, status, body| oauth_error(&request(method), &response(status, json, body));
        assert_eq!(of("POST", 400, r#"{"error":"no_way"}"#).as_deref(), Some("no_way"));
        assert_eq!(of("POST", 401, r#"{"error":"invalid_client"}"#).as_deref(), Some("invalid_client"));
        for (method, status, body) in [
            ("GET", 405, r#"{"error":"Method Not Allowed"}"#),
            ("GET", 400, r#"{"error":"bad request"}"#),
            ("POST", 403, r#"{"error":"Invalid origin"}"#),
            ("POST", 429, r#"{"error":"slow down, please"}"#),
            ("POST", 400, r#"{"error":{"code":"x"}}"#),
        ] {
            assert_eq!(of(method, status, body), None, "{method} {status}");
        }
        let page = response(400, ("content-type", "text/html"), r#"{"error":"x"}"#);
        assert_eq!(oauth_error(&request("POST"), &page), None);
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
