//! Runs scenarios against a target.

mod case;
mod cookie_notes;
mod judge;
pub mod offers;
pub mod plan;
mod schedule;

pub use case::{Options, run_case};
pub use schedule::run;
