//! The session of a user in a browser.

use std::collections::BTreeSet;
use std::time::SystemTime;

use crate::base::hash::Digest;

/// A session of a user in a browser.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) user_id: u64,
    pub(crate) authentication: Authentication,
    /// The key of the request that the user logged in for (`browser::request_key`), until its response.
    pub(crate) login_for: Option<Digest>,
    /// The user approved that request in the login form.
    pub(crate) agreed: bool,
    /// The clients that learned who the user is: they are notified of the logout.
    pub(crate) clients: BTreeSet<String>,
}

/// An authentication of the user (OpenID Connect Core §1.2).
#[derive(Clone, Debug)]
pub(crate) struct Authentication {
    /// `auth_time` (OpenID Connect Core §2).
    pub(crate) time: SystemTime,
    /// `sid` (OpenID Connect Front-Channel Logout §3): identifies the session to clients, and grants no access.
    pub(crate) sid: String,
}
