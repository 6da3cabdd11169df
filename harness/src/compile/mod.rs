//! Compiles scenarios, and finds all their mistakes before anything runs. Nothing here contacts a target: the runner does, with
//! the result.

mod alteration;
mod blurred;
mod control;
mod expectation;
mod known;
mod likeness;
mod names;
pub mod need;
mod needs;
pub mod offers;
pub mod plan;
mod planned;
mod planner;
pub mod profile;
pub mod roles;
mod scenario_plan;
mod strangers;
mod unfold;
mod unused;
pub mod uses;
