//! Signatures of JSON Web Algorithms (RFC 7518 §3, RFC 8037 §3.1): verified, and created with built-in test keys.
//!
//! The built-in test keys are the example keys of the RFCs. They are public: a peer that accepts a token signed with one
//! accepts tokens from any attacker.

use std::sync::LazyLock;

use ring::rand::SystemRandom;
use ring::signature::{
    self as scheme, EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair, UnparsedPublicKey, VerificationAlgorithm,
};
use ring::{hmac, rsa};
use serde_json::{Value, json};

use super::jwk::{Jwk, KeySet};

/// The algorithms with which we can sign.
pub const OURS: [&str; 5] = ["RS256", "PS256", "ES256", "EdDSA", "HS256"];

/// The result of a verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verification {
    /// It is valid for the key.
    Valid,
    /// It is not, or the key is unsuitable: a sentence about it.
    Invalid(String),
    /// The harness cannot verify it, and why. That is a limitation of the harness, not a fault of the peer.
    Unsupported(String),
}

/// True for the algorithms whose signatures can be verified here.
pub fn is_supported(algorithm: &str) -> bool {
    let curves = ["ES256", "ES384", "EdDSA", "Ed25519"];
    hmac_of(algorithm).is_some() || rsa_of(algorithm).is_some() || curves.contains(&algorithm)
}

/// Verifies a signature.
pub fn verify(algorithm: &str, key: &Jwk, message: &[u8], signature: &[u8]) -> Verification {
    if !is_supported(algorithm) {
        return Verification::Unsupported(format!("the harness cannot verify `{algorithm}`"));
    }
    if !key.fits(algorithm) {
        return unusable(algorithm, key);
    }
    let verified = if let Some(digest) = hmac_of(algorithm) {
        let Some(secret) = key.bytes("k") else { return unusable(algorithm, key) };
        hmac::verify(&hmac::Key::new(digest, &secret), message, signature)
    } else if let Some(parameters) = rsa_of(algorithm) {
        let (Some(n), Some(e)) = (key.modulus(), key.bytes("e")) else { return unusable(algorithm, key) };
        if !(256..=1024).contains(&n.len()) {
            let bits = n.len() * 8;
            return Verification::Unsupported(format!("the harness cannot verify with an RSA key of {bits} bits"));
        }
        rsa::PublicKeyComponents { n: n.as_slice(), e: &e }.verify(parameters, message, signature)
    } else {
        let (verification, curve): (&dyn VerificationAlgorithm, &str) = match algorithm {
            "ES256" => (&scheme::ECDSA_P256_SHA256_FIXED, "P-256"),
            "ES384" => (&scheme::ECDSA_P384_SHA384_FIXED, "P-384"),
            _ => (&scheme::ED25519, "Ed25519"),
        };
        if key.text("crv") == Some("Ed448") && algorithm == "EdDSA" {
            return Verification::Unsupported("the harness cannot verify with a key of the curve `Ed448`".to_owned());
        }
        let Some(point) = point(key).filter(|_| key.text("crv") == Some(curve)) else {
            return unusable(algorithm, key);
        };
        UnparsedPublicKey::new(verification, point).verify(message, signature)
    };
    match verified {
        Ok(()) => Verification::Valid,
        Err(_) => Verification::Invalid("the signature does not match the key".to_owned()),
    }
}

fn unusable(algorithm: &str, key: &Jwk) -> Verification {
    Verification::Invalid(format!("the key of type `{}` cannot be used for `{algorithm}`", key.kty()))
}

/// Signs with a built-in test key; `None` for an algorithm that is not among [`OURS`].
pub fn sign(algorithm: &str, message: &[u8]) -> Option<Vec<u8>> {
    let random = SystemRandom::new();
    let keys = &*KEYS;
    match algorithm {
        "HS256" => Some(hs256(&our_key("HS256")?.bytes("k")?, message)),
        "RS256" | "PS256" => {
            let encoding: &dyn scheme::RsaEncoding =
                if algorithm == "RS256" { &scheme::RSA_PKCS1_SHA256 } else { &scheme::RSA_PSS_SHA256 };
            let mut made = vec![0; keys.rsa.public().modulus_len()];
            keys.rsa.sign(encoding, &random, message, &mut made).ok().map(|()| made)
        }
        "ES256" => keys.ec.sign(&random, message).ok().map(|made| made.as_ref().to_vec()),
        "EdDSA" => Some(keys.ed.sign(message).as_ref().to_vec()),
        _ => None,
    }
}

/// HMAC with SHA-256 under any secret (RFC 7518 §3.2).
pub fn hs256(secret: &[u8], message: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message).as_ref().to_vec()
}

/// The built-in test key for an algorithm, with its private members.
pub fn our_key(algorithm: &str) -> Option<Jwk> {
    let (key, kty) = (&*OUR_KEYS, |kty: &str| OUR_KEYS.0.iter().position(|key| key.kty() == kty));
    let at = match algorithm {
        "RS256" | "PS256" => kty("RSA"),
        "ES256" => kty("EC"),
        "EdDSA" => kty("OKP"),
        "HS256" => kty("oct"),
        _ => None,
    };
    Some(key.0[at?].clone())
}

/// The public built-in test keys, as a client or a provider that the harness plays publishes them. Their ids are their
/// thumbprints.
pub fn our_key_set() -> Value {
    let asymmetric = OUR_KEYS.0.iter().filter(|key| key.kty() != "oct");
    let keys: Vec<Value> = asymmetric
        .map(|key| {
            let mut members = key.public().0;
            members.insert("kid".to_owned(), json!(key.thumbprint()));
            Value::Object(members)
        })
        .collect();
    json!({ "keys": keys })
}

/// The public key of a curve in the format of its algorithm: the point of RFC 7518 §6.2.1 uncompressed, or the bytes of RFC
/// 8037 §2.
pub(super) fn point(key: &Jwk) -> Option<Vec<u8>> {
    let x = key.bytes("x")?;
    if key.kty() == "OKP" {
        return Some(x);
    }
    Some([&[4][..], &x, &key.bytes("y")?].concat())
}

fn hmac_of(algorithm: &str) -> Option<hmac::Algorithm> {
    Some(match algorithm {
        "HS256" => hmac::HMAC_SHA256,
        "HS384" => hmac::HMAC_SHA384,
        "HS512" => hmac::HMAC_SHA512,
        _ => return None,
    })
}

fn rsa_of(algorithm: &str) -> Option<&'static scheme::RsaParameters> {
    Some(match algorithm {
        "RS256" => &scheme::RSA_PKCS1_2048_8192_SHA256,
        "RS384" => &scheme::RSA_PKCS1_2048_8192_SHA384,
        "RS512" => &scheme::RSA_PKCS1_2048_8192_SHA512,
        "PS256" => &scheme::RSA_PSS_2048_8192_SHA256,
        "PS384" => &scheme::RSA_PSS_2048_8192_SHA384,
        "PS512" => &scheme::RSA_PSS_2048_8192_SHA512,
        _ => return None,
    })
}

struct TestKeys {
    rsa: RsaKeyPair,
    ec: EcdsaKeyPair,
    ed: Ed25519KeyPair,
}

static OUR_KEYS: LazyLock<KeySet> = LazyLock::new(|| {
    let keys = serde_json::from_str(include_str!("our_keys.json")).expect("the file in the source tree is JSON");
    KeySet::read(&keys).expect("the file in the source tree is a JWK set")
});

static KEYS: LazyLock<TestKeys> = LazyLock::new(|| pairs().expect("the examples of the RFCs are keys"));

fn pairs() -> Option<TestKeys> {
    let key = our_key("RS256")?;
    let bytes = |name: &str| key.bytes(name);
    let public_key = rsa::PublicKeyComponents { n: bytes("n")?, e: bytes("e")? };
    let (d, p, q) = (bytes("d")?, bytes("p")?, bytes("q")?);
    let (d_p, d_q, q_inv) = (bytes("dp")?, bytes("dq")?, bytes("qi")?);
    let components = rsa::KeyPairComponents { public_key, d, p, q, dP: d_p, dQ: d_q, qInv: q_inv };
    let ec = our_key("ES256")?;
    let ec = EcdsaKeyPair::from_private_key_and_public_key(
        &scheme::ECDSA_P256_SHA256_FIXED_SIGNING,
        &ec.bytes("d")?,
        &point(&ec)?,
        &SystemRandom::new(),
    );
    let ed = our_key("EdDSA")?;
    let ed = Ed25519KeyPair::from_seed_and_public_key(&ed.bytes("d")?, &ed.bytes("x")?);
    Some(TestKeys { rsa: RsaKeyPair::from_components(&components).ok()?, ec: ec.ok()?, ed: ed.ok()? })
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;

    use super::*;
    use crate::jwt::{Jwt, Members};

    /// The payload of RFC 7515 appendices A.1 to A.3.
    const PAYLOAD: &str =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    fn bytes(text: &str) -> Vec<u8> {
        let jwk = Jwk(Members::from_iter([("x".to_owned(), json!(text))]));
        jwk.bytes("x").expect("base64url")
    }

    #[test]
    fn rfc_7515_appendix_a_1_to_a_3_and_rfc_8037_appendix_a_4() {
        for (algorithm, input, signature) in [
            (
                "HS256",
                format!("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{PAYLOAD}"),
                "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            ),
            (
                "RS256",
                format!("eyJhbGciOiJSUzI1NiJ9.{PAYLOAD}"),
                concat!(
                    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF",
                    "9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383Lc",
                    "OLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlV",
                    "mtVrBp0igcN_IoypGlUPQGe77Rw"
                ),
            ),
            (
                "ES256",
                format!("eyJhbGciOiJFUzI1NiJ9.{PAYLOAD}"),
                "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
            ),
            (
                "EdDSA",
                "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc".to_owned(),
                "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
            ),
        ] {
            let key = our_key(algorithm).expect("a built-in test key");
            assert_eq!(
                verify(algorithm, &key, input.as_bytes(), &bytes(signature)),
                Verification::Valid,
                "{algorithm}"
            );
            let made = sign(algorithm, input.as_bytes()).expect("a supported algorithm");
            if algorithm != "ES256" {
                assert_eq!(made, bytes(signature), "{algorithm} is deterministic");
            }
        }
    }

    #[test]
    fn every_supported_algorithm_verifies_only_its_own_signatures() {
        for algorithm in OURS {
            let key = our_key(algorithm).expect("a built-in test key");
            let mut signature = sign(algorithm, b"message").expect("a supported algorithm");
            assert_eq!(verify(algorithm, &key, b"message", &signature), Verification::Valid, "{algorithm}");
            let wrong = Verification::Invalid("the signature does not match the key".to_owned());
            assert_eq!(verify(algorithm, &key, b"massage", &signature), wrong, "{algorithm}");
            signature[7] ^= 1;
            assert_eq!(verify(algorithm, &key, b"message", &signature), wrong, "{algorithm}");
        }
        assert_eq!(sign("none", b"message"), None);
    }

    #[test]
    fn a_key_is_used_for_its_own_kind_of_algorithm_only() {
        let (rsa, curve) = (our_key("RS256").expect("a key"), our_key("ES256").expect("a key"));
        for (algorithm, key) in [("HS256", &rsa), ("ES384", &curve), ("EdDSA", &curve)] {
            let verified = verify(algorithm, key, b"", &[0; 96]);
            assert!(
                matches!(&verified, Verification::Invalid(why) if why.contains("cannot be used")),
                "{algorithm}: {verified:?}"
            );
        }
    }

    #[test]
    fn unsupported_algorithms_are_not_a_finding() {
        let key = |members: Value| Jwk(serde_json::from_value(members).expect("an object"));
        let curve = our_key("ES256").expect("a key");
        let rsa = |bytes: usize| {
            let mut n = vec![0; bytes];
            n[0] = 0x80;
            key(json!({"kty": "RSA", "n": URL_SAFE_NO_PAD.encode(n), "e": "AQAB"}))
        };
        for (algorithm, key) in [
            ("ES512", key(json!({"kty": "EC", "crv": "P-521", "x": "AA", "y": "AA"}))),
            ("ES512", curve.clone()),
            ("ES256K", curve),
            ("EdDSA", key(json!({"kty": "OKP", "crv": "Ed448", "x": "AA"}))),
            ("Ed448", key(json!({"kty": "OKP", "crv": "Ed448", "x": "AA"}))),
            ("ML-DSA-44", key(json!({"kty": "AKP", "pub": "AA"}))),
            ("RS256", rsa(1025)),
            ("PS512", rsa(2048)),
            ("RS256", rsa(128)),
        ] {
            let verified = verify(algorithm, &key, b"message", &[0; 64]);
            assert!(matches!(verified, Verification::Unsupported(_)), "{algorithm}: {verified:?}");
        }
        assert!(matches!(verify("RS256", &rsa(1024), b"message", &[0; 1024]), Verification::Invalid(_)));
    }

    #[test]
    fn published_test_keys_have_no_private_members() {
        let set = KeySet::read(&our_key_set()).expect("a set");
        assert_eq!((set.0.len(), set.faults()), (3, Vec::new()));
        let token = Jwt::unsigned(Members::new(), Members::new()).signing_input;
        let signature = sign("EdDSA", token.as_bytes()).expect("a signature");
        assert_eq!(
            verify("EdDSA", set.candidates("EdDSA", None)[0], token.as_bytes(), &signature),
            Verification::Valid
        );
    }

    proptest! {
        #[test]
        fn no_key_and_no_signature_panics(
            algorithm in "(RS|PS|ES|HS)(256|384|512)|EdDSA|none|.{0,6}",
            kty in "RSA|EC|OKP|oct",
            crv in "P-256|P-384|Ed25519",
            part in "[A-Za-z0-9_-]{0,400}",
            signature: Vec<u8>,
        ) {
            let members = [("kty", &kty), ("crv", &crv), ("n", &part), ("e", &part), ("x", &part), ("y", &part), ("k", &part)];
            let key = Jwk(members.into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect());
            let verified = verify(&algorithm, &key, b"message", &signature);
            prop_assert!(verified != Verification::Valid);
        }
    }
}
