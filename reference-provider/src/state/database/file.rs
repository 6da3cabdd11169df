//! The file itself: what it is, judged before anything is written to it.

use std::fs::{self, OpenOptions};
use std::path::Path;

use redb::StorageBackend as _;
use redb::backends::FileBackend;

use super::copy::{self, HEADER};
use super::trouble::Trouble;

/// How every database of `SQLite` 3 begins.
const SQLITE: &[u8] = b"SQLite format 3\0";
/// How every `redb` database begins.
const REDB: &[u8] = b"redb\x1a\x0a\xa9\x0d\x0a";
/// No store comes near it, and what is below is read into memory. In bytes.
const LARGEST: u64 = 1 << 30;

/// The file, ours alone as long as it is open, and the database that is in it: no bytes where none is yet.
pub(super) fn open(path: &Path) -> Result<(FileBackend, Vec<u8>), Trouble> {
    // Opening a pipe would wait for its other end.
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => return Err(Trouble::Folder),
        Ok(metadata) if !metadata.is_file() => return Err(Trouble::NoFile),
        _ => {}
    }
    let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    let file = FileBackend::new(options.map_err(Trouble::Unopened)?)?;
    let content = content(&file)?;
    if content.is_empty() || content.starts_with(REDB) {
        Ok((file, content))
    } else if content.starts_with(SQLITE) {
        Err(Trouble::Sqlite)
    } else if is_unfinished(&content) {
        file.set_len(0)?;
        Ok((file, Vec::new()))
    } else {
        Err(Trouble::Foreign)
    }
}

fn content(file: &FileBackend) -> Result<Vec<u8>, Trouble> {
    let length = file.len()?;
    let length = usize::try_from(length).ok().filter(|_| length <= LARGEST).ok_or(Trouble::Foreign)?;
    let mut content = vec![0; length];
    file.read(0, &mut content)?;
    Ok(content)
}

/// Whether the provider that made this file was killed before it was done, and before anything could be in it: `redb` writes
/// how a database begins last.
fn is_unfinished(content: &[u8]) -> bool {
    let (header, rest) = content.split_at(HEADER.min(content.len()));
    copy::is_header(header) && header.starts_with(&[0; REDB.len()]) && rest.iter().all(|byte| *byte == 0)
}
