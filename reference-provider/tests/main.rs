//! Tests of the provider from outside: over HTTP, as a program, with a store on disk, and with independent clients. One
//! program, so that it is linked once.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

mod http;
mod independent_clients;
mod management;
mod program;
#[path = "http/site.rs"]
mod site;
mod store;
