//! `at_hash` and `c_hash`: which access token and which code an ID token came with.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest;

use super::requirements::{AT_HASH, AT_HASH_THERE, C_HASH};
use crate::judged::Judged;
use crate::jwt::Jwt;

/// What came with an ID token.
pub(super) struct CameWith<'a> {
    pub(super) access_token: Option<&'a str>,
    pub(super) code: Option<&'a str>,
    pub(super) from_front_channel: bool,
    /// The key that it is signed with may be of the curve Ed448.
    pub(super) ed448: bool,
}

/// §3.1.3.6 (`at_hash`) and §3.3.2.11 (`c_hash`).
pub(super) fn hashes(judged: &mut Judged, jwt: &Jwt, came_with: &CameWith<'_>) {
    let algorithm = jwt.header_text("alg").unwrap_or_default();
    // Ed448 hashes with SHAKE256 (RFC 8032 §5.2), and `EdDSA` says nothing of the curve.
    let of_ed448 = algorithm == "EdDSA" && came_with.ed448;
    if came_with.access_token.is_some() && came_with.from_front_channel {
        let missing = !jwt.claims.contains_key("at_hash");
        let message = || "it has no `at_hash`, though an access token came with it".to_owned();
        judged.judge(AT_HASH_THERE, missing.then(message));
    }
    if came_with.code.is_some() && !jwt.claims.contains_key("c_hash") {
        judged.broke(C_HASH, "it has no `c_hash`, though a code came with it");
    }
    let at_hash = ("at_hash", "access token", came_with.access_token, AT_HASH);
    let c_hash = ("c_hash", "code", came_with.code, C_HASH);
    for (name, what, value, requirement) in [at_hash, c_hash] {
        let (Some(value), Some(seen)) = (value, jwt.claims.get(name)) else { continue };
        let Some(hash) = left_half(algorithm, value).filter(|_| !of_ed448) else {
            judged.unclear(
                requirement,
                format!("the harness does not know with which hash `{algorithm}` makes `{name}`"),
            );
            continue;
        };
        let wrong = seen.as_str() != Some(hash.as_str());
        let message = || format!("its `{name}` is {seen}; that of the {what} `{value}` is `{hash}`");
        judged.judge(requirement, wrong.then(message));
    }
}

/// The left half of the hash that belongs to the algorithm, in base64url (§3.1.3.6); `None` where it is not known which
/// that is.
pub fn left_half(algorithm: &str, value: &str) -> Option<String> {
    let hash = match algorithm {
        "HS256" | "RS256" | "PS256" | "ES256" | "ES256K" => &digest::SHA256,
        "HS384" | "RS384" | "PS384" | "ES384" => &digest::SHA384,
        // Ed25519 hashes with SHA-512 inside (RFC 8032 §5.1); the profiles of OpenID take that one.
        "HS512" | "RS512" | "PS512" | "ES512" | "EdDSA" | "Ed25519" => &digest::SHA512,
        _ => return None,
    };
    let hashed = digest::digest(hash, value.as_bytes());
    Some(URL_SAFE_NO_PAD.encode(&hashed.as_ref()[..hashed.as_ref().len() / 2]))
}
