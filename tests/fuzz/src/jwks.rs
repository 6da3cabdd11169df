//! Key sets: read, judged, and used to verify. The second line is a message, the third a signature.

use oauth_harness::oauth::forgery::{self, KeyBytes};
use oauth_harness::oauth::jwk::KeySet;
use oauth_harness::oauth::signature::verify;
use serde_json::Value;

use super::input::text;

const ALGORITHMS: [&str; 9] = ["RS256", "RS512", "PS256", "PS384", "ES256", "ES384", "EdDSA", "Ed25519", "HS256"];

/// Reads it.
pub fn read(data: &[u8]) {
    let text = text(data);
    let mut lines = text.splitn(3, '\n');
    let Ok(value) = serde_json::from_str::<Value>(lines.next().unwrap_or_default()) else { return };
    let Ok(set) = KeySet::read(&value) else { return };
    let (message, signature) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    set.faults();
    for key in set.0.iter().take(10) {
        assert!(key.public().private_members().is_empty(), "the public part has nothing private");
        if let (Some(print), Some(again)) = (key.thumbprint(), key.public().thumbprint()) {
            assert_eq!(print, again, "a thumbprint is about the public part");
        }
        key.modulus();
        for algorithm in ALGORITHMS {
            verify(algorithm, key, message.as_bytes(), signature.as_bytes());
        }
        for form in ["pem", "der", "jwk"].into_iter().filter_map(KeyBytes::named) {
            let _ = forgery::hs256_with_public_key("e30.e30.", key, form);
        }
    }
    for algorithm in ALGORITHMS {
        let all = set.candidates(algorithm, None).len();
        assert!(set.candidates(algorithm, Some(message)).len() <= all);
    }
}
