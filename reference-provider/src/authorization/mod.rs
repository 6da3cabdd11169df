//! Authorization requests, from the parameters to the response (RFC 6749 §4.1, OpenID Connect Core §3).

pub(crate) mod authentication_request;
pub(crate) mod authorization_request;
pub(crate) mod authorization_response;
pub(crate) mod expected_user;
pub(crate) mod id_token_hint;
pub(crate) mod pushed_request;
pub(crate) mod reauthentication;
pub(crate) mod refusal;
pub(crate) mod request_object;
mod request_object_error;
pub(crate) mod resource_indicator;
