//! What a run looks like, to a reader and to a machine. Reports are folds over [`Event`](crate::model::event::Event)s: one
//! file for each, and for those that end up in a file one line in [`FORMATS`].

mod causes;
mod explain;
mod format;
mod groups;
mod hops;
mod human;
mod json;
mod junit;
mod style;

pub use explain::explain;
pub use format::{Format, Report};
pub use human::{Detail, Human};
pub use json::schema;

/// Every format, by name.
pub const FORMATS: [Format; 2] = [json::FORMAT, junit::FORMAT];
