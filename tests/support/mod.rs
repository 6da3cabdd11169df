//! What the tests share.

pub(crate) mod peer;
mod suites;

pub(crate) use suites::{embedded_suites, root};
