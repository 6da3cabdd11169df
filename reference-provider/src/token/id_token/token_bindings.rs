//! The values that an ID token is bound to.

/// The values that an ID token is bound to in addition to the user and the client.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TokenBindings<'t> {
    /// The access token issued with it (OpenID Connect Core §3.1.3.6, §3.3.2.11).
    pub(crate) access_token: Option<&'t str>,
    /// The code issued with it (OpenID Connect Core §3.3.2.11).
    pub(crate) code: Option<&'t str>,
    /// The `nonce` of the authorization request; `None` after a refresh (OpenID Connect Core §12.2).
    pub(crate) nonce: bool,
    /// Whether it is issued by the authorization endpoint, where its hashes are required (OpenID Connect Core
    /// §3.2.2.10, §3.3.2.11).
    pub(crate) front_channel: bool,
}
