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
    /// The configuration is invalid.
    #[error(transparent)]
    Config(#[from] InvalidConfig),
    /// The listener cannot be used.
    #[error("the listener cannot be used: {0}")]
    Listener(#[from] io::Error),
    /// The management API cannot listen on its address.
    #[error(transparent)]
    Manage(#[from] ManageError),
    /// The file of the store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreFileError),
    /// TLS cannot be set up.
    #[error(transparent)]
    Tls(#[from] TlsError),
}
