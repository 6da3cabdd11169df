//! The file itself, checked before anything is written to it.

use std::fs::{self, OpenOptions};
use std::path::Path;

use redb::StorageBackend as _;
use redb::backends::FileBackend;

use super::copy::{self, HEADER};
use super::database_error::DatabaseError;

/// The magic number of `SQLite` 3 databases.
const SQLITE: &[u8] = b"SQLite format 3\0";
/// The magic number of `redb` databases.
const REDB: &[u8] = b"redb\x1a\x0a\xa9\x0d\x0a";
/// The maximum size in bytes, above that of any store; the content is read into memory.
const LARGEST: u64 = 1 << 30;

/// Opens and locks the file; returns it with the content of its database, which is empty for a new file.
pub(super) fn open(path: &Path) -> Result<(FileBackend, Vec<u8>), DatabaseError> {
    // Opening a pipe would wait for its other end.
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => return Err(DatabaseError::Folder),
        Ok(metadata) if !metadata.is_file() => return Err(DatabaseError::NoFile),
        _ => {}
    }
    let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    let file = FileBackend::new(options.map_err(DatabaseError::Unopened)?)?;
    let content = content(&file)?;
    if content.is_empty() || content.starts_with(REDB) {
        Ok((file, content))
    } else if content.starts_with(SQLITE) {
        Err(DatabaseError::Sqlite)
    } else if is_unfinished(&content) {
        file.set_len(0)?;
        Ok((file, Vec::new()))
    } else {
        Err(DatabaseError::Foreign)
    }
}

fn content(file: &FileBackend) -> Result<Vec<u8>, DatabaseError> {
    let length = file.len()?;
    let length = usize::try_from(length).ok().filter(|_| length <= LARGEST).ok_or(DatabaseError::Foreign)?;
    let mut content = vec![0; length];
    file.read(0, &mut content)?;
    Ok(content)
}

/// Whether the provider that created this file was killed before it was complete and had any content: `redb` writes the
/// magic number last.
fn is_unfinished(content: &[u8]) -> bool {
    let (header, rest) = content.split_at(HEADER.min(content.len()));
    copy::is_header(header) && header.starts_with(&[0; REDB.len()]) && rest.iter().all(|byte| *byte == 0)
}
