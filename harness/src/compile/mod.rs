//! Compiles scenarios, and finds all their mistakes before anything runs. Nothing here contacts a target: the runner does, with
//! the result.

mod alteration;
mod ambiguous;
mod control;
mod expectation;
mod known_variables;
mod same_step;
mod names;
pub mod need;
mod needs;
pub mod capabilities;
pub mod plan;
mod planned;
mod planner;
pub mod profile;
pub mod roles;
mod scenario_plan;
mod unknown_names;
mod unfold;
mod unused;
pub mod prerequisites;
