//! Values that a browser stores but cannot read.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::environment::Random;

/// The value, encrypted. The key is used once and discarded: this site never needs the value again, and only
/// demonstrates such a cookie.
pub(crate) fn seal(value: &str, random: &Random) -> String {
    let key = UnboundKey::new(&CHACHA20_POLY1305, &random.bytes()).expect("256 bits are a key of this algorithm");
    let mut nonce = [0; NONCE_LEN];
    nonce.copy_from_slice(&random.bytes()[..NONCE_LEN]);
    let mut sealed = value.as_bytes().to_vec();
    let nonce_of_key = Nonce::assume_unique_for_key(nonce);
    LessSafeKey::new(key)
        .seal_in_place_append_tag(nonce_of_key, Aad::empty(), &mut sealed)
        .expect("a token is short enough to be encrypted");
    URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_shows_nothing_of_it() {
        let random = Random::seeded(1);
        let sealed = seal("token-of-alice", &random);
        assert!(!sealed.contains(&URL_SAFE_NO_PAD.encode("token-of-alice")[..8]), "{sealed}");
        assert_ne!(sealed, seal("token-of-alice", &random));
    }
}
