//! The authorization code flow (RFC 6749 section 4.1) from the client's side. Plain data and pure functions, in the
//! order of the flow; only [`back_channel`] sends requests to the provider.

pub(crate) mod answer;
pub(crate) mod authorization_request;
pub(crate) mod authorization_response;
pub(crate) mod back_channel;
pub(crate) mod failure;
pub(crate) mod pending;
pub(crate) mod pkce;
pub(crate) mod profile;
pub(crate) mod pushed_request;
pub(crate) mod state;
pub(crate) mod token_request;
pub(crate) mod token_response;
