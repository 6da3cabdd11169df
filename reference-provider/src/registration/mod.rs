//! Dynamic client registration (RFC 7591): the metadata in the request, and the response.

mod error;
mod metadata_response;
mod read;
mod replace;
mod token;

pub(crate) use error::RegistrationError;
pub(crate) use metadata_response::registered_metadata;
pub(crate) use read::read;
pub(crate) use token::{presented, refused};
