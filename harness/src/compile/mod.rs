//! Gives scenarios their meaning, and finds everything that can be wrong with them before anything runs. Nothing here asks a
//! target: the runner does, with what this makes.

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
mod story;
mod strangers;
mod unfold;
mod unused;
pub mod uses;
