//! The keys an issuer signs with: how they are published and rotated, and every right and wrong way to use them.

mod generation;
mod key_ring;
mod key_set;
pub(crate) mod signing;

pub(crate) use key_ring::KeyRing;
