//! The ID token: the identity of the user, in a form that the client can verify (OpenID Connect Core §2).

mod claims;
mod issue;
mod replayed;
mod signing;
mod token_bindings;

pub(crate) use issue::issue;
pub(crate) use signing::registered_algorithm;
pub(crate) use token_bindings::TokenBindings;
