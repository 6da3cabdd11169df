//! Clients that register themselves (RFC 7591): what they may say, and how it is told back.

mod error;
mod read;
mod tell;
mod token;

pub(crate) use error::RegistrationError;
pub(crate) use read::read;
pub(crate) use tell::tell;
pub(crate) use token::{presented, refused};
