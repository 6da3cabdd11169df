//! Why a provider could not be surveyed.

use super::metadata::Tried;
use crate::browser::BadConnection;
use crate::syntax::diagnostic::Diagnostic;

/// Why there is no survey.
#[derive(Debug, thiserror::Error)]
pub enum SurveyError {
    /// No document of a provider, and no endpoint, was found at the URL.
    #[error("no authorization server was found at {url}")]
    NothingFound {
        /// The URL.
        url: String,
        /// Where it was looked for.
        tried: Vec<Tried>,
    },
    /// The settings of the connection are not usable.
    #[error("{0}")]
    Connection(String),
    /// What was found out does not make a target: a bug, or a value that no target file can contain.
    #[error("the provider cannot be described as a target file")]
    Draft(Vec<Diagnostic>),
}

impl From<BadConnection> for SurveyError {
    fn from(bad: BadConnection) -> SurveyError {
        SurveyError::Connection(bad.to_string())
    }
}
