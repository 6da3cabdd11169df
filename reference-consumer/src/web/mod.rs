//! HTTP as this site uses it: what a browser brings, what it gets, and how a form is known to be ours.

pub(crate) mod anti_forgery;
pub(crate) mod cookies;
pub(crate) mod referrer;
pub(crate) mod reply;
pub(crate) mod visit;
