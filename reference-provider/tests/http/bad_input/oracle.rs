//! The permitted responses to any request.

use proptest::prelude::*;
use reference_provider::Config;
use reqwest::{StatusCode, header};
use url::Url;

use crate::site::{Reply, Site};

/// The clients registered in addition to the embedded configuration.
pub(super) const AFTER_LOGOUT: &str = "https://client.example/bye";

/// The errors of RFC 6749 §4.1.2.1 and §5.2, OpenID Connect Core §3.1.2.6, RFC 6750 §3.1, RFC 7009 §2.2.1, RFC 7591
/// §3.2.2, RFC 8628 §3.5, RFC 8707 §2, RFC 9101 §10 and RFC 9449 §5 to §8.
const REGISTERED: &[&str] = &[
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
    "access_denied",
    "unsupported_response_type",
    "interaction_required",
    "login_required",
    "account_selection_required",
    "consent_required",
    "invalid_request_uri",
    "invalid_request_object",
    "request_not_supported",
    "request_uri_not_supported",
    "registration_not_supported",
    "unmet_authentication_requirements",
    "invalid_token",
    "insufficient_scope",
    "unsupported_token_type",
    "invalid_redirect_uri",
    "invalid_client_metadata",
    "authorization_pending",
    "slow_down",
    "expired_token",
    "invalid_target",
    "invalid_dpop_proof",
    "use_dpop_nonce",
];

/// The configuration of the targets: one client has a URI for the logout.
pub(super) fn config() -> Config {
    let mut config = Config::embedded();
    config.clients[0].post_logout_redirect_uris = vec![AFTER_LOGOUT.to_owned()];
    config
}

/// Properties of every response.
pub(super) fn any(reply: &Reply) -> Result<(), TestCaseError> {
    prop_assert!(reply.status.as_u16() < 500, "{:?}", reply);
    prop_assert!(!reply.headers.contains_key("x-injected"), "{:?}", reply);
    for cookie in reply.headers.get_all(header::SET_COOKIE) {
        prop_assert!(!cookie.as_bytes().starts_with(b"injected"), "{:?}", reply);
    }
    let has_body = !reply.body.is_empty();
    prop_assert!(!has_body || reply.headers.contains_key(header::CONTENT_TYPE), "{:?}", reply);
    if reply.header("content-type").starts_with("text/html") {
        page(reply)?;
    }
    Ok(())
}

/// A page contains values of the request as text only, and no links to scripts.
fn page(reply: &Reply) -> Result<(), TestCaseError> {
    for markup in
        ["<zz", "onload=\"x\"", "href=\"javascript:", "href=\"data:", "action=\"javascript:", "src=\"javascript:"]
    {
        prop_assert!(!reply.body.contains(markup), "{} in {:?}", markup, reply);
    }
    prop_assert!(!reply.body.contains("62710561"), "a template was evaluated: {:?}", reply);
    Ok(())
}

/// A response to a browser: a page, or a redirect to a permitted target.
pub(super) fn front_channel(origin: &str, reply: &Reply) -> Result<(), TestCaseError> {
    any(reply)?;
    if !reply.headers.contains_key(header::LOCATION) {
        let is_page = reply.header("content-type").starts_with("text/html");
        prop_assert!(is_page, "{:?}", reply);
        return Ok(());
    }
    prop_assert!(reply.status.is_redirection(), "{:?}", reply);
    prop_assert!(!reply.location().contains(['\r', '\n']), "{:?}", reply);
    let target = Url::parse(origin).unwrap().join(reply.location()).unwrap();
    if target.origin() == Url::parse(origin).unwrap().origin() {
        return Ok(());
    }
    // Exactly, up to the added parameters.
    let place = reply.location().split(['?', '#']).next().unwrap_or_default();
    let clients = config().clients;
    let registered = clients.iter().flat_map(|client| &client.redirect_uris);
    let is_registered = registered.into_iter().any(|uri| uri == place);
    prop_assert!(is_registered || place == AFTER_LOGOUT, "{:?}", reply);
    if is_registered {
        authorization_response(reply)?;
    }
    Ok(())
}

/// RFC 6749 §4.1.2 and §4.1.2.1: no repeated parameters, and a registered error.
fn authorization_response(reply: &Reply) -> Result<(), TestCaseError> {
    let Some(error) = reply.find_parameter("error") else {
        prop_assert!(reply.find_parameter("code").is_some(), "{:?}", reply);
        return Ok(());
    };
    prop_assert!(reply.find_parameter("code").is_none(), "{:?}", reply);
    prop_assert!(REGISTERED.contains(&error.as_str()), "{:?}", reply);
    let description = reply.find_parameter("error_description").unwrap_or_default();
    prop_assert!(is_printable(&description), "{:?}", reply);
    Ok(())
}

/// A response, to a browser or to a program.
pub(super) fn front_channel_or_other(site: &Site, reply: &Reply) -> Result<(), TestCaseError> {
    if reply.headers.contains_key(header::LOCATION) { front_channel(site.provider.url(), reply) } else { any(reply) }
}

/// A response to a program: JSON with a registered error and its status.
pub(super) fn back_channel(reply: &Reply) -> Result<(), TestCaseError> {
    any(reply)?;
    prop_assert!(!reply.headers.contains_key(header::LOCATION), "{:?}", reply);
    if reply.status.is_success() {
        return Ok(());
    }
    let bare = reply.status == StatusCode::UNAUTHORIZED && reply.body.is_empty();
    let challenges = reply.headers.contains_key(header::WWW_AUTHENTICATE);
    prop_assert!(reply.status != StatusCode::UNAUTHORIZED || challenges, "{:?}", reply);
    if bare {
        return Ok(());
    }
    prop_assert_eq!(reply.header("content-type"), "application/json", "{:?}", reply);
    let said = reply.json();
    let error = said["error"].as_str().unwrap_or_default();
    prop_assert!(REGISTERED.contains(&error), "{:?}", reply);
    prop_assert!(is_printable(said["error_description"].as_str().unwrap_or_default()), "{:?}", reply);
    let expected: &[u16] = match error {
        "invalid_client" | "invalid_token" => &[401],
        "insufficient_scope" => &[403],
        "invalid_dpop_proof" | "use_dpop_nonce" => &[400, 401],
        // RFC 9110 §15.5.6 and §15.5.14: the only other statuses of an invalid request.
        "invalid_request" if reply.headers.contains_key(header::ALLOW) => &[405],
        "invalid_request" if reply.status == StatusCode::PAYLOAD_TOO_LARGE => &[413],
        _ => &[400],
    };
    prop_assert!(expected.contains(&reply.status.as_u16()), "{:?}", reply);
    Ok(())
}

/// RFC 6749 §5.2: `%x20-21 / %x23-5B / %x5D-7E`.
fn is_printable(description: &str) -> bool {
    description.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\')
}
