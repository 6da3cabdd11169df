//! The errors that end a login without a signed-in user, and their pages.

use crate::flow::authorization_response::{ErrorCode, Malformed};

/// Why a login, or a request that belongs to one, failed. The messages are safe to show: they contain nothing of the
/// request or of the provider's response (RFC 6749 section 10.14).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Failure {
    #[error("The provider's response is invalid: {0}.")]
    MalformedCallback(#[from] Malformed),
    #[error(
        "The provider's response does not match a sign-in in this browser. It may have expired after ten minutes, or it was already used."
    )]
    UnknownState,
    #[error("The provider's response does not contain a state.")]
    MissingState,
    #[error("The provider's response contains neither a code nor an error.")]
    MissingCode,
    #[error("The response does not come from the provider of this site.")]
    WrongIssuer,
    #[error("The provider's response belongs to another sign-in.")]
    WrongNonce,
    #[error("Access was denied.")]
    Canceled,
    #[error("The provider refused the sign-in: {}.", reason(*.error))]
    Refused {
        error: ErrorCode,
        /// HTML from the callback URL, which only a lax policy shows.
        quoted_markup: Option<String>,
    },
    #[error("The provider did not accept the authorization code.")]
    CodeRefused,
    #[error("The provider's response is invalid: {problem}.")]
    Provider { problem: &'static str },
    #[error("The provider cannot be reached.")]
    ProviderUnreachable,
    #[error("The provider did not respond in time.")]
    ProviderTimeout,
    #[error("The form was submitted from another site.")]
    ForeignForm,
    #[error("The form could not be verified. It may have been open for too long, or cookies may be disabled.")]
    UnprovenForm,
}

impl Failure {
    pub(crate) fn provider(problem: &'static str) -> Self {
        Self::Provider { problem }
    }

    /// The status of the page: 4xx for errors of the browser's request, 502 and 504 for errors of the provider.
    pub(crate) fn status(&self) -> u16 {
        match self {
            Self::MalformedCallback(_)
            | Self::UnknownState
            | Self::MissingState
            | Self::MissingCode
            | Self::WrongIssuer
            | Self::WrongNonce
            | Self::Canceled
            | Self::Refused { .. }
            | Self::CodeRefused => 400,
            Self::ForeignForm | Self::UnprovenForm => 403,
            Self::Provider { .. } | Self::ProviderUnreachable => 502,
            Self::ProviderTimeout => 504,
        }
    }
}

fn reason(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::InvalidRequest => "this site's request is invalid (invalid_request)",
        ErrorCode::UnauthorizedClient => "this site is not allowed to request a code (unauthorized_client)",
        ErrorCode::AccessDenied => "access was denied (access_denied)",
        ErrorCode::UnsupportedResponseType => "it does not issue codes (unsupported_response_type)",
        ErrorCode::InvalidScope => "the requested scope is invalid (invalid_scope)",
        ErrorCode::ServerError => "the provider failed (server_error)",
        ErrorCode::TemporarilyUnavailable => "it is temporarily unavailable (temporarily_unavailable)",
        ErrorCode::Other => "the reason is unknown",
    }
}
