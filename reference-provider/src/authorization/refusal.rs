//! Why an authorization request is not served, and who hears of it (RFC 6749 §4.1.2.1).

use crate::browser::explanation::Explanation;
use crate::oauth::response_mode::ResponseMode;

/// Who is told, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReplyTo {
    pub(crate) redirect_uri: String,
    pub(crate) mode: ResponseMode,
    pub(crate) state: Option<String>,
    /// No page may be shown on the way (`prompt=none`).
    pub(crate) is_silent: bool,
}

/// What happens to a request that is not served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The user is told, and nobody else.
    Tell(Explanation<'static>),
    /// The client is told, at its redirection URI.
    Report { to: ReplyTo, error: Error },
}

/// An error code and a sentence for the client's developer (RFC 6749 §4.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Error(pub(crate) &'static str, pub(crate) &'static str);

/// `prompt=none`, and nobody is logged in, or somebody else (OpenID Connect Core §3.1.2.6).
pub(crate) const LOGIN_REQUIRED: Error = Error("login_required", "The user must log in.");

/// `prompt=none`, and the user has not agreed yet (OpenID Connect Core §3.1.2.6).
pub(crate) const CONSENT_REQUIRED: Error = Error("consent_required", "The user must give consent.");

/// `prompt=none`, and the user would have to do something (OpenID Connect Core §3.1.2.6).
pub(crate) const INTERACTION_REQUIRED: Error = Error("interaction_required", "User interaction is required.");

/// The user said no.
pub(crate) const ACCESS_DENIED: Error = Error("access_denied", "The user denied the request.");
