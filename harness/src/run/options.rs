//! How a run is to be done.

use std::path::PathBuf;

/// How cases are run.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The seed of states, verifiers and made-up names.
    pub seed: u64,
    /// The folder of stored transcripts to compare with; `None`: compare with nothing.
    pub snapshots: Option<PathBuf>,
    /// Store transcripts instead of comparing them.
    pub record: bool,
    /// The always-on checks (ids) that a run reports at its end; `None`: all of them.
    pub always: Option<Vec<&'static str>>,
    /// Whether the reports of cases that pass have their exchanges.
    pub exchanges: Kept,
}

/// The cases whose exchanges are kept, without secrets. To write them down takes a good part of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kept {
    /// Those of all cases.
    #[default]
    All,
    /// Those of the cases in which something is not as required.
    OfFindings,
}
