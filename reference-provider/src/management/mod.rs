//! Changes at run time: in the library ([`Management`]), and over HTTP on a listener of its own (the management API).
//!
//! The management API grants full access without authentication, so it listens on loopback only, and pages in a browser
//! cannot use it (`guard.rs`). The library and the API use the same functions: `answers.rs` only converts from and to
//! JSON.

mod answers;
mod call;
mod control;
mod guard;
mod issuer;
mod listener;
mod problem;
mod router;
mod table;

pub use control::{Health, Management, UnknownIssuer};
pub use issuer::ManagedIssuer;
pub(crate) use listener::Listener;
pub use listener::ManageError;
