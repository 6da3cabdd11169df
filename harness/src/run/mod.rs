//! Runs scenarios against a target.

pub mod always_on;
mod run_results;
mod case;
mod confirm;
mod cookie_notes;
mod hosts;
mod judge;
mod grouped_sighting;
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
mod case_record;

pub use case::run_case;
pub use options::{KeptExchanges, Options};
pub(crate) use probe::Probe;
pub use schedule::run;
pub use stored::{TranscriptError, check_transcripts};
