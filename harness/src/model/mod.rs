//! Plain data, no I/O: what scenarios, targets, exchanges and verdicts are.

pub mod connection;
pub mod deployment;
pub mod event;
pub mod exchange;
pub mod node;
pub mod page;
pub mod requirement;
pub mod scenario;
pub mod source;
pub mod span;
pub mod target;
pub mod verdict;
