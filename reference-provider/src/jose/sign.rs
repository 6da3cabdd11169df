//! The compact serialization (RFC 7515 §7.1), and MACs, which need no key pair (RFC 7518 §3.2).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac::{HMAC_SHA256, HMAC_SHA384, HMAC_SHA512, Key};
use serde_json::{Map, Value};

use super::algorithm::Algorithm;

/// `header.claims.signature`, where `signature` is a function of the signing input. Nothing is checked: the header and
/// the signature can contradict each other.
pub(crate) fn sign(header: &Map<String, Value>, claims: &Value, signature: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let encode = |value: String| URL_SAFE_NO_PAD.encode(value);
    let mut token = format!("{}.{}", encode(Value::Object(header.clone()).to_string()), encode(claims.to_string()));
    let signature = signature(token.as_bytes());
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    token
}

/// The MAC of `message`; `None` if the algorithm is not symmetric.
pub(crate) fn hmac(algorithm: Algorithm, secret: &[u8], message: &[u8]) -> Option<Vec<u8>> {
    Some(ring::hmac::sign(&hmac_key(algorithm, secret)?, message).as_ref().to_vec())
}

/// Whether `code` is the MAC of `message`, in constant time.
pub(crate) fn hmac_verifies(algorithm: Algorithm, secret: &[u8], message: &[u8], code: &[u8]) -> bool {
    hmac_key(algorithm, secret).is_some_and(|key| ring::hmac::verify(&key, message, code).is_ok())
}

fn hmac_key(algorithm: Algorithm, secret: &[u8]) -> Option<Key> {
    let hmac = match algorithm {
        Algorithm::Hs256 => HMAC_SHA256,
        Algorithm::Hs384 => HMAC_SHA384,
        Algorithm::Hs512 => HMAC_SHA512,
        _ => return None,
    };
    Some(Key::new(hmac, secret))
}
