//! HTTP as this site uses it: what a browser brings, and what it gets.

pub(crate) mod cookies;
pub(crate) mod reply;
pub(crate) mod sealed;
pub(crate) mod visit;
