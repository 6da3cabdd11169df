//! Errors of a store's file, with advice.

use std::path::Path;

use crate::state::store_file::StoreFileError;

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum DatabaseError {
    #[error("it is a directory; choose a file")]
    Folder,
    #[error("it is not a regular file; choose another one")]
    NoFile,
    #[error("it cannot be opened: {0}; choose a readable and writable file in an existing directory")]
    Unopened(std::io::Error),
    #[error("another provider is using it; stop that one, or choose another file")]
    InUse,
    #[error(
        "it is an SQLite database of an earlier version of this program, which this version does not read; it was left \
         unchanged. Choose a new file: users and clients of the configuration are restored, and those added at run \
         time have to be added again"
    )]
    Sqlite,
    #[error("it is not a store of this program; it was left unchanged; choose a new file")]
    Foreign,
    #[error("it is a store of version {found}, but this program reads version {read}; choose a new file")]
    Version { found: u64, read: u64 },
    #[error("it is damaged: it has {is} of {should_be} bytes; restore a backup, or choose a new file")]
    CutShort { is: u64, should_be: u64 },
    #[error("it is damaged; restore a backup, or choose a new file")]
    Damaged,
    #[error("it contains invalid data: {0}")]
    Says(String),
    #[error("{0}")]
    Other(redb::Error),
}

impl DatabaseError {
    /// With the name of the file.
    pub(super) fn with(&self, path: &Path) -> StoreFileError {
        StoreFileError { file: path.to_owned(), why: self.to_string() }
    }
}

impl<E: Into<redb::Error>> From<E> for DatabaseError {
    fn from(error: E) -> Self {
        match error.into() {
            redb::Error::DatabaseAlreadyOpen => Self::InUse,
            // The copy's repair was aborted.
            redb::Error::Corrupted(_) | redb::Error::RepairAborted => Self::Damaged,
            other => Self::Other(other),
        }
    }
}
