//! The ways in which a login ends without signing anybody in, and the page each of them gets.

use crate::flow::authorization_response::{ErrorCode, Malformed};

/// Why a login, or a request that belongs to one, came to nothing. What it says is safe to show: it quotes nothing that
/// came from the request or from the provider (RFC 6749 section 10.14).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Failure {
    #[error("The provider's answer cannot be read: {0}.")]
    MalformedCallback(#[from] Malformed),
    #[error(
        "The provider's answer belongs to no sign-in that is under way in this browser. Perhaps it was used already, or more than ten minutes have passed."
    )]
    UnknownState,
    #[error("The provider's answer does not say which sign-in it belongs to.")]
    MissingState,
    #[error("The provider's answer holds neither a code nor an error.")]
    MissingCode,
    #[error("You, or somebody for you, did not give this site access.")]
    Cancelled,
    #[error("The provider refused the sign-in: {}.", reason(*.error))]
    Refused {
        error: ErrorCode,
        /// HTML from the callback URL. Only a lax policy quotes it.
        quoted_markup: Option<String>,
    },
    #[error("The provider did not accept the code that your browser brought back.")]
    CodeRefused,
    #[error("The provider could not be understood: {problem}.")]
    Provider { problem: &'static str },
    #[error("The provider cannot be reached.")]
    ProviderUnreachable,
    #[error("The provider did not answer in time.")]
    ProviderTimeout,
    #[error("The form was sent from a page of another site.")]
    ForeignForm,
    #[error(
        "The form does not prove that it comes from this site. Perhaps it was open for too long, or cookies are switched off."
    )]
    UnprovenForm,
}

impl Failure {
    pub(crate) fn provider(problem: &'static str) -> Self {
        Self::Provider { problem }
    }

    /// The status of the page: 4xx for what the browser brought, 502 and 504 for what the provider did.
    pub(crate) fn status(&self) -> u16 {
        match self {
            Self::MalformedCallback(_)
            | Self::UnknownState
            | Self::MissingState
            | Self::MissingCode
            | Self::Cancelled
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
        ErrorCode::InvalidRequest => "it found a mistake in this site's request (invalid_request)",
        ErrorCode::UnauthorizedClient => "this site may not ask for a code there (unauthorized_client)",
        ErrorCode::AccessDenied => "access was denied (access_denied)",
        ErrorCode::UnsupportedResponseType => "it does not hand out codes (unsupported_response_type)",
        ErrorCode::InvalidScope => "it does not know what this site asks for (invalid_scope)",
        ErrorCode::ServerError => "something went wrong there (server_error)",
        ErrorCode::TemporarilyUnavailable => "it is not available at the moment (temporarily_unavailable)",
        ErrorCode::Other => "it gave a reason that this site does not know",
    }
}
