//! Dynamic client registration (RFC 7591): the metadata in the request, and the response.

mod error;
mod read;
mod replace;
mod tell;
mod token;

pub(crate) use error::RegistrationError;
pub(crate) use read::read;
pub(crate) use tell::tell;
pub(crate) use token::{presented, refused};
