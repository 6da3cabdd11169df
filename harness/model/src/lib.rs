//! Plain data, no I/O: what scenarios, targets, exchanges and verdicts are.

pub mod connection;
pub mod deployment;
pub mod destination;
pub mod encoding;
pub mod endpoint;
pub mod event;
pub mod exchange;
pub mod levers;
pub mod media_type;
pub mod needles;
pub mod node;
pub mod owner;
pub mod pace;
pub mod page;
pub mod place;
pub mod redacted;
pub mod requirement;
pub mod scenario;
pub mod sign_in;
pub mod source;
pub mod span;
pub mod stopped_form;
pub mod target;
pub mod totp;
pub mod transcript;
pub mod verdict;
