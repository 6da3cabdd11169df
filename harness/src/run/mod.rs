//! Runs scenarios against a target.

pub mod always;
mod book;
mod case;
mod confirm;
mod cookie_notes;
mod hosts;
mod judge;
mod noted;
mod options;
pub mod panics;
mod preflight;
mod probe;
mod race;
mod samples;
mod schedule;
mod steps;
mod stored;
mod tries;
mod write_down;

pub use case::run_case;
pub use options::{Kept, Options};
pub(crate) use probe::Probe;
pub use schedule::run;
pub use stored::{Unusable, check_transcripts};
