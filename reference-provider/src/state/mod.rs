//! The state of one issuer: its keys, users, clients, sessions, grants and tokens, in memory and in the store's file.

pub(crate) mod address;
pub(crate) mod app;
pub(crate) mod client;
pub(crate) mod database;
pub(crate) mod delivery;
pub(crate) mod device_request;
pub(crate) mod environment;
pub(crate) mod grant;
pub(crate) mod issuer;
pub(crate) mod keys;
pub(crate) mod outbox;
pub(crate) mod pushed;
pub(crate) mod session;
pub(crate) mod store;
pub(crate) mod store_file;
pub(crate) mod subject;
pub(crate) mod throttle;
pub(crate) mod user_claims;
