//! Everything that reads foreign bytes, as functions of bytes that fail where a reader breaks a promise.
//!
//! The targets of the fuzzer are these, one each; `tests/foreign_bytes.rs` gives them what the fuzzer has found before.

mod input;

pub mod decoded;
pub mod documents;
pub mod headers;
pub mod jar;
pub mod jwks;
pub mod jwt;
pub mod location;
pub mod page;
pub mod received;
pub mod redaction;
pub mod repeated;
pub mod reports;
pub mod scenario;
pub mod snapshot;
pub mod target;
pub mod template;

/// Reads bytes, and panics where a promise is broken.
pub type Reader = fn(&[u8]);

/// Each reader, by the name of its target and of its corpus.
pub const READERS: [(&str, Reader); 16] = [
    ("decoded", decoded::read),
    ("documents", documents::read),
    ("headers", headers::read),
    ("jar", jar::read),
    ("jwks", jwks::read),
    ("jwt", jwt::read),
    ("location", location::read),
    ("page", page::read),
    ("received", received::read),
    ("redaction", redaction::read),
    ("repeated", repeated::read),
    ("reports", reports::read),
    ("scenario", scenario::read),
    ("snapshot", snapshot::read),
    ("target", target::read),
    ("template", template::read),
];
