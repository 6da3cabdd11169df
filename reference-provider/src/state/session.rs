//! The session of a user in a browser.

use std::collections::BTreeSet;
use std::time::SystemTime;

use crate::base::hash::Digest;

/// A user logged in with a browser.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) user_id: u64,
    pub(crate) authentication: Authentication,
    /// The request that made the user log in, by its key (`browser::request_key`), until it is answered.
    pub(crate) login_for: Option<Digest>,
    /// The user agreed to that request in the login form.
    pub(crate) agreed: bool,
    /// The clients that were told who the user is: they are told of the logout, too.
    pub(crate) clients: BTreeSet<String>,
}

/// An event of authentication (OpenID Connect Core §1.2).
#[derive(Clone, Debug)]
pub(crate) struct Authentication {
    /// `auth_time` (OpenID Connect Core §2).
    pub(crate) time: SystemTime,
    /// `sid` (OpenID Connect Front-Channel Logout §3): names the session to clients, and opens nothing.
    pub(crate) sid: String,
}
