//! A store's file, as an `SQLite` database: one for all issuers of a provider.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::types::FromSql;
use rusqlite::{Connection, Params, Row, params};
use serde_json::Value;

use crate::clock::unix_seconds;
use crate::config::User;
use crate::mistake::Mistake;
use crate::password::HashedSecret;
use crate::scope::Scope;
use crate::store::Client;
use crate::store_file::{Durable, Record, StoreFileError};
use crate::table::Digest;

/// Marks a database as one of ours: `orfp` in ASCII.
const APPLICATION: i64 = 0x6f72_6670;
/// Counts the changes of the tables below.
const VERSION: i64 = 1;
/// Records are JSON, in the words of the configuration.
const TABLES: &str = "
    CREATE TABLE users (issuer TEXT, id TEXT, record TEXT NOT NULL, password TEXT NOT NULL, PRIMARY KEY (issuer, id));
    CREATE TABLE clients (issuer TEXT, id TEXT, record TEXT NOT NULL, PRIMARY KEY (issuer, id));
    CREATE TABLE consents (issuer TEXT, id BLOB, scope TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (issuer, id));
";

/// An open file. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    file: PathBuf,
    connection: Arc<Mutex<Connection>>,
}

/// What an issuer has of it.
#[derive(Debug)]
pub(crate) struct Part {
    database: Database,
    issuer: String,
}

impl Database {
    /// Opens the file, and makes it if it is not there. A file of another program, of a later version or in disorder is
    /// left as it is.
    pub(crate) fn open(file: &Path) -> Result<Self, StoreFileError> {
        let failed = |error: rusqlite::Error| StoreFileError { file: file.to_owned(), why: because(&error) };
        let refused = |why: String| StoreFileError { file: file.to_owned(), why };
        let mut connection = Connection::open(file).map_err(failed)?;
        let pragma = |connection: &Connection, name| number(connection, name).map_err(failed);
        let (application, version) = (pragma(&connection, "application_id")?, pragma(&connection, "user_version")?);
        match (application, version, pragma(&connection, "schema_version")?) {
            (0, 0, 0) => create(&mut connection).map_err(failed)?,
            (APPLICATION, VERSION, _) => check(&connection).map_err(failed)?.map_or(Ok(()), |why| Err(refused(why)))?,
            (APPLICATION, other, _) => {
                return Err(refused(format!(
                    "its tables are of version {other}; this program reads version {VERSION}"
                )));
            }
            _ => return Err(refused("it is a database of another program".to_owned())),
        }
        Ok(Self { file: file.to_owned(), connection: Arc::new(Mutex::new(connection)) })
    }

    /// What `issuer` has of it.
    pub(crate) fn part(&self, issuer: &str) -> Part {
        Part { database: self.clone(), issuer: issuer.to_owned() }
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Part {
    fn execute(&self, sql: &str, parameters: impl Params) -> Result<(), StoreFileError> {
        self.database.connection().execute(sql, parameters).map(|_| ()).map_err(|error| self.error(because(&error)))
    }

    /// The rows of this issuer, each read by `read`.
    fn rows<T>(&self, sql: &str, read: impl Fn(&Row<'_>) -> Result<T, String>) -> Result<Vec<T>, StoreFileError> {
        let connection = self.database.connection();
        let failed = |error: rusqlite::Error| self.error(because(&error));
        let mut statement = connection.prepare(sql).map_err(failed)?;
        let mut rows = statement.query([&self.issuer]).map_err(failed)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            found.push(read(row).map_err(|why| self.error(why))?);
        }
        Ok(found)
    }

    fn error(&self, why: String) -> StoreFileError {
        StoreFileError { file: self.database.file.clone(), why }
    }
}

impl Durable for Part {
    fn load(&mut self, now: SystemTime) -> Result<Record, StoreFileError> {
        self.execute("DELETE FROM consents WHERE issuer = ?1 AND until <= ?2", params![self.issuer, seconds(now)])?;
        Ok(Record {
            users: self.rows("SELECT id, record, password FROM users WHERE issuer = ?1", user)?,
            clients: self.rows("SELECT id, record FROM clients WHERE issuer = ?1", client)?,
            consents: self.rows("SELECT id, scope, until FROM consents WHERE issuer = ?1", consent)?,
        })
    }

    fn put_user(&mut self, user: &User, password: &HashedSecret) -> Result<(), StoreFileError> {
        let record = serde_json::to_string(user).map_err(|error| self.error(error.to_string()))?;
        self.execute(
            "INSERT OR REPLACE INTO users (issuer, id, record, password) VALUES (?1, ?2, ?3, ?4)",
            params![self.issuer, user.user_id.to_string(), record, AsRef::<str>::as_ref(password)],
        )
    }

    fn remove_user(&mut self, id: u64) -> Result<(), StoreFileError> {
        self.execute("DELETE FROM users WHERE issuer = ?1 AND id = ?2", params![self.issuer, id.to_string()])
    }

    fn put_client(&mut self, client: &Client) -> Result<(), StoreFileError> {
        let record = serde_json::to_string(client).map_err(|error| self.error(error.to_string()))?;
        self.execute(
            "INSERT OR REPLACE INTO clients (issuer, id, record) VALUES (?1, ?2, ?3)",
            params![self.issuer, client.id(), record],
        )
    }

    fn remove_client(&mut self, id: &str) -> Result<(), StoreFileError> {
        self.execute("DELETE FROM clients WHERE issuer = ?1 AND id = ?2", params![self.issuer, id])
    }

    fn put_consent(&mut self, key: &Digest, scope: &Scope, until: SystemTime) -> Result<(), StoreFileError> {
        self.execute(
            "INSERT OR REPLACE INTO consents (issuer, id, scope, until) VALUES (?1, ?2, ?3, ?4)",
            params![self.issuer, key, scope.to_string(), seconds(until)],
        )
    }

    fn clear(&mut self) -> Result<(), StoreFileError> {
        ["users", "clients", "consents"]
            .iter()
            .try_for_each(|table| self.execute(&format!("DELETE FROM {table} WHERE issuer = ?1"), [&self.issuer]))
    }
}

fn create(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    transaction.execute_batch(TABLES)?;
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}

/// What is in disorder, if anything is.
fn check(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok((found != "ok").then(|| format!("the file is damaged: {found}")))
}

fn number(connection: &Connection, pragma: &str) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, pragma, |row| row.get(0))
}

fn user(row: &Row<'_>) -> Result<(User, HashedSecret), String> {
    let id: String = column(row, "id")?;
    let mut record: Value = json(row, &id)?;
    // The configuration's way to give a hash.
    record["password"] = column::<String>(row, "password")?.into();
    let password = Mistake::read(record["password"].clone()).map_err(|wrong| format!("user {id}: {wrong}"))?;
    Ok((Mistake::read(record).map_err(|wrong| format!("user {id}: {wrong}"))?, password))
}

fn client(row: &Row<'_>) -> Result<Client, String> {
    let id: String = column(row, "id")?;
    Mistake::read(json(row, &id)?).map_err(|wrong| format!("client {id}: {wrong}"))
}

fn consent(row: &Row<'_>) -> Result<(Digest, Scope, SystemTime), String> {
    let scope = Scope::parse(&column::<String>(row, "scope")?).map_err(|wrong| format!("consent: {wrong}"))?;
    let until = u64::try_from(column::<i64>(row, "until")?).map_err(|wrong| format!("consent: {wrong}"))?;
    Ok((column(row, "id")?, scope, UNIX_EPOCH + Duration::from_secs(until)))
}

fn json(row: &Row<'_>, id: &str) -> Result<Value, String> {
    serde_json::from_str(&column::<String>(row, "record")?).map_err(|error| format!("{id}: {error}"))
}

fn column<T: FromSql>(row: &Row<'_>, name: &str) -> Result<T, String> {
    row.get(name).map_err(|error| because(&error))
}

fn seconds(time: SystemTime) -> i64 {
    i64::try_from(unix_seconds(time)).unwrap_or(i64::MAX)
}

fn because(error: &rusqlite::Error) -> String {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase) => "it is not an SQLite database".to_owned(),
        Some(rusqlite::ErrorCode::DatabaseCorrupt) => "the file is damaged".to_owned(),
        _ => error.to_string(),
    }
}
