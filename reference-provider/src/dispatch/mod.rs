//! The way of a request to its endpoint: its connection, the public URL, its issuer, its policy, the journal, and faults on
//! the wire.

pub(crate) mod address;
pub(crate) mod challenge_form;
pub(crate) mod connections;
pub(crate) mod content_coding;
pub(crate) mod front;
pub(crate) mod journal;
pub(crate) mod json_form;
pub(crate) mod load;
pub(crate) mod message;
pub(crate) mod overrides;
pub(crate) mod page_charset;
pub(crate) mod site;
pub(crate) mod wire_faults;
pub(crate) mod wire_form;
