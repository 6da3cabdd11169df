//! Runs scenarios against a target.

pub mod always;
mod case;
mod judge;
pub mod offers;
pub mod plan;
mod schedule;

pub use case::{Options, run_case};
pub use schedule::run;
