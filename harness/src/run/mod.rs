//! Runs scenarios against a target.

pub mod always;
mod case;
mod cookie_notes;
mod judge;
mod known;
pub mod offers;
pub mod plan;
mod planner;
mod profile;
mod race;
mod schedule;
mod tell;

pub use case::{Options, run_case};
pub use schedule::run;
