//! A file that is written beside its place and put there when it is whole: nothing half-written replaces a good file.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// A file that is being written.
#[derive(Debug)]
pub(super) struct Replacement {
    file: File,
    /// Where it is and where it belongs; nothing where it is written in its place.
    beside: Option<Beside>,
}

#[derive(Debug)]
struct Beside {
    partial: PathBuf,
    place: PathBuf,
}

impl Replacement {
    /// Begins to write the file that will be at a path: as `PATH.NUMBER.partial`, with the number of this process, so that two
    /// runs do not write the same one. What is no ordinary file (a pipe, a device) is written in its place; so is a file in
    /// a folder that takes no other, as where a container mounts one file.
    pub(super) fn of(path: &Path) -> io::Result<Replacement> {
        let before = match fs::metadata(path) {
            Ok(before) if before.is_file() => Some(before),
            Ok(_) => return Ok(Replacement { file: File::create(path)?, beside: None }),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        // Where a link leads.
        let place = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let mut partial = place.clone().into_os_string();
        partial.push(format!(".{}.partial", std::process::id()));
        let partial = PathBuf::from(partial);
        match (File::create(&partial), before) {
            (Ok(file), before) => {
                let written = Replacement { file, beside: Some(Beside { partial, place }) };
                if let Some(before) = before {
                    written.file.set_permissions(before.permissions())?;
                }
                Ok(written)
            }
            (Err(_), Some(_)) => Ok(Replacement { file: File::create(path)?, beside: None }),
            (Err(error), None) => Err(error),
        }
    }

    /// Writes more; it is with the system when this returns.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    /// Puts the whole file in its place.
    pub(super) fn put(mut self) -> io::Result<()> {
        let Some(Beside { partial, place }) = self.beside.take() else { return Ok(()) };
        // What is a mount point itself cannot be renamed over.
        let put = fs::rename(&partial, &place).or_else(|_| fs::copy(&partial, &place).map(drop));
        let _ = fs::remove_file(&partial);
        put
    }
}

/// What is not put in its place is not left behind, unless the program is killed.
impl Drop for Replacement {
    fn drop(&mut self) {
        if let Some(Beside { partial, .. }) = &self.beside {
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
