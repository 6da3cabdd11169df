//! The sources of random values and time for functions, and their errors.

use std::sync::{Arc, Mutex};

use minijinja::{Error, ErrorKind};

use crate::nonces::Nonces;
use crate::oauth::random::Random;
use crate::time_source::TimeSource;

/// The sources for functions that return something new.
#[derive(Clone, Debug)]
pub struct Sources {
    /// Random texts. Not the stream of the steps, which stays the same whatever expressions draw.
    pub random: Arc<Mutex<Random>>,
    /// The time.
    pub now: TimeSource,
    /// The nonces that servers require in DPoP proofs.
    pub nonces: Nonces,
}

/// The error of a function: a sentence about its argument.
pub(super) fn refused(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOperation, message.into())
}
