//! Why an authorization request is rejected, and where the error is shown (RFC 6749 §4.1.2.1).

use crate::browser::explanation::Explanation;
use crate::oauth::response_mode::ResponseMode;

/// Where the response is sent, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ResponseTarget {
    pub(crate) redirect_uri: String,
    pub(crate) mode: ResponseMode,
    pub(crate) state: Option<String>,
    /// Whether no page can be shown (`prompt=none`).
    pub(crate) is_silent: bool,
}

/// What happens to a rejected request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The error is shown to the user only.
    Show(Explanation<'static>),
    /// The error is sent to the client, at its redirect URI.
    Report { to: ResponseTarget, error: Error },
}

/// An error code and a description for the client's developer (RFC 6749 §4.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Error(pub(crate) &'static str, pub(crate) &'static str);

/// `prompt=none`, and no user is logged in, or another one (OpenID Connect Core §3.1.2.6).
pub(crate) const LOGIN_REQUIRED: Error = Error("login_required", "The user must log in.");

/// `prompt=none`, and the user has not consented yet (OpenID Connect Core §3.1.2.6).
pub(crate) const CONSENT_REQUIRED: Error = Error("consent_required", "The user must give consent.");

/// `prompt=none`, and user interaction is needed (OpenID Connect Core §3.1.2.6).
pub(crate) const INTERACTION_REQUIRED: Error = Error("interaction_required", "User interaction is required.");

/// The user denied consent.
pub(crate) const ACCESS_DENIED: Error = Error("access_denied", "The user denied the request.");
