//! A folder for the files of one test.

use std::path::{Path, PathBuf};

/// A temporary folder that is removed when it is dropped.
pub(crate) struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    /// A new, empty folder; each test has a name of its own.
    pub(crate) fn new(name: &str) -> TemporaryFolder {
        let path = std::env::temp_dir().join(format!("oauth-harness-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        TemporaryFolder(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a file, and creates its parent folder.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.file(name);
        std::fs::create_dir_all(path.parent().expect("in the folder")).expect("a folder");
        std::fs::write(path, text).expect("writable");
    }

    /// The names of the files and folders in it.
    pub(crate) fn entries(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).expect("it is there");
        entries.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned()).collect()
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
