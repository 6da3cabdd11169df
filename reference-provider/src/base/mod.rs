//! Utilities independent of OAuth: the clock, hashes, a bounded map whose entries expire, errors in structured data.

pub(crate) mod clock;
pub(crate) mod expiring_map;
pub(crate) mod hash;
pub(crate) mod mistake;
