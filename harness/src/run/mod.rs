//! Runs scenarios against a target.

pub mod always_on;
mod case;
mod case_record;
mod confirm;
mod cookie_notes;
mod grouped_sighting;
mod hosts;
mod judge;
mod options;
pub mod panics;
mod preflight;
mod probe;
mod race;
mod run_results;
mod samples;
mod schedule;
mod steps;
mod stored;
mod tries;

pub use case::run_case;
pub use options::{KeptExchanges, Options};
pub(crate) use probe::Probe;
pub use schedule::run;
pub use stored::{TranscriptError, check_transcripts};
