//! Why a target is not there.

/// Why a target could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A page's path does not make a URL.
    #[error("`{path}` is not a path or URL: {error}")]
    BadPath {
        /// As written in the target file.
        path: String,
        /// What is wrong with it.
        error: url::ParseError,
    },
    /// A reference did not start.
    #[error("the reference {party} did not start: {cause}")]
    Reference {
        /// `provider` or `consumer`.
        party: &'static str,
        /// Why.
        cause: String,
    },
    /// The program was built without the references.
    #[error("this program was built without the reference provider and consumer")]
    NoReferences,
}
