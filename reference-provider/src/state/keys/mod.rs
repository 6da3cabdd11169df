//! The signing keys of an issuer: publication, rotation, and all right and wrong ways to use them.

mod generation;
mod key_ring;
mod key_set;
pub(crate) mod signing;

pub(crate) use key_ring::KeyRing;
