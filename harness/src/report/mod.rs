//! What a run looks like, to a person and to a machine. Reports are folds over [`Event`]s: one file for each, and for those
//! that end up in a file one line in [`FORMATS`].

use crate::model::event::Event;

mod causes;
mod explain;
mod groups;
mod hops;
mod human;
mod json;
mod junit;
mod style;

pub use explain::explain;
pub use human::{Detail, Human};
pub use json::schema;

/// A report that is written to a file while the run goes on.
pub trait Report: Send {
    /// What one more event adds to the file. After [`Event::Finished`] the file is whole.
    fn tell(&mut self, event: &Event) -> String;
}

/// A format of reports.
#[derive(Clone, Copy)]
pub struct Format {
    /// Its name in `--report NAME=FILE`.
    pub name: &'static str,
    /// What it is, in a few words.
    pub summary: &'static str,
    /// Begins a report.
    pub begin: fn() -> Box<dyn Report>,
}

/// Every format, by name.
pub const FORMATS: [Format; 2] = [json::FORMAT, junit::FORMAT];
