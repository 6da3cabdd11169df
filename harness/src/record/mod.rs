//! Exchanges without secrets. Redaction and the naming of values happen here, once, before anything is shown or stored.

mod labelled;
pub mod redact;
pub mod snapshot;
pub mod symbol;
