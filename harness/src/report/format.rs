//! What a report format is.

use crate::model::event::Event;

/// A report that is written to a file during the run.
pub trait Report: Send {
    /// What one more event adds to the file. After [`Event::Finished`] the file is complete.
    fn on_event(&mut self, event: &Event) -> String;
}

/// A report format.
#[derive(Clone, Copy)]
pub struct Format {
    /// Its name in `--report NAME=FILE`.
    pub name: &'static str,
    /// What it is, in a few words.
    pub summary: &'static str,
    /// Begins a report.
    pub begin: fn() -> Box<dyn Report>,
}
