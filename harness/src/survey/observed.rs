//! What was seen at a provider, as plain data.

use crate::model::page::PageKind;
use crate::model::redacted::Redacted;

/// Everything that was seen. What could not be seen is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Observed {
    /// The first sign-in, or why there was none.
    pub(super) sign_in: Option<Result<SignIn, Redacted>>,
    /// The user was asked for consent the second time, in a new browser.
    pub(super) asked_again: Option<bool>,
    /// An authorization request without PKCE leads to a code.
    pub(super) without_pkce: Option<bool>,
    /// One with the method `plain` leads to a code.
    pub(super) plain_pkce: Option<bool>,
    /// The client gets a token for itself.
    pub(super) client_credentials: Option<bool>,
    /// A refresh token was issued only for this scope.
    pub(super) refresh_scope: Option<String>,
    /// A text of each user that only their profile contains, in the order of the users.
    pub(super) shows: Vec<Option<String>>,
}

/// A sign-in with its tokens.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is seen on its own")]
pub(super) struct SignIn {
    /// The kinds of pages, in order.
    pub(super) pages: Vec<PageKind>,
    /// `iss` in the authorization response (RFC 9207).
    pub(super) iss: bool,
    /// The token response has a `scope`.
    pub(super) scope: Option<String>,
    /// The token response has a refresh token.
    pub(super) refresh: bool,
    /// The token response has an ID token.
    pub(super) id_token: bool,
    /// The access token is a JWT.
    pub(super) jwt: bool,
}
