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
        /// How many cases will be reported, one for each always-on check among them.
        cases: usize,
    },
    /// A case is done. Cases come in the order of their names, whatever order they ended in; what the always-on checks say
    /// of the whole run comes last, as one case (`always/ID`) each.
    Case(Box<CaseReport>),
    /// The run is over.
    Finished {
        /// It was broken off: not every case has been reported.
        interrupted: bool,
        /// Wall time of the run.
        took: Duration,
    },
}
