//! Nothing of OAuth: time, hashes, a bounded map whose entries expire, mistakes in data, and names that look alike.

pub(crate) mod clock;
pub(crate) mod expiring_map;
pub(crate) mod hash;
pub(crate) mod mistake;
pub(crate) mod similar;
