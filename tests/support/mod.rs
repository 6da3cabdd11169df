//! Helpers shared by the tests.

pub(crate) mod canaries;
pub(crate) mod hostile;
pub(crate) mod imports;
pub(crate) mod mocked_peer;
pub(crate) mod mocked_provider;
pub(crate) mod pair;
pub(crate) mod peer;
pub(crate) mod program;
pub(crate) mod rust_source;
pub(crate) mod silent_provider;
mod suites;
pub(crate) mod temporary_folder;
mod temporary_suite;

pub(crate) use suites::{embedded_suites, root};
