//! Plain data, no I/O: what scenarios, targets, exchanges and verdicts are.

pub mod exchange;
pub mod node;
pub mod page;
pub mod source;
pub mod span;
