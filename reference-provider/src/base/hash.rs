//! SHA-256, from the cryptography library that TLS uses.

use ring::digest::{Context, SHA256};

/// The hash of several byte strings, concatenated.
pub(crate) fn sha256(pieces: &[&[u8]]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for piece in pieces {
        context.update(piece);
    }
    context.finish().as_ref().try_into().expect("SHA-256 gives 32 bytes")
}

/// The key of an entry: the hash of a secret. The store never contains a usable code, token or session identifier, and
/// a look-up by hash has no timing side channel.
pub(crate) type Digest = [u8; 32];

/// The key for `secret`.
pub(crate) fn digest(secret: &str) -> Digest {
    sha256(&[secret.as_bytes()])
}
