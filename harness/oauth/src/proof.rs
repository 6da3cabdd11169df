//! JWTs by which a client authenticates or proves possession of a key: client assertions (RFC 7523 §3) and DPoP proofs (RFC
//! 9449 §4).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

use super::forgery::{signed, signed_with_secret};
use super::jwt::{Members, edit};
use super::signature::our_key;

/// The `client_assertion_type` of a JWT (RFC 7523 §2.2).
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// The lifetime of an assertion in seconds: sufficient for one request.
const LIFETIME: u64 = 60;

/// The unique values of each of them.
#[derive(Clone, Debug)]
pub struct FreshClaims {
    /// `jti`.
    pub jti: String,
    /// `iat`: seconds since 1970.
    pub now: u64,
}

/// How one is signed, and its deviations from a valid one.
#[derive(Clone, Debug, Default)]
pub struct SigningOptions {
    /// The algorithm of the built-in test key; ES256 when absent.
    pub algorithm: Option<String>,
    /// The secret of the client, instead of the test key: HS256.
    pub secret: Option<String>,
    /// Claims to replace or add (null drops one).
    pub claims: Members,
    /// Members of the header to replace or add (null drops one).
    pub header: Members,
}

/// A client assertion for the server `audience` (RFC 7523 §3, `OpenID` Connect Core §9).
pub fn client_assertion(id: &str, audience: &str, once: &FreshClaims, how: &SigningOptions) -> Result<String, String> {
    let mut claims = members(json!({
        "iss": id,
        "sub": id,
        "aud": audience,
        "jti": once.jti,
        "iat": once.now,
        "exp": once.now + LIFETIME,
    }));
    edit(&mut claims, &how.claims);
    match &how.secret {
        Some(secret) => Ok(signed_with_secret(&claims, &how.header, secret.as_bytes())),
        None => signed(&claims, &how.header, how.algorithm.as_deref().unwrap_or("ES256")),
    }
}

/// A DPoP proof with the built-in test key, for one request; with a token, for that token; with a nonce of the server (RFC 9449
/// §4.2).
pub fn dpop_proof(
    method: &str,
    url: &str,
    token: Option<&str>,
    nonce: Option<&str>,
    once: &FreshClaims,
    how: &SigningOptions,
) -> Result<String, String> {
    let algorithm = how.algorithm.as_deref().unwrap_or("ES256");
    let mut claims = members(json!({ "jti": once.jti, "htm": method, "htu": url, "iat": once.now }));
    claims.extend(token.map(|token| ("ath".to_owned(), json!(token_hash(token)))));
    claims.extend(nonce.map(|nonce| ("nonce".to_owned(), json!(nonce))));
    edit(&mut claims, &how.claims);
    let key = our_key(algorithm).map(|key| Value::Object(key.public().0));
    let mut header = members(json!({ "typ": "dpop+jwt", "jwk": key, "kid": null }));
    header.extend(how.header.clone());
    signed(&claims, &header, algorithm)
}

/// `ath` (RFC 9449 §4.2).
fn token_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, token.as_bytes()))
}

fn members(value: Value) -> Members {
    if let Value::Object(members) = value { members } else { Members::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwt::{Jwt, Strictness};
    use crate::signature::{Verification, hs256, verify};

    fn once() -> FreshClaims {
        FreshClaims { jti: "j".to_owned(), now: 1_000 }
    }

    fn read(token: &str) -> Jwt {
        Jwt::read(token, Strictness::Strict).expect("a JWT")
    }

    #[test]
    fn an_assertion_is_about_the_client_for_a_minute() {
        let jwt = read(&client_assertion("c", "https://p/token", &once(), &SigningOptions::default()).expect("signed"));
        let claims = Value::Object(jwt.claims.clone());
        assert_eq!(
            claims,
            json!({"iss": "c", "sub": "c", "aud": "https://p/token", "jti": "j", "iat": 1000, "exp": 1060})
        );
        let with_secret = SigningOptions { secret: Some("s".to_owned()), ..SigningOptions::default() };
        let jwt = read(&client_assertion("c", "a", &once(), &with_secret).expect("signed"));
        assert_eq!(jwt.signature, hs256(b"s", jwt.signing_input.as_bytes()));
    }

    #[test]
    fn a_proof_shows_the_key_that_signed_it_and_no_secret() {
        let proof = dpop_proof("POST", "https://p/token", Some("t"), Some("n"), &once(), &SigningOptions::default());
        let jwt = read(&proof.expect("signed"));
        let key = our_key("ES256").expect("a key");
        assert_eq!(verify("ES256", &key, jwt.signing_input.as_bytes(), &jwt.signature), Verification::Valid);
        assert_eq!(jwt.header["jwk"], Value::Object(key.public().0));
        assert!(jwt.header["jwk"].get("d").is_none() && !jwt.header.contains_key("kid"));
        assert_eq!(jwt.claims["ath"], json!(token_hash("t")));
        assert_eq!((jwt.claims["htm"].as_str(), jwt.claims["nonce"].as_str()), (Some("POST"), Some("n")));
    }

    #[test]
    fn a_token_is_hashed_as_rfc_9449_shows() {
        let token = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
        assert_eq!(token_hash(token), "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
    }
}
