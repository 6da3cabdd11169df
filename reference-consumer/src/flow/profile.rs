//! The protected resource with the profile of the user (RFC 6749 section 7, RFC 6750 section 2.1).

use serde_json::{Map, Value};
use url::Url;

use crate::flow::answer::ProviderResponse;
use crate::flow::failure::Failure;
use crate::flow::token_response::AccessToken;
use crate::policy::{AccessTokenTransport, BearerScheme, TokenRules};

/// The profile of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Profile {
    /// The user's identifier at the provider.
    pub(crate) user_id: String,
    /// An address to greet the user with; not an identifier.
    pub(crate) email: Option<String>,
    /// All members, to be shown.
    pub(crate) entries: Vec<(String, String)>,
}

/// A GET request for the profile; with a form, a POST request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProfileRequest {
    pub(crate) url: Url,
    pub(crate) authorization: Option<String>,
    pub(crate) form: Option<String>,
}

/// The request that fetches the profile with `token`.
pub(crate) fn request(endpoint: &Url, token: &AccessToken, rules: &TokenRules) -> ProfileRequest {
    let mut url = endpoint.clone();
    let scheme = match rules.scheme {
        BearerScheme::Capital => "Bearer",
        BearerScheme::LowerCase => "bearer",
    };
    match rules.access_token {
        AccessTokenTransport::Header => {
            ProfileRequest { url, authorization: Some(format!("{scheme} {}", token.as_str())), form: None }
        }
        AccessTokenTransport::Form => {
            let mut form = form_urlencoded::Serializer::new(String::new());
            form.append_pair("access_token", token.as_str()).append_pair("format", "json");
            ProfileRequest { url, authorization: None, form: Some(form.finish()) }
        }
        AccessTokenTransport::Query => {
            url.query_pairs_mut().append_pair("access_token", token.as_str());
            ProfileRequest { url, authorization: None, form: None }
        }
    }
}

/// The profile in the response, or why there is none.
pub(crate) fn read(answer: &ProviderResponse) -> Result<Profile, Failure> {
    if answer.status != 200 {
        return Err(Failure::provider("it did not return the profile"));
    }
    let members: Map<String, Value> =
        serde_json::from_slice(&answer.body).map_err(|_| Failure::provider("its profile is not a JSON object"))?;
    let user_id = members
        .get("user_id")
        .and_then(identifier)
        .ok_or_else(|| Failure::provider("its profile does not say which user it belongs to"))?;
    let email = members.get("email").and_then(Value::as_str).filter(|email| !email.is_empty()).map(str::to_owned);
    let entries = members.into_iter().map(|(name, value)| (name, shown(value))).collect();
    Ok(Profile { user_id, email, entries })
}

/// An integer or a non-empty string.
fn identifier(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) if number.is_i64() || number.is_u64() => Some(number.to_string()),
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        _ => None,
    }
}

fn shown(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_json(status: u16, body: &str) -> Result<Profile, Failure> {
        read(&ProviderResponse::new(status, None, body.as_bytes().to_vec()))
    }

    #[test]
    fn the_profile_of_the_tutorial() {
        let profile = read_json(200, r#"{"user_id":7,"email":"alice@example.com","groups":["a"],"x":null}"#);
        let entry = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            profile,
            Ok(Profile {
                user_id: "7".to_owned(),
                email: Some("alice@example.com".to_owned()),
                entries: vec![
                    entry("email", "alice@example.com"),
                    entry("groups", r#"["a"]"#),
                    entry("user_id", "7"),
                    entry("x", "null"),
                ],
            })
        );
    }

    #[test]
    fn a_user_id_is_a_whole_number_or_a_string() {
        assert_eq!(read_json(200, r#"{"user_id":"a-b"}"#).map(|profile| profile.user_id), Ok("a-b".to_owned()));
        assert_eq!(
            read_json(200, r#"{"user_id":18446744073709551615}"#).map(|profile| profile.user_id),
            Ok(u64::MAX.to_string())
        );
        for body in [
            "{}",
            r#"{"user_id":""}"#,
            r#"{"user_id":null}"#,
            r#"{"user_id":1.5}"#,
            r#"{"user_id":true}"#,
            r#"{"user_id":[1]}"#,
            r#"{"user_id":{"id":1}}"#,
            r#"{"email":"alice@example.com"}"#,
        ] {
            assert!(matches!(read_json(200, body), Err(Failure::Provider { .. })), "{body}");
        }
    }

    #[test]
    fn an_unusable_email_is_not_an_email() {
        for body in [r#"{"user_id":1,"email":7}"#, r#"{"user_id":1,"email":""}"#, r#"{"user_id":1}"#] {
            assert_eq!(read_json(200, body).map(|profile| profile.email), Ok(None), "{body}");
        }
    }

    proptest! {
        #[test]
        fn no_answer_is_too_strange(status in 100_u16..1000, body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&ProviderResponse::new(status, None, body));
        }
    }
}
