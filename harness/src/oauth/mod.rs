//! An independent oracle: what OAuth says about requests and responses, as pure functions.
//!
//! It shares no code with the references, so that one bug cannot cancel itself.

pub mod authorize;
pub mod client_auth;
pub mod error;
pub mod pkce;
pub mod random;
pub mod token;
