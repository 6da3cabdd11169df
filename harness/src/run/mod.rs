//! Runs scenarios against a target.

pub mod always;
mod book;
mod case;
mod confirm;
mod cookie_notes;
mod hosts;
mod judge;
mod known;
pub mod offers;
pub mod plan;
mod planner;
mod preflight;
mod profile;
mod race;
mod schedule;
mod tell;
mod uses;

pub use case::{Options, run_case};
pub use schedule::run;
