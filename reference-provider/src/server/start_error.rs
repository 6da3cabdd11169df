//! Why a provider cannot start.

use std::io;

use super::tls::TlsError;
use crate::config::InvalidConfig;
use crate::management::ManageError;
use crate::state::store_file::StoreFileError;

/// A provider cannot start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The configuration means nothing.
    #[error(transparent)]
    Config(#[from] InvalidConfig),
    /// The listener is not usable.
    #[error("the listener cannot be used: {0}")]
    Listener(#[from] io::Error),
    /// The management cannot listen where it is told to.
    #[error(transparent)]
    Manage(#[from] ManageError),
    /// The file of the store is not usable.
    #[error(transparent)]
    Store(#[from] StoreFileError),
    /// https was asked for, and cannot be spoken.
    #[error(transparent)]
    Tls(#[from] TlsError),
}
