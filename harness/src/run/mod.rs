//! Runs scenarios against a target.

mod alteration;
pub mod always;
mod blurred;
mod book;
mod case;
mod confirm;
mod control;
mod cookie_notes;
mod expectation;
mod hosts;
mod judge;
mod known;
mod likeness;
mod names;
pub mod needs;
pub mod offers;
pub mod plan;
mod planner;
mod preflight;
mod profile;
mod race;
pub mod roles;
mod schedule;
mod strangers;
mod tell;
mod unfold;
mod unused;
mod uses;

pub use case::{Options, run_case};
pub use schedule::run;
