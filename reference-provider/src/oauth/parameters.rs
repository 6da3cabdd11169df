//! The names of the parameters of an authorization request.

use crate::http::params::Params;

/// The parameters that cannot be repeated. RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Connect Core §3.1.2.1.
pub(crate) const PARAMETERS: [&str; 20] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
    "nonce",
    "prompt",
    "max_age",
    "login_hint",
    "id_token_hint",
    "acr_values",
    "claims",
    "display",
    "ui_locales",
    "request",
    "request_uri",
    "dpop_jkt",
];

/// The parameter that can be repeated (RFC 8707 §2).
pub(crate) const RESOURCE: &str = "resource";

/// The requested resources.
pub(crate) fn resources(params: &Params) -> Vec<String> {
    params.values(RESOURCE).map(str::to_owned).collect()
}
