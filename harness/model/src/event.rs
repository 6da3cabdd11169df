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
    /// What came of a case or of an always-on check, where the event is about one that is done.
    pub fn report(&self) -> Option<&CaseReport> {
        match self {
            Event::CaseFinished(report) | Event::PassiveFinished(report) => Some(report),
            Event::Started { .. } | Event::CaseStarted { .. } | Event::Finished { .. } => None,
        }
    }

    /// The same, to keep.
    pub fn into_report(self) -> Option<CaseReport> {
        match self {
            Event::CaseFinished(report) | Event::PassiveFinished(report) => Some(*report),
            Event::Started { .. } | Event::CaseStarted { .. } | Event::Finished { .. } => None,
        }
    }
}
