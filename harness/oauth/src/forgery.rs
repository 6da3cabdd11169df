//! Tokens that no careful peer accepts: edited, unsigned, signed with a built-in test key, signed with a public key as the HMAC
//! secret (RFC 8725 §2.1, §2.10). An attacker has the same means.

use serde_json::{Value, json};

use super::jwk::Jwk;
use super::jwt::{Jwt, Members, Strictness, edit};
use super::signature::{OURS, hs256, our_key, sign};
use super::spki;

/// A token signed with our built-in test key for the algorithm. The header has the algorithm, the type and the key id, unless
/// `header` overrides them (null drops a member).
pub fn signed(claims: &Members, header: &Members, algorithm: &str) -> Result<String, String> {
    let key = our_key(algorithm).ok_or_else(|| no_such(algorithm))?;
    let mut full = members(json!({"alg": algorithm, "typ": "JWT"}));
    full.extend(key.thumbprint().map(|kid| ("kid".to_owned(), json!(kid))));
    edit(&mut full, header);
    with_signature(full, claims.clone(), algorithm)
}

/// A token signed with HS256 and any secret, as a client signs with its own (`OpenID` Connect Core §9, `client_secret_jwt`) and
/// as an attacker does with a guessed one.
pub fn signed_with_secret(claims: &Members, header: &Members, secret: &[u8]) -> String {
    let mut full = members(json!({"alg": "HS256", "typ": "JWT"}));
    edit(&mut full, header);
    let mut jwt = Jwt::unsigned(full, claims.clone());
    jwt.signature = hs256(secret, jwt.signing_input.as_bytes());
    jwt.compact()
}

/// A token with its claims and header edited (null drops a member), signed again with our key.
///
/// The algorithm is that of the edited header if we can sign with it, or else RS256. Everything else is kept, including the
/// `kid`: the peer has to notice that the key is another.
pub fn edited(token: &str, claims: &Members, header: &Members) -> Result<String, String> {
    let mut jwt = Jwt::read(token, Strictness::Lenient)?;
    edit(&mut jwt.claims, claims);
    edit(&mut jwt.header, header);
    let wanted = jwt.header_text("alg").unwrap_or_default().to_owned();
    if wanted.eq_ignore_ascii_case("none") {
        return Ok(Jwt::unsigned(jwt.header, jwt.claims).compact());
    }
    let algorithm = OURS.iter().find(|algorithm| **algorithm == wanted).copied().unwrap_or("RS256");
    // An edited `alg` stays as written, even if the signature has another algorithm.
    if !header.contains_key("alg") {
        jwt.header.insert("alg".to_owned(), json!(algorithm));
    }
    with_signature(jwt.header, jwt.claims, algorithm)
}

/// A token with its signature removed and `alg` set to `none`, or to another spelling of it.
pub fn unsigned(token: &str, spelling: &str) -> Result<String, String> {
    let mut jwt = Jwt::read(token, Strictness::Lenient)?;
    jwt.header.insert("alg".to_owned(), json!(spelling));
    Ok(Jwt::unsigned(jwt.header, jwt.claims).compact())
}

/// How a public key is serialized as an HMAC secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyBytes {
    /// PEM with a final line break, as in a file.
    Pem,
    /// DER.
    Der,
    /// The JWK as JSON.
    Json,
}

impl KeyBytes {
    /// By its name: `pem`, `der` or `jwk`.
    pub fn named(name: &str) -> Option<KeyBytes> {
        Some(match name {
            "pem" => KeyBytes::Pem,
            "der" => KeyBytes::Der,
            "jwk" => KeyBytes::Json,
            _ => return None,
        })
    }
}

/// A token signed with HS256 and the bytes of the peer's public key: accepted by peers that let the token choose between RSA
/// and HMAC (RFC 8725 §2.1).
pub fn hs256_with_public_key(token: &str, key: &Jwk, form: KeyBytes) -> Result<String, String> {
    let key = key.public();
    let secret = match form {
        KeyBytes::Pem => spki::pem(&key).map(String::into_bytes),
        KeyBytes::Der => spki::der(&key),
        KeyBytes::Json => Some(Value::Object(key.0.clone()).to_string().into_bytes()),
    };
    let secret = secret.ok_or_else(|| format!("a key of type `{}` does not have this form", key.kty()))?;
    let read = Jwt::read(token, Strictness::Lenient)?;
    let mut header = read.header;
    header.insert("alg".to_owned(), json!("HS256"));
    let mut jwt = Jwt::unsigned(header, read.claims);
    jwt.signature = hs256(&secret, jwt.signing_input.as_bytes());
    Ok(jwt.compact())
}

/// A token with one bit of its signature flipped. In a text that is not a JWT, one bit of its last character is flipped, so
/// that it keeps its alphabet.
pub fn tampered(token: &str) -> String {
    if let Ok(mut jwt) = Jwt::read(token, Strictness::Strict)
        && let Some(first) = jwt.signature.first_mut()
    {
        *first ^= 1;
        return jwt.compact();
    }
    let mut characters: Vec<char> = token.chars().collect();
    if let Some(last) = characters.last_mut() {
        *last = match *last {
            'z' | 'Z' | '9' => 'a',
            c if c.is_ascii_alphanumeric() => {
                char::from_u32(u32::from(c) ^ 1).filter(char::is_ascii_alphanumeric).unwrap_or('b')
            }
            _ => 'a',
        };
    }
    characters.into_iter().collect()
}

fn with_signature(header: Members, claims: Members, algorithm: &str) -> Result<String, String> {
    let mut jwt = Jwt::unsigned(header, claims);
    jwt.signature = sign(algorithm, jwt.signing_input.as_bytes()).ok_or_else(|| no_such(algorithm))?;
    Ok(jwt.compact())
}

fn no_such(algorithm: &str) -> String {
    format!("no built-in test key has the algorithm `{algorithm}`: the algorithms are {}", OURS.join(", "))
}

fn members(value: Value) -> Members {
    if let Value::Object(members) = value { members } else { Members::new() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::signature::{Verification, verify};

    fn read(token: &str) -> Jwt {
        Jwt::read(token, Strictness::Strict).expect("a JWT")
    }

    fn sample(algorithm: &str) -> String {
        signed(&members(json!({"sub": "alice", "n": 1})), &Members::new(), algorithm).expect("signed")
    }

    #[test]
    fn a_forged_token_is_valid_under_our_key_and_names_it() {
        for algorithm in OURS {
            let jwt = read(&sample(algorithm));
            let key = our_key(algorithm).expect("a key");
            assert_eq!(
                verify(algorithm, &key, jwt.signing_input.as_bytes(), &jwt.signature),
                Verification::Valid,
                "{algorithm}"
            );
            assert_eq!(jwt.header_text("kid"), key.thumbprint().as_deref());
        }
        assert!(signed(&Members::new(), &Members::new(), "RS1").expect_err("unknown").contains("RS256, PS256"));
    }

    #[test]
    fn edits_are_signed_anew_and_the_rest_stays() {
        let token = sample("ES256");
        let jwt = read(&edited(&token, &members(json!({"sub": "bob", "n": null})), &Members::new()).expect("edited"));
        assert_eq!(Value::Object(jwt.claims.clone()), json!({"sub": "bob"}));
        assert_eq!(jwt.header, read(&token).header);
        let key = our_key("ES256").expect("a key");
        assert_eq!(verify("ES256", &key, jwt.signing_input.as_bytes(), &jwt.signature), Verification::Valid);
        let renamed = read(&edited(&token, &Members::new(), &members(json!({"alg": "RS999"}))).expect("edited"));
        assert_eq!((renamed.header_text("alg"), renamed.signature.len()), (Some("RS999"), 256));
    }

    #[test]
    fn a_token_without_signature_says_so() {
        let token = unsigned(&sample("RS256"), "nOnE").expect("unsigned");
        assert!(token.ends_with('.'), "{token}");
        assert_eq!(
            (read(&token).header_text("alg"), read(&token).claims["sub"].as_str()),
            (Some("nOnE"), Some("alice"))
        );
    }

    #[test]
    fn a_public_key_serves_as_a_secret() {
        let key = our_key("RS256").expect("a key");
        let mut seen = Vec::new();
        for form in [KeyBytes::Pem, KeyBytes::Der, KeyBytes::Json] {
            let jwt = read(&hs256_with_public_key(&sample("RS256"), &key, form).expect("forged"));
            assert_eq!((jwt.header_text("alg"), jwt.signature.len()), (Some("HS256"), 32));
            seen.push(jwt.signature);
        }
        let pem = spki::pem(&key).expect("a PEM");
        let jwt = read(&hs256_with_public_key(&sample("RS256"), &key, KeyBytes::Pem).expect("forged"));
        assert_eq!(seen[0], hs256(pem.as_bytes(), jwt.signing_input.as_bytes()));
        assert!(seen[0] != seen[1] && seen[1] != seen[2]);
        let secret = our_key("HS256").expect("a key");
        assert!(hs256_with_public_key(&sample("HS256"), &secret, KeyBytes::Pem).is_err());
    }

    #[test]
    fn a_tampered_token_differs_in_one_bit_of_its_signature() {
        let token = sample("RS256");
        let (before, after) = (read(&token), read(&tampered(&token)));
        assert_eq!(before.signing_input, after.signing_input);
        let differing: u32 = before.signature.iter().zip(&after.signature).map(|(a, b)| (a ^ b).count_ones()).sum();
        assert_eq!(differing, 1);
        assert_eq!(tampered("opaque-token"), "opaque-tokeo");
    }

    proptest! {
        #[test]
        fn no_token_panics_and_a_tampered_one_always_differs(token in ".{1,40}|[a-zA-Z0-9_-]{1,40}") {
            let _ = (unsigned(&token, "none"), edited(&token, &Members::new(), &Members::new()));
            prop_assert_ne!(tampered(&token), token);
        }
    }
}
