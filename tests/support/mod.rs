//! What the tests share.

pub(crate) mod canaries;
pub(crate) mod imports;
pub(crate) mod pair;
pub(crate) mod peer;
pub(crate) mod rust_source;
pub(crate) mod story;
pub(crate) mod stub;
mod suites;
mod written;

pub(crate) use suites::{embedded_suites, root};
