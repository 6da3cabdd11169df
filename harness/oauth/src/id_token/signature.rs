//! The signature of an ID token, and the header parameters about it.

use super::requirements::{
    ALG, ALGORITHM, KEY_OUTSIDE, KEY_SIZE, KEYS_PUBLISHED, KID, NOT_CRITICAL, NOT_NONE, VALIDATES,
};
use crate::jwk::KeySet;
use crate::jwt::Jwt;
use crate::outcomes::Outcomes;
use crate::signature::{Verification, is_supported, verify};

/// §2: signed, and no key in the header. RFC 7515 §4.1.11: no unknown critical extension.
pub(super) fn header(judged: &mut Outcomes, jwt: &Jwt, registered: Option<&str>) {
    let carried: Vec<&str> =
        ["jku", "jwk", "x5c", "x5u"].into_iter().filter(|name| jwt.header.contains_key(*name)).collect();
    let shown = (!carried.is_empty()).then(|| format!("its header contains `{}`", carried.join("`, `")));
    judged.judge(KEY_OUTSIDE, shown);
    let critical = jwt
        .header
        .get("crit")
        .map(|names| format!("its header has `crit` ({names}): OpenID Connect does not define these extensions"));
    judged.judge(NOT_CRITICAL, critical);
    let Some(algorithm) = jwt.header_text("alg") else { return judged.violated(ALG, "its header has no `alg`") };
    judged.satisfied(ALG);
    let unsigned = algorithm.eq_ignore_ascii_case("none") && registered != Some("none");
    judged.judge(NOT_NONE, unsigned.then(|| format!("it is not signed (`alg` is `{algorithm}`)")));
    if let Some(wanted) = registered {
        let message = format!("its `alg` is `{algorithm}`, and the client registered `{wanted}`");
        judged.judge(ALGORITHM, (algorithm != wanted).then_some(message));
    }
}

/// §3.1.3.7 items 6 to 8, §10.1 (`kid`, and that the key is published).
pub(super) fn signature(judged: &mut Outcomes, jwt: &Jwt, keys: &KeySet) {
    let algorithm = jwt.header_text("alg").unwrap_or("none");
    if algorithm.eq_ignore_ascii_case("none") {
        return judged.inconclusive(VALIDATES, "it is not signed");
    }
    let kid = jwt.header_text("kid");
    if !is_supported(algorithm) {
        let why = format!("the harness cannot verify `{algorithm}`");
        judged.inconclusive(VALIDATES, why.clone());
        // The usable keys are not known here either.
        if kid.is_some_and(|kid| keys.0.iter().any(|key| key.text("kid") == Some(kid))) {
            return judged.satisfied(KEYS_PUBLISHED);
        }
        return judged.inconclusive(KEYS_PUBLISHED, why);
    }
    // A client secret is not in the key set, and the set has no key for HMAC.
    let published = keys.0.iter().filter(|key| key.kty() != "oct").count();
    if published > 1 && !algorithm.starts_with("HS") {
        let missing = kid.is_none().then(|| "it has no `kid`, and several keys are published".to_owned());
        judged.judge(KID, missing);
    }
    let candidates = keys.candidates(algorithm, kid);
    if candidates.is_empty() {
        let message = match kid {
            Some(kid) => format!("no key for `{algorithm}` has its `kid` `{kid}`"),
            None => format!("no key is suitable for its `alg` `{algorithm}`"),
        };
        judged.inconclusive(VALIDATES, message.clone());
        return judged.violated(KEYS_PUBLISHED, message);
    }
    judged.satisfied(KEYS_PUBLISHED);
    // RFC 7518 §3.3 and §3.5, if no other key can be meant.
    if let ([only], "RS" | "PS") = (candidates.as_slice(), &algorithm[..2])
        && let Some(modulus) = only.modulus()
    {
        let bits = modulus.len() * 8;
        judged.judge(KEY_SIZE, (bits < 2048).then(|| format!("its key has {bits} bits")));
    }
    let message = jwt.signing_input.as_bytes();
    let tried: Vec<Verification> =
        candidates.iter().map(|key| verify(algorithm, key, message, &jwt.signature)).collect();
    if tried.contains(&Verification::Valid) {
        return judged.satisfied(VALIDATES);
    }
    // One key that we cannot use may be the one.
    let unsupported = tried.iter().find_map(|verified| match verified {
        Verification::Unsupported(why) => Some(why.clone()),
        Verification::Valid | Verification::Invalid(_) => None,
    });
    if let Some(why) = unsupported {
        return judged.inconclusive(VALIDATES, why);
    }
    for verified in tried {
        if let Verification::Invalid(how) = verified {
            judged.violated(VALIDATES, how);
        }
    }
}
