//! HTTP for this site: requests of browsers, and responses.

pub(crate) mod cookies;
pub(crate) mod reply;
pub(crate) mod sealed;
pub(crate) mod visit;
