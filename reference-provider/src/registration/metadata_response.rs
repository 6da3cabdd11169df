//! The registered metadata of a client, as returned to it (RFC 7591 §3.2.1), including default values.

use serde_json::{Map, Value, json};

use crate::config::ClientRegistration;

/// All members except the credentials, with or without those that have their default value.
pub(crate) fn registered_metadata(
    client: &ClientRegistration,
    described: &Map<String, Value>,
    with_defaults: bool,
) -> Map<String, Value> {
    let members = [
        ("client_name", json!(client.name)),
        ("client_uri", json!(client.client_uri)),
        ("logo_uri", json!(client.logo_uri)),
        ("policy_uri", json!(client.policy_uri)),
        ("tos_uri", json!(client.tos_uri)),
        ("redirect_uris", json!(client.redirect_uris)),
        ("token_endpoint_auth_method", json!(client.token_endpoint_auth_method)),
        ("grant_types", json!(client.grant_types)),
        ("response_types", json!(client.response_types)),
        ("scope", json!(client.scope)),
        ("jwks", json!(client.jwks)),
        ("subject_type", json!("public")),
        ("id_token_signed_response_alg", json!(client.id_token_signed_response_alg)),
        ("userinfo_signed_response_alg", json!(client.userinfo_signed_response_alg)),
        ("request_object_signing_alg", json!(client.request_object_signing_alg)),
        ("token_endpoint_auth_signing_alg", json!(client.token_endpoint_auth_signing_alg)),
        ("require_signed_request_object", json!(client.require_signed_request_object)),
        ("require_pushed_authorization_requests", json!(client.require_pushed_authorization_requests)),
        ("dpop_bound_access_tokens", json!(client.dpop_bound_access_tokens)),
        ("default_max_age", json!(client.default_max_age)),
        ("require_auth_time", json!(client.require_auth_time)),
        ("post_logout_redirect_uris", json!(client.post_logout_redirect_uris)),
        ("backchannel_logout_uri", json!(client.backchannel_logout_uri)),
        ("frontchannel_logout_uri", json!(client.frontchannel_logout_uri)),
    ];
    let members = members.into_iter().map(|(name, value)| (name.to_owned(), value));
    let returned = members.filter(|(name, value)| !value.is_null() && (with_defaults || !is_default(name, value)));
    returned.chain(described.clone()).collect()
}

/// Whether the value is the default of the specifications (RFC 7591 §2, OpenID Connect Registration §2).
fn is_default(name: &str, value: &Value) -> bool {
    match name {
        "token_endpoint_auth_method" => value == "client_secret_basic",
        "grant_types" => *value == json!(["authorization_code"]),
        "response_types" => *value == json!(["code"]),
        "subject_type" => value == "public",
        "id_token_signed_response_alg" => value == "RS256",
        _ => *value == json!(false) || *value == json!([]),
    }
}
