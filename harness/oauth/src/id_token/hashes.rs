//! `at_hash` and `c_hash`: the access token and the code that belong to an ID token.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest;

use super::requirements::{AT_HASH, AT_HASH_THERE, C_HASH};
use crate::jwt::Jwt;
use crate::outcomes::Outcomes;

/// The values that were returned with an ID token.
pub(super) struct ResponseValues<'a> {
    pub(super) access_token: Option<&'a str>,
    pub(super) code: Option<&'a str>,
    pub(super) from_front_channel: bool,
    /// Its signing key may be of the curve Ed448.
    pub(super) ed448: bool,
}

/// §3.1.3.6 (`at_hash`) and §3.3.2.11 (`c_hash`).
pub(super) fn hashes(judged: &mut Outcomes, jwt: &Jwt, response_values: &ResponseValues<'_>) {
    let algorithm = jwt.header_text("alg").unwrap_or_default();
    // Ed448 hashes with SHAKE256 (RFC 8032 §5.2), and `EdDSA` does not show the curve.
    let of_ed448 = algorithm == "EdDSA" && response_values.ed448;
    if response_values.access_token.is_some() && response_values.from_front_channel {
        let missing = !jwt.claims.contains_key("at_hash");
        let message = || "it has no `at_hash`, although an access token was returned with it".to_owned();
        judged.judge(AT_HASH_THERE, missing.then(message));
    }
    if response_values.code.is_some() && !jwt.claims.contains_key("c_hash") {
        judged.violated(C_HASH, "it has no `c_hash`, although a code was returned with it");
    }
    let at_hash = ("at_hash", "access token", response_values.access_token, AT_HASH);
    let c_hash = ("c_hash", "code", response_values.code, C_HASH);
    for (name, what, value, requirement) in [at_hash, c_hash] {
        let (Some(value), Some(seen)) = (value, jwt.claims.get(name)) else { continue };
        let Some(hash) = left_half(algorithm, value).filter(|_| !of_ed448) else {
            judged
                .inconclusive(requirement, format!("the harness does not know the hash of `{algorithm}` for `{name}`"));
            continue;
        };
        let wrong = seen.as_str() != Some(hash.as_str());
        let message = || format!("its `{name}` is {seen}; that of the {what} `{value}` is `{hash}`");
        judged.judge(requirement, wrong.then(message));
    }
}

/// The left half of the hash of the algorithm, in base64url (§3.1.3.6); `None` if the hash is unknown.
pub fn left_half(algorithm: &str, value: &str) -> Option<String> {
    let hash = match algorithm {
        "HS256" | "RS256" | "PS256" | "ES256" | "ES256K" => &digest::SHA256,
        "HS384" | "RS384" | "PS384" | "ES384" => &digest::SHA384,
        // Ed25519 hashes with SHA-512 inside (RFC 8032 §5.1); the profiles of OpenID use that one.
        "HS512" | "RS512" | "PS512" | "ES512" | "EdDSA" | "Ed25519" => &digest::SHA512,
        _ => return None,
    };
    let hashed = digest::digest(hash, value.as_bytes());
    Some(URL_SAFE_NO_PAD.encode(&hashed.as_ref()[..hashed.as_ref().len() / 2]))
}
