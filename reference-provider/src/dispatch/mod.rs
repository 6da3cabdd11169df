//! The way of a request to its endpoint: its connection, the public URL, its issuer, its policy, the journal, and faults on
//! the wire.

pub(crate) mod connections;
pub(crate) mod front;
pub(crate) mod journal;
pub(crate) mod overrides;
pub(crate) mod site;
pub(crate) mod wire_faults;
