//! Helpers shared by the tests.

pub(crate) mod canaries;
pub(crate) mod hostile;
pub(crate) mod imports;
pub(crate) mod pair;
pub(crate) mod peer;
pub(crate) mod program;
pub(crate) mod rust_source;
pub(crate) mod silent;
pub(crate) mod story;
pub(crate) mod stub;
mod suites;
mod written;

pub(crate) use suites::{embedded_suites, root};
