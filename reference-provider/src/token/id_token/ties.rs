//! What an ID token is bound to.

/// What an ID token is tied to beside the user and the client.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ties<'t> {
    /// It came with this access token (OpenID Connect Core §3.1.3.6, §3.3.2.11).
    pub(crate) access_token: Option<&'t str>,
    /// It came with this code (OpenID Connect Core §3.3.2.11).
    pub(crate) code: Option<&'t str>,
    /// It answers the authorization request itself, so it repeats its `nonce`. After a refresh it does not
    /// (OpenID Connect Core §12.2).
    pub(crate) nonce: bool,
    /// It comes from the authorization endpoint, where its hashes are required (OpenID Connect Core §3.2.2.10, §3.3.2.11).
    pub(crate) front_channel: bool,
}
