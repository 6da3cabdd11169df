//! Compiles scenarios, and finds all their mistakes before anything runs. Nothing here contacts a target: the runner does, with
//! the result.

mod alteration;
mod ambiguous;
pub mod capabilities;
mod control;
mod expectation;
mod known_variables;
mod names;
pub mod need;
mod needs;
pub mod plan;
mod planned;
mod planner;
pub mod prerequisites;
pub mod profile;
pub mod roles;
mod same_step;
mod scenario_plan;
mod unfold;
mod unknown_names;
mod unused;
