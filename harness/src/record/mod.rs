//! Exchanges to stable text. Redaction and the naming of values happen here, once, before anything is shown or stored.

mod labelled;
pub mod snapshot;
pub mod symbol;
pub mod transcript;
