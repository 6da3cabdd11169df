//! What functions draw from, and how they refuse what they are given.

use std::sync::{Arc, Mutex};

use minijinja::{Error, ErrorKind};

use crate::nonces::Nonces;
use crate::now::Now;
use crate::oauth::random::Random;

/// What the functions that give something new draw from.
#[derive(Clone, Debug)]
pub struct Sources {
    /// Texts that nobody can guess. Not the stream of the steps, which stays the same whatever expressions draw.
    pub random: Arc<Mutex<Random>>,
    /// The time.
    pub now: Now,
    /// What servers want in proofs of possession.
    pub nonces: Nonces,
}

/// The error of a function: a sentence about what it was given.
pub(super) fn refused(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOperation, message.into())
}
