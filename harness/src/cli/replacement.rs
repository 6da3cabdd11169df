//! A file that is written next to its destination and moved there when it is complete: no partial file replaces a good one.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// A file that is being written.
#[derive(Debug)]
pub(super) struct Replacement {
    file: File,
    /// Its path and its destination; `None` if it is written in place.
    pending: Option<Pending>,
}

#[derive(Debug)]
struct Pending {
    partial: PathBuf,
    place: PathBuf,
}

impl Replacement {
    /// Begins to write the file for a path: as `PATH.NUMBER.partial`, with the number of this process, so that two
    /// runs do not write the same one. A file that is not a regular one (a pipe, a device) is written in place; so is a file
    /// in a folder without write permission, as when a container mounts one file.
    pub(super) fn of(path: &Path) -> io::Result<Replacement> {
        let before = match fs::metadata(path) {
            Ok(before) if before.is_file() => Some(before),
            Ok(_) => return Ok(Replacement { file: File::create(path)?, pending: None }),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        // The destination of a link.
        let place = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let mut partial = place.clone().into_os_string();
        partial.push(format!(".{}.partial", std::process::id()));
        let partial = PathBuf::from(partial);
        match (File::create(&partial), before) {
            (Ok(file), before) => {
                let written = Replacement { file, pending: Some(Pending { partial, place }) };
                if let Some(before) = before {
                    written.file.set_permissions(before.permissions())?;
                }
                Ok(written)
            }
            (Err(_), Some(_)) => Ok(Replacement { file: File::create(path)?, pending: None }),
            (Err(error), None) => Err(error),
        }
    }

    /// Writes more; the data has been passed to the system when this returns.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    /// Moves the complete file to its destination.
    pub(super) fn put(mut self) -> io::Result<()> {
        let Some(Pending { partial, place }) = self.pending.take() else { return Ok(()) };
        // A mount point itself cannot be replaced by a rename.
        let put = fs::rename(&partial, &place).or_else(|_| fs::copy(&partial, &place).map(drop));
        let _ = fs::remove_file(&partial);
        put
    }
}

/// A file that is not moved to its destination is removed, unless the program is killed.
impl Drop for Replacement {
    fn drop(&mut self) {
        if let Some(Pending { partial, .. }) = &self.pending {
            let _ = fs::remove_file(partial);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_file_stays_until_the_new_one_is_whole() {
        let folder = std::env::temp_dir().join(format!("oauth-harness-replacement-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("writable");
        let (path, entries) = (folder.join("report.xml"), || fs::read_dir(&folder).expect("there").count());
        let begun = |text: &[u8]| {
            let mut file = Replacement::of(&path).expect("writable");
            file.write(text).expect("writable");
            file
        };
        begun(b"old").put().expect("put");
        let new = begun(b"new");
        assert_eq!(fs::read(&path).expect("the old one"), b"old");
        assert_eq!(entries(), 2);
        drop(new);
        assert_eq!((fs::read(&path).expect("the old one").as_slice(), entries()), (&b"old"[..], 1));
        begun(b"new").put().expect("put");
        assert_eq!((fs::read(&path).expect("the new one").as_slice(), entries()), (&b"new"[..], 1));
        fs::remove_dir_all(&folder).expect("removable");
    }
}
