//! JWK Sets (RFC 7517 §5) of clients.

use serde_json::Value;

use super::jwk::{Jwk, JwkError};

/// The maximum number of keys: each may have to be tried.
const MAX_KEYS: usize = 32;

/// An invalid set of public keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum JwkSetError {
    #[error("a JWK Set is an object with an array `keys` (RFC 7517 section 5)")]
    NotASet,
    #[error("the JWK Set has {0} keys; at most {MAX_KEYS} are supported")]
    TooMany(usize),
    #[error("the key with index {index} {error}")]
    Key { index: usize, error: JwkError },
}

/// The keys of a set that can verify signatures here. Keys for other uses and of unknown types are ignored (RFC 7517
/// §5), so that the result may be empty; a malformed, private or symmetric key invalidates the set.
pub(crate) fn parse_jwk_set(value: &Value) -> Result<Vec<Jwk>, JwkSetError> {
    let keys = value.get("keys").and_then(Value::as_array).ok_or(JwkSetError::NotASet)?;
    if keys.len() > MAX_KEYS {
        return Err(JwkSetError::TooMany(keys.len()));
    }
    let parsed = keys.iter().enumerate().map(|(index, key)| match Jwk::parse(key) {
        Ok(key) => Ok(Some(key)),
        Err(error) if error.is_for_others() => Ok(None),
        Err(error) => Err(JwkSetError::Key { index, error }),
    });
    parsed.filter_map(Result::transpose).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::rfc_examples::{ED25519, P256};
    use proptest::prelude::*;
    use serde_json::json;

    fn key(text: &str) -> Value {
        serde_json::from_str(text).expect("it is JSON")
    }

    #[test]
    fn keys_for_other_uses_are_ignored() {
        let set = json!({"keys": [{"kty": "AKP"}, key(P256), {"kty": "EC", "use": "enc"}, key(ED25519)], "more": 1});
        assert_eq!(parse_jwk_set(&set).map(|keys| keys.len()), Ok(2));
        assert_eq!(parse_jwk_set(&json!({"keys": []})), Ok(Vec::new()));
    }

    #[test]
    fn a_bad_key_invalidates_the_set() {
        let error =
            parse_jwk_set(&json!({"keys": [key(P256), {"kty": "oct", "k": "c2VjcmV0"}]})).expect_err("a secret");
        assert_eq!(
            error.to_string(),
            "the key with index 1 is symmetric; a secret does not belong in a set of public keys"
        );
    }

    #[test]
    fn a_value_that_is_not_a_set_is_refused() {
        for bad in [json!([]), json!({}), json!({"keys": {}}), json!(null)] {
            assert_eq!(parse_jwk_set(&bad), Err(JwkSetError::NotASet), "{bad}");
        }
        assert_eq!(parse_jwk_set(&json!({"keys": vec![key(P256); 33]})), Err(JwkSetError::TooMany(33)));
    }

    proptest! {
        #[test]
        fn parsing_never_panics(
            kty in "RSA|EC|OKP", crv in "P-256|P-384|Ed25519|", n in "[A-Za-z0-9_-]{0,43}", e in "[A-Za-z0-9_=-]{0,8}",
        ) {
            let key = json!({"kty": kty, "crv": crv, "n": n, "e": e, "x": n, "y": e});
            let _ = parse_jwk_set(&json!({"keys": [key]}));
        }
    }
}
