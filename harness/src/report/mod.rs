//! What a run looks like to a person. Reports are folds over [`Event`](crate::model::event::Event)s.

mod human;

pub use human::{Detail, Human, explain};
