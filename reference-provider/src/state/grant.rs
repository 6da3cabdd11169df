//! Grants, and the codes and tokens issued for them.

use std::time::SystemTime;

use super::session::Authentication;
use crate::base::hash::{Digest, digest};
use crate::oauth::claims_request::RequestedClaims;
use crate::oauth::pkce::CodeChallenge;
use crate::oauth::scope::Scope;

/// A user's authorization of a client; codes and tokens are issued for it and end with it.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) client_id: String,
    /// The user; `None` if a client acts in its own name (RFC 6749 §4.4).
    pub(crate) user_id: Option<u64>,
    pub(crate) scope: Scope,
    /// The requested resources (RFC 8707 §2); empty: the profile, and those in the token request.
    pub(crate) resources: Vec<String>,
    /// How the user was authenticated, if there was a browser.
    pub(crate) authentication: Option<Authentication>,
    /// `nonce` of the request (OpenID Connect Core §2).
    pub(crate) nonce: Option<String>,
    /// The scope of the request, if there was one: the granted scope can differ.
    pub(crate) asked: Option<Scope>,
    /// The client requested `auth_time` (OpenID Connect Core §2).
    pub(crate) auth_time_asked: bool,
    /// Individually requested claims.
    pub(crate) claims: RequestedClaims,
    pub(crate) until: SystemTime,
    pub(crate) revoked: bool,
}

/// An authorization code (RFC 6749 §1.3.1). It is stored as long as its grant, so that a replay is detected.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) grant: Digest,
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    /// Whether the authorization request had `redirect_uri`, which the token request then has to repeat (RFC 6749
    /// §4.1.3).
    pub(crate) redirect_uri_was_sent: bool,
    pub(crate) challenge: Option<CodeChallenge>,
    /// The key that the token request has to prove possession of (RFC 9449 §10).
    pub(crate) dpop_jkt: Option<String>,
    pub(crate) until: SystemTime,
    pub(crate) state: CodeState,
}

/// The state of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodeState {
    Fresh,
    /// Redeemed first at this time.
    Redeemed(SystemTime),
    /// Invalidated by a wrong verifier (RFC 7636 §7.1).
    Burned,
}

/// An access token (RFC 6749 §1.4). It is stored as long as its grant, so that expired and unknown tokens can be
/// distinguished.
#[derive(Clone, Debug)]
pub(crate) struct AccessToken {
    pub(crate) grant: Digest,
    pub(crate) scope: Scope,
    /// Its audience (RFC 8707 §2); empty: the profile.
    pub(crate) resources: Vec<String>,
    /// The thumbprint of the key it is bound to (RFC 9449 §6).
    pub(crate) jkt: Option<String>,
    pub(crate) issued: SystemTime,
    pub(crate) until: SystemTime,
    pub(crate) revoked: bool,
    /// The number of requests that it was used for.
    pub(crate) uses: u32,
}

/// A refresh token (RFC 6749 §1.5).
#[derive(Clone, Debug)]
pub(crate) struct RefreshToken {
    pub(crate) grant: Digest,
    /// The thumbprint of the key it is bound to, for public clients (RFC 9449 §5).
    pub(crate) jkt: Option<String>,
    pub(crate) issued: SystemTime,
    pub(crate) until: SystemTime,
    /// When it was replaced by a new one (RFC 9700 §4.14.2).
    pub(crate) spent: Option<SystemTime>,
    /// The key of the refresh token that it replaced.
    pub(crate) replaced: Option<Digest>,
}

/// The key for the consent of `user_id` to a client.
pub(crate) fn consent_key(client_id: &str, user_id: u64) -> Digest {
    digest(&format!("{user_id} {client_id}"))
}
