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
        /// How many cases and always-on checks will be reported. What is wrong with the target itself is not counted: only
        /// the run shows whether there is anything.
        cases: usize,
    },
    /// What is wrong with the target itself, as `preflight/…` (before the cases) or `hosts/…` (after them).
    TargetFinished(Box<CaseReport>),
    /// A case begins. Several can be under way at once, and one that has yet to be confirmed begins twice.
    CaseStarted {
        /// `folder/id`, with `/case` for a row.
        name: String,
    },
    /// A case is done. Cases come in the order of their names, whatever order they ended in.
    CaseFinished(Box<CaseReport>),
    /// What an always-on check says of the whole run, as `always/ID`: after all cases.
    PassiveFinished(Box<CaseReport>),
    /// The run is over.
    Finished {
        /// It was broken off: not every case has been reported.
        interrupted: bool,
        /// Wall time of the run.
        took: Duration,
    },
}

impl Event {
    /// What came of a case, of an always-on check or of a look at the target, where the event is about one that is done.
    pub fn report(&self) -> Option<&CaseReport> {
        match self {
            Event::TargetFinished(report) | Event::CaseFinished(report) | Event::PassiveFinished(report) => {
                Some(report)
            }
            Event::Started { .. } | Event::CaseStarted { .. } | Event::Finished { .. } => None,
        }
    }

    /// The same, to keep.
    pub fn into_report(self) -> Option<CaseReport> {
        match self {
            Event::TargetFinished(report) | Event::CaseFinished(report) | Event::PassiveFinished(report) => {
                Some(*report)
            }
            Event::Started { .. } | Event::CaseStarted { .. } | Event::Finished { .. } => None,
        }
    }
}
