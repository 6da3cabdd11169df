//! What a run looks like, to a person and to a machine. Reports are folds over [`Event`](crate::model::event::Event)s: one file for each, and for those
//! that end up in a file one line in [`FORMATS`].

mod format;
mod human;
mod json;
mod junit;

pub use format::{Format, Report};
pub use human::{Detail, Human, explain};

/// Every format, by name.
pub const FORMATS: [Format; 2] = [json::FORMAT, junit::FORMAT];
