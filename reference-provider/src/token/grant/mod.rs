//! From a grant to tokens: one file for each grant type.

pub(crate) mod authorization_code;
mod broken;
pub(crate) mod client_credentials;
pub(crate) mod device_code;
pub(crate) mod front_channel;
mod limits;
pub(crate) mod password;
pub(crate) mod refresh_token;
mod requested_scope;
mod token_response;
mod tokens;

pub(crate) use limits::TokenRestrictions;
pub(crate) use token_response::TokenResponse;
