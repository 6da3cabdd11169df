//! Exchanges without secrets. Redaction and the naming of values happen here, once, before anything is shown or stored.

mod issued;
mod labeled;
mod naming;
mod normalized;
mod reach;
pub mod redact;
mod shapes;
pub mod snapshot;
pub mod symbol;
mod target_file;
mod terms;
mod visible;
