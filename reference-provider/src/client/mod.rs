//! Requests of clients: client authentication, DPoP proofs (RFC 9449), and error responses.

pub(crate) mod back_channel_request;
pub(crate) mod claimed_client;
pub(crate) mod client_assertion;
pub(crate) mod client_auth;
pub(crate) mod client_secret;
pub(crate) mod dpop;
pub(crate) mod dpop_nonce;
pub(crate) mod error_response;
