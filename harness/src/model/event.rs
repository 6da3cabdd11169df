//! What the runner tells; reports are folds over it.

use std::time::Duration;

use super::verdict::CaseReport;

/// Something that happened in a run, in order.
#[derive(Clone, Debug)]
pub enum Event {
    /// The run begins.
    Started {
        /// One line about the target.
        target: String,
        /// How many cases will be run.
        cases: usize,
    },
    /// A case is done. Cases come in the order of their names, whatever order they ended in.
    Case(Box<CaseReport>),
    /// The run is over.
    Finished {
        /// It was broken off: not every case has been reported.
        interrupted: bool,
        /// Wall time of the run.
        took: Duration,
    },
}
