//! SHA-256, from the cryptography library of TLS.

use ring::digest::{Context, SHA256};

/// The hash of several pieces of data, one after the other.
pub fn sha256(pieces: &[&[u8]]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for piece in pieces {
        context.update(piece);
    }
    context.finish().as_ref().try_into().expect("SHA-256 gives 32 bytes")
}
