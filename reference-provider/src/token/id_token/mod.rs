//! The ID token: who the user is, told to the client in a way it can check (OpenID Connect Core §2).

mod claims;
mod hint;
mod issue;
mod signing;

pub(crate) use hint::{hinted, hinted_sub};
pub(crate) use issue::{Ties, issue};
