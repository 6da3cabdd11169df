//! The file of the store.

mod damaged;
mod killed;
mod refused;
mod restart;

use std::fs;
use std::path::{Path, PathBuf};

use reference_provider::{Config, Environment, Provider, StartError};

/// A file for the test of this name, which does not exist yet.
fn file(test: &str) -> PathBuf {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}-{}.store", std::process::id()));
    let _ = fs::remove_file(&file);
    file
}

fn kept_in(file: &Path) -> Config {
    Config { store: Some(file.to_owned()), issuers: vec!["other".to_owned()], ..Config::embedded() }
}

/// The error about a file that a provider cannot use, if any.
fn refusal(file: &Path) -> Option<String> {
    let error = Provider::prepare(&kept_in(file), Environment::system()).err()?;
    assert!(matches!(error, StartError::Store(_)), "{error:?}");
    let message = error.to_string();
    Some(message.strip_prefix(&format!("{}: ", file.display())).unwrap_or_else(|| panic!("{message}")).to_owned())
}
