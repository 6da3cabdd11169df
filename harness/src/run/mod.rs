//! Runs scenarios against a target.

pub mod always;
mod book;
mod case;
mod confirm;
mod cookie_notes;
mod hosts;
mod judge;
mod noted;
pub mod panics;
mod preflight;
mod race;
mod samples;
mod schedule;
mod steps;
mod stored;
mod tries;
mod write_down;

pub use case::{Kept, Options, run_case};
pub use schedule::run;
pub use stored::{Unusable, check_transcripts};
