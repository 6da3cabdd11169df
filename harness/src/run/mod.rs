//! Runs scenarios against a target.

pub mod always;
mod blurred;
mod book;
mod case;
mod confirm;
mod control;
mod cookie_notes;
mod hosts;
mod judge;
mod known;
mod names;
pub mod needs;
pub mod offers;
pub mod plan;
mod planner;
mod preflight;
mod profile;
mod race;
pub mod roles;
mod samples;
mod schedule;
mod strangers;
mod tell;
mod tries;
mod unfold;
mod unused;
mod uses;

pub use case::{Options, run_case};
pub use schedule::run;
