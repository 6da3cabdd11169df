//! The program as a child process of a test.

use std::ffi::OsStr;
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
