//! The program as a child process of a test.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::root;

/// A command that runs the program in the root of the repository.
pub(crate) fn harness<A: AsRef<OsStr>>(arguments: &[A]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oauth-harness"));
    command.args(arguments).current_dir(root()).env_remove("RUST_BACKTRACE");
    command
}

/// Its output, without colors.
pub(crate) fn text(bytes: &[u8]) -> String {
    anstream::adapter::strip_str(&String::from_utf8_lossy(bytes)).to_string()
}

/// A temporary folder that is removed when it is dropped.
pub(crate) struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    pub(crate) fn new(name: &str) -> TemporaryFolder {
        let path = std::env::temp_dir().join(format!("oauth-harness-program-{name}-{}", std::process::id()));
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
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
