//! The access token response (RFC 6749 sections 5.1 and 5.2).

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::flow::answer::ProviderResponse;
use crate::flow::authorization_response::ErrorCode;
use crate::flow::failure::Failure;
use crate::policy::{ErrorDescription, Policy, TokenType, UnknownNames};

/// A valid bearer token: visible ASCII that can be sent in a header (RFC 6750 section 2.1).
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct AccessToken(String);

impl AccessToken {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Redacted, so that logs never contain it.
impl std::fmt::Debug for AccessToken {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("AccessToken(…)")
    }
}

/// The known members; others are ignored (RFC 6749 section 5.1).
#[derive(Deserialize)]
struct SuccessfulResponse {
    access_token: String,
    token_type: Option<String>,
}

#[derive(Deserialize)]
struct TokenErrorResponse {
    error: String,
    error_description: Option<String>,
}

/// The token in the response, or why there is none.
pub(crate) fn read(answer: &ProviderResponse, policy: &Policy) -> Result<AccessToken, Failure> {
    if answer.status != 200 {
        return Err(refusal(answer, policy.page.error_description));
    }
    let success: SuccessfulResponse = serde_json::from_slice(&answer.body)
        .map_err(|_| Failure::provider("its token response is not a valid JSON object"))?;
    if policy.token.unknown_members == UnknownNames::Refused && has_unknown_members(answer) {
        return Err(Failure::provider("its token response contains an unknown parameter"));
    }
    let is_usable_type = match (success.token_type, policy.token.token_type) {
        (Some(name), TokenType::BearerOnly | TokenType::BearerAssumed) => name.eq_ignore_ascii_case("bearer"),
        (None, TokenType::BearerOnly) => false,
        (None, TokenType::BearerAssumed) | (_, TokenType::Any) => true,
    };
    if !is_usable_type {
        return Err(Failure::provider("it issued a token of a type that this site cannot use"));
    }
    let token = success.access_token;
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Failure::provider("the access token it issued cannot be used"));
    }
    Ok(AccessToken(token))
}

fn has_unknown_members(answer: &ProviderResponse) -> bool {
    const KNOWN: [&str; 5] = ["access_token", "token_type", "expires_in", "refresh_token", "scope"];
    let members: Map<String, Value> = serde_json::from_slice(&answer.body).unwrap_or_default();
    members.keys().any(|name| !KNOWN.contains(&name.as_str()))
}

/// A token error: `invalid_grant` is about the code in the browser's request, all others are about provider and site.
fn refusal(answer: &ProviderResponse, description: ErrorDescription) -> Failure {
    if (300..400).contains(&answer.status) {
        return Failure::provider("its token endpoint returned a redirect, which this site does not follow");
    }
    let refusal = serde_json::from_slice::<TokenErrorResponse>(&answer.body).ok();
    if let (Some(TokenErrorResponse { error_description: Some(markup), .. }), ErrorDescription::ShownAsMarkup) =
        (&refusal, description)
    {
        return Failure::Refused { error: ErrorCode::Other, quoted_markup: Some(markup.clone()) };
    }
    match (answer.status, refusal.as_ref().map(|refusal| refusal.error.as_str())) {
        (400 | 401, Some("invalid_grant")) => Failure::CodeRefused,
        (400 | 401, Some("invalid_client" | "unauthorized_client")) => {
            Failure::provider("it rejected this site's client credentials")
        }
        (400 | 401, Some(_)) => Failure::provider("it refused this site's token request"),
        _ => Failure::provider("its token endpoint returned an invalid response"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_json(status: u16, body: &str) -> Result<AccessToken, Failure> {
        read(&ProviderResponse::new(status, None, body.as_bytes().to_vec()), &Policy::default())
    }

    #[test]
    fn a_bearer_token_is_taken_in_any_case_with_unknown_members_around_it() {
        for token_type in ["Bearer", "bearer", "BEARER"] {
            let body = format!(r#"{{"access_token":"t","token_type":"{token_type}","expires_in":"soon","x":[1]}}"#);
            assert_eq!(read_json(200, &body).map(|token| token.0), Ok("t".to_owned()));
        }
    }

    #[test]
    fn a_success_must_be_complete() {
        for body in [
            "",
            "{",
            "[]",
            "null",
            "<html>",
            r#"{"token_type":"Bearer"}"#,
            r#"{"access_token":"t"}"#,
            r#"{"access_token":"t","token_type":null}"#,
            r#"{"access_token":"t","token_type":"mac"}"#,
            r#"{"access_token":1,"token_type":"Bearer"}"#,
            r#"{"access_token":"","token_type":"Bearer"}"#,
            r#"{"access_token":"a\r\nb: c","token_type":"Bearer"}"#,
            r#"{"access_token":"ä","token_type":"Bearer"}"#,
            r#"{"access_token":"t","access_token":"u","token_type":"Bearer"}"#,
        ] {
            assert!(matches!(read_json(200, body), Err(Failure::Provider { .. })), "{body}");
        }
    }

    #[test]
    fn only_a_200_is_a_success() {
        let body = r#"{"access_token":"t","token_type":"Bearer"}"#;
        for status in [201, 204, 302, 400, 401, 500] {
            assert!(matches!(read_json(status, body), Err(Failure::Provider { .. })), "{status}");
        }
    }

    #[test]
    fn a_refused_code_is_not_the_providers_fault() {
        assert_eq!(read_json(400, r#"{"error":"invalid_grant"}"#), Err(Failure::CodeRefused));
        assert!(matches!(read_json(401, r#"{"error":"invalid_client"}"#), Err(Failure::Provider { .. })));
        assert!(matches!(read_json(500, r#"{"error":"invalid_grant"}"#), Err(Failure::Provider { .. })));
    }

    #[test]
    fn a_lax_policy_takes_other_types_too() {
        let none = ProviderResponse::new(200, None, br#"{"access_token":"t"}"#.to_vec());
        let mac = ProviderResponse::new(200, None, br#"{"access_token":"t","token_type":"mac"}"#.to_vec());
        for (token_type, takes_none, takes_mac) in [
            (TokenType::BearerOnly, false, false),
            (TokenType::BearerAssumed, true, false),
            (TokenType::Any, true, true),
        ] {
            let mut policy = Policy::default();
            policy.token.token_type = token_type;
            assert_eq!((read(&none, &policy).is_ok(), read(&mac, &policy).is_ok()), (takes_none, takes_mac));
        }
    }

    proptest! {
        #[test]
        fn no_answer_is_too_strange(status in 100_u16..1000, body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&ProviderResponse::new(status, None, body), &Policy::default());
        }
    }
}
