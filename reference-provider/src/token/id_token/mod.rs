//! The ID token: who the user is, told to the client in a way it can check (OpenID Connect Core §2).

mod claims;
mod issue;
mod replayed;
mod signing;
mod ties;

pub(crate) use issue::issue;
pub(crate) use signing::registered_algorithm;
pub(crate) use ties::Ties;
