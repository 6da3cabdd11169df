//! Clients that register themselves (RFC 7591): what they may say, and how it is told back.

mod error;
mod read;
mod tell;

pub(crate) use error::RegistrationError;
pub(crate) use read::{Registered, read};
pub(crate) use tell::tell;
