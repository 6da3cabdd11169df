//! The events of the runner; reports are folds over them.

use std::time::Duration;

use super::verdict::CaseReport;

/// An event of a run, in order.
#[derive(Clone, Debug)]
pub enum Event {
    /// The run begins.
    Started {
        /// A one-line description of the target.
        target: String,
        /// How many cases and always-on checks will be reported. Problems of the target itself are not counted: only the run
        /// shows whether there are any.
        cases: usize,
    },
    /// A problem of the target itself, as `preflight/…` (before the cases) or `hosts/…` (after them).
    TargetFinished(Box<CaseReport>),
    /// A case begins. Several can run at once, and one that has yet to be confirmed begins twice.
    CaseStarted {
        /// `folder/id`, with `/case` for a row.
        name: String,
    },
    /// A case is done. Cases come in the order of their names, whatever order they ended in.
    CaseFinished(Box<CaseReport>),
    /// What an always-on check reports about the whole run, as `always/ID`: after all cases.
    AlwaysOnFinished(Box<CaseReport>),
    /// The run is over.
    Finished {
        /// It was interrupted: not every case has been reported.
        interrupted: bool,
        /// Wall time of the run.
        took: Duration,
    },
}

impl Event {
    /// The result of a case, of an always-on check or of a problem of the target, if the event is about a completed one.
    pub fn report(&self) -> Option<&CaseReport> {
        match self {
            Event::TargetFinished(report) | Event::CaseFinished(report) | Event::AlwaysOnFinished(report) => {
                Some(report)
            }
            Event::Started { .. } | Event::CaseStarted { .. } | Event::Finished { .. } => None,
        }
    }

    /// The same, owned.
    pub fn into_report(self) -> Option<CaseReport> {
        match self {
            Event::TargetFinished(report) | Event::CaseFinished(report) | Event::AlwaysOnFinished(report) => {
                Some(*report)
            }
            Event::Started { .. } | Event::CaseStarted { .. } | Event::Finished { .. } => None,
        }
    }
}
