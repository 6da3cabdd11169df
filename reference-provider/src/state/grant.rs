//! What a user agreed to, and the codes and tokens that are drawn from it.

use std::time::SystemTime;

use super::session::Authentication;
use crate::base::hash::{Digest, digest};
use crate::oauth::claims_request::RequestedClaims;
use crate::oauth::pkce::Challenge;
use crate::oauth::scope::Scope;

/// What a user once agreed to; codes and tokens are drawn from it and end with it.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) client_id: String,
    /// Nobody, where a client acts for itself (RFC 6749 §4.4).
    pub(crate) user_id: Option<u64>,
    pub(crate) scope: Scope,
    /// The resources that were asked for (RFC 8707 §2); none: the profile, and what the token request names.
    pub(crate) resources: Vec<String>,
    /// How the user was authenticated, where a browser was there.
    pub(crate) authentication: Option<Authentication>,
    /// `nonce` of the request (OpenID Connect Core §2).
    pub(crate) nonce: Option<String>,
    /// The scope of the request, where one was there: what was granted may be another.
    pub(crate) asked: Option<Scope>,
    /// The client wants to know when the user logged in (OpenID Connect Core §2).
    pub(crate) auth_time_asked: bool,
    /// Claims that were asked for one by one.
    pub(crate) claims: RequestedClaims,
    pub(crate) until: SystemTime,
    pub(crate) revoked: bool,
}

/// An authorization code (RFC 6749 §1.3.1). It is remembered as long as its grant, so that a replay is recognised.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) grant: Digest,
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    /// Whether the authorization request named the URI, so that the token request has to (RFC 6749 §4.1.3).
    pub(crate) redirect_uri_was_sent: bool,
    pub(crate) challenge: Option<Challenge>,
    /// The key that the token request has to prove (RFC 9449 §10).
    pub(crate) dpop_jkt: Option<String>,
    pub(crate) until: SystemTime,
    pub(crate) state: CodeState,
}

/// How far a code has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodeState {
    Fresh,
    /// For the first time at this moment.
    Redeemed(SystemTime),
    /// Presented with a wrong verifier (RFC 7636 §7.1).
    Burned,
}

/// An access token (RFC 6749 §1.4). It is remembered as long as its grant, so that expired and unknown differ.
#[derive(Clone, Debug)]
pub(crate) struct AccessToken {
    pub(crate) grant: Digest,
    pub(crate) scope: Scope,
    /// Where it can be used (RFC 8707 §2); nothing named: at the profile.
    pub(crate) resources: Vec<String>,
    /// The thumbprint of the key it is bound to (RFC 9449 §6).
    pub(crate) jkt: Option<String>,
    pub(crate) issued: SystemTime,
    pub(crate) until: SystemTime,
    pub(crate) revoked: bool,
    /// How many requests of the resource it has opened.
    pub(crate) uses: u32,
}

/// A refresh token (RFC 6749 §1.5).
#[derive(Clone, Debug)]
pub(crate) struct RefreshToken {
    pub(crate) grant: Digest,
    /// The thumbprint of the key it is bound to, as those of public clients are (RFC 9449 §5).
    pub(crate) jkt: Option<String>,
    pub(crate) issued: SystemTime,
    pub(crate) until: SystemTime,
    /// When it was used and replaced by a newer one (RFC 9700 §4.14.2).
    pub(crate) spent: Option<SystemTime>,
    /// The key of the refresh token that it came in place of.
    pub(crate) replaced: Option<Digest>,
}

/// The key for what `user_id` agreed to for a client.
pub(crate) fn consent_key(client_id: &str, user_id: u64) -> Digest {
    digest(&format!("{user_id} {client_id}"))
}
