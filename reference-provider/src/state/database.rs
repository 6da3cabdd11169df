//! The file of a store: a `redb` database for all issuers of a provider.

use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use redb::{
    Builder, Key, ReadTransaction, ReadableDatabase as _, ReadableTable as _, TableDefinition, TableError, Value,
    WriteTransaction,
};

use self::database_error::DatabaseError;
use super::client::Client;
use super::store_file::{Durable, Record, StoreFileError};
use crate::base::clock::unix_seconds;
use crate::base::hash::Digest;
use crate::base::mistake::Mistake;
use crate::config::User;
use crate::oauth::password::HashedSecret;
use crate::oauth::scope::Scope;

mod copy;
mod database_error;
mod file;

/// A table whose keys are an issuer and a key of this type.
type Table<K, V> = TableDefinition<'static, (&'static str, K), V>;

/// Users by their identifiers, as JSON in the format of the configuration, with the hash of the password.
const USERS: Table<u64, &str> = Table::new("users");
/// Clients by their identifiers, in JSON.
const CLIENTS: Table<&str, &str> = Table::new("clients");
/// Scopes that users consented to, with the expiration time in seconds.
const CONSENTS: Table<&Digest, (&str, u64)> = Table::new("consents");
/// Marks a database as a store of this program.
const ABOUT: TableDefinition<'_, &str, u64> = TableDefinition::new("reference-provider");
/// The row of that table that counts the changes of all tables.
const VERSION_KEY: &str = "version";
/// The position of that counter.
const VERSION: u64 = 1;

/// The cache of the file, in bytes. Frequently read data is in the store.
const CACHE: usize = 1024 * 1024;

/// An open file. Clones share it; when the last one is dropped, the file is released.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    path: PathBuf,
    inner: Arc<redb::Database>,
}

/// The part of one issuer.
#[derive(Debug)]
pub(crate) struct IssuerPartition {
    database: Database,
    issuer: String,
}

/// Creates the parts of the issuers.
pub(crate) type Partitions = Box<dyn Fn(&str) -> Box<dyn Durable>>;

/// Opens the file, and creates it if it does not exist.
pub(crate) fn open(file: &Path) -> Result<Partitions, StoreFileError> {
    let database = Database::open(file)?;
    Ok(Box::new(move |issuer| Box::new(database.part(issuer))))
}

impl Database {
    /// Opens the file, and creates it if it does not exist. A file of another program or another version, or a damaged
    /// one, is left unchanged.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreFileError> {
        let open = || -> Result<_, DatabaseError> {
            let (file, content) = file::open(path)?;
            let is_new = content.is_empty() || rehearse(content)?;
            let database = Builder::new().set_cache_size(CACHE).create_with_backend(file)?;
            if is_new {
                write(&database, create)?;
            }
            Ok(database)
        };
        let inner = open().map_err(|trouble| trouble.with(path))?;
        Ok(Self { path: path.to_owned(), inner: Arc::new(inner) })
    }

    /// The part of `issuer`.
    pub(crate) fn part(&self, issuer: &str) -> IssuerPartition {
        IssuerPartition { database: self.clone(), issuer: issuer.to_owned() }
    }
}

impl IssuerPartition {
    fn write(&self, change: impl FnOnce(&WriteTransaction) -> Result<(), DatabaseError>) -> Result<(), StoreFileError> {
        write(&self.database.inner, change).map_err(|trouble| trouble.with(&self.database.path))
    }

    fn put<'a, K: Key, V: Value>(
        &'a self,
        table: Table<K, V>,
        key: K::SelfType<'a>,
        value: V::SelfType<'a>,
    ) -> Result<(), StoreFileError> {
        self.write(|transaction| {
            transaction.open_table(table)?.insert((self.issuer.as_str(), key), value)?;
            Ok(())
        })
    }

    fn remove<'a, K: Key, V: Value>(&'a self, table: Table<K, V>, key: K::SelfType<'a>) -> Result<(), StoreFileError> {
        self.write(|transaction| {
            transaction.open_table(table)?.remove((self.issuer.as_str(), key))?;
            Ok(())
        })
    }

    fn record(&self) -> Result<Record, DatabaseError> {
        let transaction = self.database.inner.begin_read()?;
        Ok(Record {
            users: self.rows(&transaction, USERS, user)?,
            clients: self.rows(&transaction, CLIENTS, client)?,
            consents: self.rows(&transaction, CONSENTS, consent)?,
        })
    }

    /// The rows of this issuer, each read by `read`.
    fn rows<K: Key, V: Value, T>(
        &self,
        transaction: &ReadTransaction,
        table: Table<K, V>,
        read: impl for<'r> Fn(K::SelfType<'r>, V::SelfType<'r>) -> Result<T, String>,
    ) -> Result<Vec<T>, DatabaseError> {
        let mut found = Vec::new();
        for row in transaction.open_table(table)?.iter()? {
            let (key, value) = row?;
            let (issuer, key) = key.value();
            if issuer == self.issuer {
                found.push(read(key, value.value()).map_err(DatabaseError::Says)?);
            }
        }
        Ok(found)
    }
}

impl Durable for IssuerPartition {
    fn load(&mut self, now: SystemTime) -> Result<Record, StoreFileError> {
        let now = unix_seconds(now);
        self.write(|transaction| {
            let mut consents = transaction.open_table(CONSENTS)?;
            consents.retain(|(issuer, _), (_, until)| issuer != self.issuer || until > now)?;
            Ok(())
        })?;
        self.record().map_err(|trouble| trouble.with(&self.database.path))
    }

    fn put_user(&mut self, user: &User, password: &HashedSecret) -> Result<(), StoreFileError> {
        let mut record = serde_json::to_value(user).expect("a user is plain data");
        record["password"] = AsRef::<str>::as_ref(password).into();
        self.put(USERS, user.user_id, &record.to_string())
    }

    fn remove_user(&mut self, id: u64) -> Result<(), StoreFileError> {
        self.remove(USERS, id)
    }

    fn put_client(&mut self, client: &Client) -> Result<(), StoreFileError> {
        let record = serde_json::to_string(client).expect("a client is plain data");
        self.put(CLIENTS, client.id(), &record)
    }

    fn remove_client(&mut self, id: &str) -> Result<(), StoreFileError> {
        self.remove(CLIENTS, id)
    }

    fn put_consent(&mut self, key: &Digest, scope: &Scope, until: SystemTime) -> Result<(), StoreFileError> {
        self.put(CONSENTS, key, (&scope.to_string(), unix_seconds(until)))
    }

    fn remove_consents(&mut self, keys: &[Digest]) -> Result<(), StoreFileError> {
        self.write(|transaction| {
            let mut consents = transaction.open_table(CONSENTS)?;
            for key in keys {
                consents.remove((self.issuer.as_str(), key))?;
            }
            Ok(())
        })
    }

    fn clear(&mut self) -> Result<(), StoreFileError> {
        self.write(|transaction| {
            transaction.open_table(USERS)?.retain(|(issuer, _), _| issuer != self.issuer)?;
            transaction.open_table(CLIENTS)?.retain(|(issuer, _), _| issuer != self.issuer)?;
            transaction.open_table(CONSENTS)?.retain(|(issuer, _), _| issuer != self.issuer)?;
            Ok(())
        })
    }
}

/// Applies a change, and returns when it is on disk. The commit has two phases, so that damage is never mistaken for a
/// crash and repaired by a rollback of the last change.
fn write(
    database: &redb::Database,
    change: impl FnOnce(&WriteTransaction) -> Result<(), DatabaseError>,
) -> Result<(), DatabaseError> {
    let mut transaction = database.begin_write()?;
    transaction.set_two_phase_commit(true);
    change(&transaction)?;
    Ok(transaction.commit()?)
}

/// Creates all tables, and the mark.
fn create(transaction: &WriteTransaction) -> Result<(), DatabaseError> {
    transaction.open_table(USERS)?;
    transaction.open_table(CLIENTS)?;
    transaction.open_table(CONSENTS)?;
    transaction.open_table(ABOUT)?.insert(VERSION_KEY, VERSION)?;
    Ok(())
}

/// Opens a copy of a file's content, and returns whether it is empty. `redb` panics on content that it considers
/// impossible; nothing outlives that panic here.
fn rehearse(content: Vec<u8>) -> Result<bool, DatabaseError> {
    panic::catch_unwind(AssertUnwindSafe(|| is_new(&copy::verified(content)?))).unwrap_or(Err(DatabaseError::Damaged))
}

/// Whether the database is empty; an error if it is not a store of this program.
fn is_new(database: &redb::Database) -> Result<bool, DatabaseError> {
    let transaction = database.begin_read()?;
    let about = match transaction.open_table(ABOUT) {
        Ok(about) => about,
        Err(TableError::TableDoesNotExist(_)) => {
            let tables = transaction.list_tables()?.count() + transaction.list_multimap_tables()?.count();
            return if tables == 0 { Ok(true) } else { Err(DatabaseError::Foreign) };
        }
        Err(TableError::Storage(error)) => return Err(error.into()),
        Err(_) => return Err(DatabaseError::Foreign),
    };
    match about.get(VERSION_KEY)?.map(|version| version.value()) {
        Some(VERSION) => Ok(false),
        Some(other) => Err(DatabaseError::Version { found: other, read: VERSION }),
        None => Err(DatabaseError::Foreign),
    }
}

fn user(id: u64, record: &str) -> Result<(User, HashedSecret), String> {
    let wrong = |wrong: &dyn std::fmt::Display| format!("user {id}: {wrong}");
    let record: serde_json::Value = serde_json::from_str(record).map_err(|error| wrong(&error))?;
    let password = Mistake::read(record["password"].clone()).map_err(|mistake| wrong(&mistake))?;
    Ok((Mistake::read(record).map_err(|mistake| wrong(&mistake))?, password))
}

fn client(id: &str, record: &str) -> Result<Client, String> {
    let wrong = |wrong: &dyn std::fmt::Display| format!("client {id}: {wrong}");
    let record = serde_json::from_str(record).map_err(|error| wrong(&error))?;
    Mistake::read(record).map_err(|mistake| wrong(&mistake))
}

fn consent(key: &Digest, (scope, until): (&str, u64)) -> Result<(Digest, Scope, SystemTime), String> {
    let scope = Scope::parse(scope).map_err(|wrong| format!("consent: {wrong}"))?;
    let until = UNIX_EPOCH.checked_add(Duration::from_secs(until)).ok_or("consent: it ends after all time")?;
    Ok((*key, scope, until))
}
