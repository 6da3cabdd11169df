//! What one issuer knows and remembers: its configuration, keys, users, clients, sessions, grants and tokens.

pub(crate) mod app;
pub(crate) mod database;
pub(crate) mod issuer;
pub(crate) mod keys;
pub(crate) mod store;
pub(crate) mod store_file;
pub(crate) mod subject;
pub(crate) mod throttle;
pub(crate) mod user_claims;
