//! The vocabulary of OAuth and OpenID Connect: parameters, values and errors, without any state.

pub(crate) mod acr;
pub(crate) mod claims_request;
pub(crate) mod client_name;
pub(crate) mod loopback;
pub(crate) mod oauth_error;
pub(crate) mod parameters;
pub(crate) mod password;
pub(crate) mod pkce;
pub(crate) mod prompt;
pub(crate) mod random;
pub(crate) mod redirect_uri;
pub(crate) mod response_mode;
pub(crate) mod response_type;
pub(crate) mod scope;
pub(crate) mod secret_form;
pub(crate) mod standard_claims;
pub(crate) mod user_code;
