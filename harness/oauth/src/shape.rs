//! The members of OAuth's JSON documents, with the types in their RFCs. A member that is absent, or null, has no type: whether
//! it is required is checked elsewhere.

use serde_json::{Map, Value};

use super::outcomes::Outcomes;
use super::scope;

/// A document whose members have types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonDocument {
    /// A token response (RFC 6749 §5.1).
    Token,
    /// A device authorization response (RFC 8628 §3.2).
    DeviceAuthorization,
    /// An introspection response (RFC 7662 §2.2).
    Introspection,
    /// A client information response (RFC 7591 §3.2.1).
    Registration,
    /// The metadata of a provider (RFC 8414 §2).
    Metadata,
}

/// The type of a member.
#[derive(Clone, Copy, Debug)]
enum MemberType {
    Text,
    /// A number without a fraction, zero or more.
    Whole,
    /// A number without a fraction, more than zero.
    Positive,
    Flag,
    Texts,
    Scope,
}

const ACCESS_TOKEN: &str = "rfc6749-5.1-access-token-member";
const TOKEN_TYPE: &str = "rfc6749-5.1-token-type-member";
const EXPIRES_IN: &str = "rfc6749-5.1-expires-in-number";
const SCOPE: &str = "rfc6749-3.3-scope-syntax";
const OF_TOKEN: &str = "rfc6749-5.1-member-types";
const OF_DEVICE: &str = "rfc8628-3.2-member-types";
const ACTIVE: &str = "rfc7662-2.2-active-boolean";
const TIMES: &str = "rfc7662-2.2-integer-times";
const OF_CLIENT: &str = "rfc7591-3.2.1-member-types";
const OF_METADATA: &str = "rfc8414-2-member-types";

/// The requirements (ids) about the types of a document's members.
pub const REQUIREMENTS: [&str; 10] =
    [ACCESS_TOKEN, TOKEN_TYPE, EXPIRES_IN, SCOPE, OF_TOKEN, OF_DEVICE, ACTIVE, TIMES, OF_CLIENT, OF_METADATA];

/// Members, their type, and the requirement that specifies it.
type MemberTypes = &'static [(&'static [&'static str], MemberType, &'static str)];

const TOKEN: MemberTypes = &[
    (&["access_token"], MemberType::Text, ACCESS_TOKEN),
    (&["token_type"], MemberType::Text, TOKEN_TYPE),
    (&["expires_in"], MemberType::Whole, EXPIRES_IN),
    (&["refresh_token", "id_token"], MemberType::Text, OF_TOKEN),
    (&["scope"], MemberType::Scope, SCOPE),
];

const DEVICE: MemberTypes = &[
    (&["device_code", "user_code", "verification_uri", "verification_uri_complete"], MemberType::Text, OF_DEVICE),
    (&["expires_in", "interval"], MemberType::Positive, OF_DEVICE),
];

const INTROSPECTION: MemberTypes =
    &[(&["active"], MemberType::Flag, ACTIVE), (&["exp", "iat", "nbf"], MemberType::Whole, TIMES)];

const REGISTRATION: MemberTypes = &[
    (
        &["client_id", "client_secret", "token_endpoint_auth_method", "client_name", "jwks_uri", "scope"],
        MemberType::Text,
        OF_CLIENT,
    ),
    (&["client_id_issued_at", "client_secret_expires_at"], MemberType::Whole, OF_CLIENT),
    (&["redirect_uris", "grant_types", "response_types", "contacts"], MemberType::Texts, OF_CLIENT),
];

/// For metadata: types that do not follow from the ending of a name.
const METADATA: MemberTypes = &[
    (&["issuer", "jwks_uri"], MemberType::Text, OF_METADATA),
    (
        &[
            "claims_parameter_supported",
            "request_parameter_supported",
            "request_uri_parameter_supported",
            "require_request_uri_registration",
            "require_pushed_authorization_requests",
            "require_signed_request_object",
            "authorization_response_iss_parameter_supported",
            "backchannel_logout_supported",
            "backchannel_logout_session_supported",
            "frontchannel_logout_supported",
            "frontchannel_logout_session_supported",
            "tls_client_certificate_bound_access_tokens",
        ],
        MemberType::Flag,
        OF_METADATA,
    ),
    (
        &[
            "scopes_supported",
            "response_types_supported",
            "response_modes_supported",
            "grant_types_supported",
            "token_endpoint_auth_methods_supported",
            "token_endpoint_auth_signing_alg_values_supported",
            "revocation_endpoint_auth_methods_supported",
            "introspection_endpoint_auth_methods_supported",
            "code_challenge_methods_supported",
            "subject_types_supported",
            "id_token_signing_alg_values_supported",
            "claims_supported",
            "acr_values_supported",
            "prompt_values_supported",
            "dpop_signing_alg_values_supported",
        ],
        MemberType::Texts,
        OF_METADATA,
    ),
];

/// What the types of the present members show about each requirement. A response that is not a JSON object has no members.
pub fn judge(document: JsonDocument, body: &Value) -> Outcomes {
    let mut judged = Outcomes::default();
    let Value::Object(body) = body else { return judged };
    let table = match document {
        JsonDocument::Token => TOKEN,
        JsonDocument::DeviceAuthorization => DEVICE,
        JsonDocument::Introspection => INTROSPECTION,
        JsonDocument::Registration => REGISTRATION,
        JsonDocument::Metadata => METADATA,
    };
    for (names, kind, requirement) in table {
        names.iter().for_each(|name| member(&mut judged, body, name, *kind, requirement));
    }
    if document == JsonDocument::Metadata {
        let endpoints = body.keys().filter(|name| name.ends_with("_endpoint"));
        endpoints.for_each(|name| member(&mut judged, body, name, MemberType::Text, OF_METADATA));
    }
    judged
}

fn member(judged: &mut Outcomes, body: &Map<String, Value>, name: &str, kind: MemberType, requirement: &'static str) {
    let Some(value) = body.get(name).filter(|value| !value.is_null()) else { return };
    judged.judge(requirement, (!kind.fits(value)).then(|| format!("`{name}` is {value}, not {}", kind.name())));
}

impl MemberType {
    fn fits(self, value: &Value) -> bool {
        let whole = value.as_f64().filter(|number| number.fract() == 0.0);
        match self {
            MemberType::Text => value.is_string(),
            MemberType::Whole => whole.is_some_and(|number| number >= 0.0),
            MemberType::Positive => whole.is_some_and(|number| number > 0.0),
            MemberType::Flag => value.is_boolean(),
            MemberType::Texts => value.as_array().is_some_and(|items| items.iter().all(Value::is_string)),
            MemberType::Scope => value.as_str().is_some_and(scope::is_well_formed),
        }
    }

    fn name(self) -> &'static str {
        match self {
            MemberType::Text => "text",
            MemberType::Whole => "a whole number",
            MemberType::Positive => "a whole number above zero",
            MemberType::Flag => "true or false",
            MemberType::Texts => "a list of strings",
            MemberType::Scope => "a string of values separated by one space",
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn violations(document: JsonDocument, body: &Value) -> Vec<(&'static str, String)> {
        judge(document, body).violations().map(|(id, how)| (id, how.to_owned())).collect()
    }

    #[test]
    fn documents_of_the_rfcs_have_their_types() {
        for (document, body) in [
            (
                JsonDocument::Token,
                json!({"access_token": "a", "token_type": "Bearer", "expires_in": 3600, "scope": "a b"}),
            ),
            (JsonDocument::Token, json!({"refresh_token": null, "example_parameter": 1})),
            (
                JsonDocument::DeviceAuthorization,
                json!({"device_code": "a", "user_code": "b", "expires_in": 1800, "interval": 5}),
            ),
            (JsonDocument::Introspection, json!({"active": true, "exp": 1_419_356_238, "aud": ["a"], "iat": 1.0})),
            (
                JsonDocument::Registration,
                json!({"client_id": "a", "client_secret_expires_at": 0, "redirect_uris": ["b"]}),
            ),
            (
                JsonDocument::Metadata,
                json!({"issuer": "a", "token_endpoint": "b", "scopes_supported": [], "x_supported": 1}),
            ),
        ] {
            assert_eq!(violations(document, &body), [], "{document:?}");
            assert!(judge(document, &body).iter().all(|(id, _)| REQUIREMENTS.contains(&id)), "{document:?}");
        }
        assert_eq!(violations(JsonDocument::Token, &json!([])), []);
    }

    /// V24, V35: members with another type than the one in their RFC.
    #[test]
    fn another_type_breaks_the_requirement_that_names_it() {
        for (document, body, requirement) in [
            (JsonDocument::Token, json!({"scope": ["openid"]}), SCOPE),
            (JsonDocument::Token, json!({"scope": ""}), SCOPE),
            (JsonDocument::Token, json!({"expires_in": "3600"}), EXPIRES_IN),
            (JsonDocument::Token, json!({"expires_in": -1}), EXPIRES_IN),
            (JsonDocument::Token, json!({"access_token": {"value": "a"}}), ACCESS_TOKEN),
            (JsonDocument::Token, json!({"refresh_token": 7}), OF_TOKEN),
            (JsonDocument::DeviceAuthorization, json!({"interval": "1"}), OF_DEVICE),
            (JsonDocument::DeviceAuthorization, json!({"expires_in": 0}), OF_DEVICE),
            (JsonDocument::Introspection, json!({"active": "true"}), ACTIVE),
            (JsonDocument::Introspection, json!({"active": true, "exp": "1419356238"}), TIMES),
            (JsonDocument::Registration, json!({"redirect_uris": "https://c.example/cb"}), OF_CLIENT),
            (JsonDocument::Metadata, json!({"response_types_supported": "code token"}), OF_METADATA),
            (JsonDocument::Metadata, json!({"request_parameter_supported": "false"}), OF_METADATA),
            (JsonDocument::Metadata, json!({"made_up_endpoint": 1}), OF_METADATA),
        ] {
            let found = violations(document, &body);
            assert_eq!(found.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [requirement], "{body}: {found:?}");
        }
    }
}
