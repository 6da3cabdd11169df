//! What can be changed while the provider runs: in the library ([`Management`]), and over HTTP on a listener of its own.
//!
//! Who can reach that listener can do everything, so it is on loopback, and no page in a browser can use it
//! (`guard.rs`). Both ways lead to the same functions: `answers.rs` only translates from and to JSON.

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
