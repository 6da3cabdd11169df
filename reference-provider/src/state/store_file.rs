//! Persistence: the interface between the store and its file.

use std::fmt::Debug;
use std::path::PathBuf;
use std::time::SystemTime;

use super::client::Client;
use crate::base::hash::Digest;
use crate::config::User;
use crate::oauth::password::HashedSecret;
use crate::oauth::scope::Scope;

/// The file of a store cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: {why}", file.display())]
pub struct StoreFileError {
    /// The file.
    pub file: PathBuf,
    /// What is wrong with it.
    pub why: String,
}

/// The content of a file for one issuer.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) users: Vec<(User, HashedSecret)>,
    pub(crate) clients: Vec<Client>,
    pub(crate) consents: Vec<(Digest, Scope, SystemTime)>,
}

/// A file for the persistent data of an issuer. Each change is on disk when the call returns.
pub(crate) trait Durable: Debug + Send {
    /// All data that has not expired.
    fn load(&mut self, now: SystemTime) -> Result<Record, StoreFileError>;
    fn put_user(&mut self, user: &User, password: &HashedSecret) -> Result<(), StoreFileError>;
    fn remove_user(&mut self, id: u64) -> Result<(), StoreFileError>;
    fn put_client(&mut self, client: &Client) -> Result<(), StoreFileError>;
    fn remove_client(&mut self, id: &str) -> Result<(), StoreFileError>;
    fn put_consent(&mut self, key: &Digest, scope: &Scope, until: SystemTime) -> Result<(), StoreFileError>;
    fn remove_consents(&mut self, keys: &[Digest]) -> Result<(), StoreFileError>;
    /// Removes all data of this issuer.
    fn clear(&mut self) -> Result<(), StoreFileError>;
}

/// The file of a store, if there is one. If it fails, the provider continues, and reports the error in its health.
#[derive(Debug, Default)]
pub(crate) struct PersistentStore {
    file: Option<Box<dyn Durable>>,
    trouble: Option<String>,
}

impl PersistentStore {
    pub(crate) fn by(file: Box<dyn Durable>) -> Self {
        Self { file: Some(file), trouble: None }
    }

    pub(crate) fn change(&mut self, write: impl FnOnce(&mut dyn Durable) -> Result<(), StoreFileError>) {
        if let Some(file) = &mut self.file
            && let Err(error) = write(&mut **file)
        {
            self.trouble.get_or_insert(error.to_string());
        }
    }

    /// The first error: later ones may only be consequences.
    pub(crate) fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }
}
