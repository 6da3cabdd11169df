//! ID tokens (`OpenID` Connect Core 1.0 §2, §3.1.3.7): every fault that a careful client would find.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest;
use serde_json::Value;

use super::jwk::KeySet;
use super::jwt::{Jwt, Members, Reading};
use super::signature::verify;

/// What the client that asked knows.
#[derive(Clone, Debug)]
pub struct Expected<'a> {
    /// The issuer; `None`: any.
    pub issuer: Option<&'a str>,
    /// The client's id.
    pub audience: &'a str,
    /// The nonce that was sent; `None`: it is not looked at.
    pub nonce: Option<&'a str>,
    /// The `max_age` that was sent, in seconds.
    pub max_age: Option<u64>,
    /// The access token that came with it, for `at_hash`.
    pub access_token: Option<&'a str>,
    /// Both came in an authorization response: then `at_hash` must be there (§3.2.2.10, §3.3.2.11).
    pub from_front_channel: bool,
    /// The code that came with it in an authorization response: then `c_hash` must be there (§3.3.2.11).
    pub code: Option<&'a str>,
    /// The algorithm that the client registered; `None`: any but `none`.
    pub algorithm: Option<&'a str>,
    /// The provider's keys; for HS256 the client's secret as a key of type `oct`.
    pub keys: &'a KeySet,
    /// Seconds since 1970.
    pub now: u64,
    /// How many seconds the two clocks may differ.
    pub tolerance: u64,
}

/// A fault, and the requirement of the catalogue that it breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The id of the requirement.
    pub requirement: &'static str,
    /// A part of a sentence: what is wrong.
    pub message: String,
}

/// Every fault of a token; empty when there is none.
pub fn faults(token: &str, expected: &Expected<'_>) -> Vec<Fault> {
    let jwt = match Jwt::read(token, Reading::Strict) {
        Ok(jwt) => jwt,
        Err(error) => return vec![Fault { requirement: SIGNED, message: format!("it is no JWT: {error}") }],
    };
    let mut found = Faults(Vec::new());
    signature(&mut found, &jwt, expected);
    parties(&mut found, &jwt.claims, expected);
    times(&mut found, &jwt.claims, expected);
    nonce(&mut found, &jwt.claims, expected);
    hashes(&mut found, &jwt, expected);
    found.0
}

const SIGNED: &str = "oidc-core-2-signed-not-none";
const CLAIMS: &str = "oidc-core-2-required-claims";

struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, requirement: &'static str, message: impl Into<String>) {
        self.0.push(Fault { requirement, message: message.into() });
    }
}

/// §2 (signed, no key in the header), §3.1.3.7 items 6 to 8, §10.1 (`kid`).
fn signature(found: &mut Faults, jwt: &Jwt, expected: &Expected<'_>) {
    let carried: Vec<&str> =
        ["jku", "jwk", "x5c", "x5u"].into_iter().filter(|name| jwt.header.contains_key(*name)).collect();
    if !carried.is_empty() {
        found.add("oidc-core-2-no-key-headers", format!("its header carries `{}`", carried.join("`, `")));
    }
    let Some(algorithm) = jwt.header_text("alg") else { return found.add(SIGNED, "its header has no `alg`") };
    let wanted = expected.algorithm.unwrap_or(algorithm);
    if algorithm != wanted {
        let message = format!("its `alg` is `{algorithm}`, and the client registered `{wanted}`");
        found.add("oidc-core-15.1-id-token-rs256-default", message);
    }
    if algorithm.eq_ignore_ascii_case("none") {
        if expected.algorithm != Some("none") {
            found.add(SIGNED, "it is not signed (`alg` is `none`)");
        }
        return;
    }
    if jwt.header.contains_key("crit") {
        return found
            .add(SIGNED, "its header has `crit`: nobody who follows OpenID Connect understands what it demands");
    }
    let kid = jwt.header_text("kid");
    let candidates = expected.keys.candidates(algorithm, kid);
    match (candidates.as_slice(), kid) {
        ([], Some(kid)) => found.add(SIGNED, format!("no key for `{algorithm}` has its `kid` `{kid}`")),
        ([], None) => found.add(SIGNED, format!("there is no key for its `alg` `{algorithm}`")),
        (_, None) if expected.keys.0.len() > 1 => {
            found.add("oidc-core-10.1-kid-when-several-keys", "it has no `kid`, and several keys are published");
        }
        _ => {}
    }
    let tried: Vec<Result<(), String>> =
        candidates.iter().map(|key| verify(algorithm, key, jwt.signing_input.as_bytes(), &jwt.signature)).collect();
    if tried.iter().all(Result::is_err) {
        for error in tried.into_iter().filter_map(Result::err) {
            found.add(SIGNED, error);
        }
    }
}

/// §2 and §3.1.3.7 items 2 to 5: `iss`, `sub`, `aud`, `azp`.
fn parties(found: &mut Faults, claims: &Members, expected: &Expected<'_>) {
    match (text(found, claims, "iss"), expected.issuer) {
        (Some(iss), Some(issuer)) if iss != issuer => {
            found.add("oidc-disc-3-issuer-equals-id-token", format!("its `iss` is `{iss}`, not `{issuer}`"));
        }
        _ => {}
    }
    if let Some(sub) = text(found, claims, "sub")
        && (sub.is_empty() || sub.len() > 255 || !sub.is_ascii())
    {
        found.add(CLAIMS, format!("its `sub` is `{sub}`: 1 to 255 ASCII characters are allowed"));
    }
    let client = expected.audience;
    let audience: Option<Vec<&str>> = match claims.get("aud") {
        Some(Value::String(one)) => Some(vec![one]),
        Some(Value::Array(many)) => many.iter().map(Value::as_str).collect(),
        _ => None,
    };
    match (claims.get("aud"), audience) {
        (None, _) => found.add(CLAIMS, "it has no `aud`"),
        (Some(aud), None) => found.add(CLAIMS, format!("its `aud` is {aud}: text or a list of texts is allowed")),
        (Some(aud), Some(audience)) if !audience.contains(&client) => {
            found.add("oidc-core-2-aud-contains-client", format!("its `aud` is {aud}, without the client `{client}`"));
        }
        (Some(Value::Array(many)), _) if many.len() > 1 && !claims.contains_key("azp") => {
            let message = format!("its `aud` names {} parties, and no `azp` says for which it is", many.len());
            found.add("oidc-core-2-aud-no-strangers", message);
        }
        _ => {}
    }
    match claims.get("azp") {
        Some(azp) if azp.as_str() != Some(client) => {
            found.add("oidc-core-2-aud-contains-client", format!("its `azp` is {azp}, not the client `{client}`"));
        }
        _ => {}
    }
}

/// §2 and §3.1.3.7 items 9, 10 and 13: `exp`, `iat`, `nbf`, `auth_time`.
fn times(found: &mut Faults, claims: &Members, expected: &Expected<'_>) {
    let (now, tolerance) = (seconds(expected.now), seconds(expected.tolerance));
    if let Some(exp) = time(found, claims, "exp", true)
        && exp + tolerance <= now
    {
        found.add(CLAIMS, format!("it expired {} seconds ago", (now - exp).round()));
    }
    for name in ["iat", "nbf"] {
        if let Some(since) = time(found, claims, name, name == "iat")
            && since - tolerance > now
        {
            found.add(CLAIMS, format!("its `{name}` lies {} seconds in the future", (since - now).round()));
        }
    }
    let auth_time = time(found, claims, "auth_time", false);
    if let Some(auth_time) = auth_time.filter(|auth_time| auth_time - tolerance > now) {
        let ahead = (auth_time - now).round();
        found.add("oidc-core-2-auth-time-true", format!("its `auth_time` lies {ahead} seconds in the future"));
    }
    match (expected.max_age, auth_time) {
        (Some(max_age), None) if !claims.contains_key("auth_time") => {
            let message = format!("it has no `auth_time`, though `max_age={max_age}` was asked for");
            found.add("oidc-core-3.1.2.1-max-age-auth-time", message);
        }
        (Some(max_age), Some(auth_time)) if now - auth_time > seconds(max_age) + tolerance => {
            let age = (now - auth_time).round();
            let message = format!("the user authenticated {age} seconds ago, though `max_age={max_age}` was asked for");
            found.add("oidc-core-3.1.2.1-max-age-reauth", message);
        }
        _ => {}
    }
}

/// §3.1.3.7 item 11.
fn nonce(found: &mut Faults, claims: &Members, expected: &Expected<'_>) {
    let requirement = "oidc-core-2-nonce-returned";
    match (claims.get("nonce"), expected.nonce) {
        (None, Some(nonce)) => found.add(requirement, format!("it has no `nonce`; `{nonce}` was sent")),
        (Some(seen), Some(nonce)) if seen.as_str() != Some(nonce) => {
            found.add(requirement, format!("its `nonce` is {seen}; `{nonce}` was sent"));
        }
        _ => {}
    }
}

/// §3.1.3.6 (`at_hash`) and §3.3.2.11 (`c_hash`).
fn hashes(found: &mut Faults, jwt: &Jwt, expected: &Expected<'_>) {
    let algorithm = jwt.header_text("alg").unwrap_or_default();
    let at_hash = ("at_hash", expected.access_token, "oidc-core-3.1.3.6-at-hash-correct");
    let c_hash = ("c_hash", expected.code, "oidc-core-3.3.2.11-c-hash");
    for (name, value, requirement) in [at_hash, c_hash] {
        let (Some(value), Some(hash)) = (value, left_half(algorithm, value.unwrap_or_default())) else { continue };
        match jwt.claims.get(name) {
            Some(seen) if seen.as_str() != Some(hash.as_str()) => {
                let what = if name == "c_hash" { "code" } else { "access token" };
                found.add(requirement, format!("its `{name}` is {seen}; that of the {what} `{value}` is `{hash}`"));
            }
            None if name == "at_hash" && expected.from_front_channel => {
                found.add(
                    "oidc-core-3.2.2.10-at-hash-present",
                    "it has no `at_hash`, though an access token came with it",
                );
            }
            None if name == "c_hash" => found.add(requirement, "it has no `c_hash`, though a code came with it"),
            _ => {}
        }
    }
}

/// The left half of the hash that belongs to the algorithm, in base64url (§3.1.3.6).
pub fn left_half(algorithm: &str, value: &str) -> Option<String> {
    let hash = match algorithm.get(2..)? {
        "256" => &digest::SHA256,
        "384" => &digest::SHA384,
        // Ed25519 hashes with SHA-512 inside (RFC 8032 §5.1); the profiles of OpenID take that one.
        "512" | "DSA" => &digest::SHA512,
        _ => return None,
    };
    let hashed = digest::digest(hash, value.as_bytes());
    Some(URL_SAFE_NO_PAD.encode(&hashed.as_ref()[..hashed.as_ref().len() / 2]))
}

fn text<'a>(found: &mut Faults, claims: &'a Members, name: &str) -> Option<&'a str> {
    let value = claims.get(name);
    let text = value.and_then(Value::as_str);
    match value {
        None => found.add(CLAIMS, format!("it has no `{name}`")),
        Some(value) if text.is_none() => found.add(CLAIMS, format!("its `{name}` is {value}: text is allowed")),
        Some(_) => {}
    }
    text
}

fn time(found: &mut Faults, claims: &Members, name: &str, required: bool) -> Option<f64> {
    let value = claims.get(name);
    let number = value.and_then(Value::as_f64);
    match value {
        None if required => found.add(CLAIMS, format!("it has no `{name}`")),
        Some(value) if number.is_none() => {
            found.add(CLAIMS, format!("its `{name}` is {value}: a number of seconds is allowed"));
        }
        _ => {}
    }
    number
}

#[expect(clippy::cast_precision_loss, reason = "times of JSON are no more exact, and seconds of millennia are")]
fn seconds(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::forgery::{KeyBytes, edited, hs256_with_public_key, signed, tampered, unsigned};
    use crate::signature::our_key_set;

    const NOW: u64 = 1_700_000_000;

    fn keys() -> KeySet {
        KeySet::read(&our_key_set()).expect("a set")
    }

    fn members(value: Value) -> Members {
        serde_json::from_value(value).expect("an object")
    }

    fn good(algorithm: &str) -> String {
        let claims = json!({
            "iss": "https://p.example", "sub": "1", "aud": "web", "azp": "web", "nonce": "n", "auth_time": NOW - 10,
            "exp": NOW + 60, "iat": NOW, "at_hash": left_half(algorithm, "token"), "c_hash": left_half(algorithm, "code"),
        });
        signed(&members(claims), &Members::new(), algorithm).expect("signed")
    }

    fn expected(keys: &KeySet) -> Expected<'_> {
        Expected {
            issuer: Some("https://p.example"),
            audience: "web",
            nonce: Some("n"),
            max_age: Some(60),
            access_token: Some("token"),
            from_front_channel: false,
            code: Some("code"),
            algorithm: None,
            keys,
            now: NOW,
            tolerance: 5,
        }
    }

    /// The faults after an edit of the claims of a good token, signed anew.
    fn after(claims: Value) -> Vec<String> {
        let token = edited(&good("ES256"), &members(claims), &Members::new()).expect("edited");
        faults(&token, &expected(&keys())).into_iter().map(|fault| fault.message).collect()
    }

    #[test]
    fn a_good_token_has_no_fault_whatever_signs_it() {
        for algorithm in ["RS256", "PS256", "ES256", "EdDSA"] {
            assert_eq!(faults(&good(algorithm), &expected(&keys())), [], "{algorithm}");
        }
    }

    #[test]
    fn each_claim_is_judged() {
        for (edit, fault) in [
            (json!({"iss": null}), "it has no `iss`"),
            (json!({"iss": "https://p.example/"}), "its `iss` is `https://p.example/`, not `https://p.example`"),
            (json!({"sub": 7}), "its `sub` is 7: text is allowed"),
            (json!({"sub": ""}), "its `sub` is ``: 1 to 255 ASCII characters are allowed"),
            (json!({"aud": null}), "it has no `aud`"),
            (json!({"aud": {}}), "its `aud` is {}: text or a list of texts is allowed"),
            (json!({"aud": ["other"]}), "its `aud` is [\"other\"], without the client `web`"),
            (json!({"azp": "other"}), "its `azp` is \"other\", not the client `web`"),
            (json!({"exp": null}), "it has no `exp`"),
            (json!({"exp": "soon"}), "its `exp` is \"soon\": a number of seconds is allowed"),
            (json!({"exp": NOW - 5}), "it expired 5 seconds ago"),
            (json!({"iat": NOW + 6}), "its `iat` lies 6 seconds in the future"),
            (json!({"nbf": NOW + 60}), "its `nbf` lies 60 seconds in the future"),
            (json!({"auth_time": null}), "it has no `auth_time`, though `max_age=60` was asked for"),
            (
                json!({"auth_time": NOW - 66}),
                "the user authenticated 66 seconds ago, though `max_age=60` was asked for",
            ),
            (json!({"auth_time": NOW + 9}), "its `auth_time` lies 9 seconds in the future"),
            (json!({"nonce": null}), "it has no `nonce`; `n` was sent"),
            (json!({"nonce": "m"}), "its `nonce` is \"m\"; `n` was sent"),
            (json!({"c_hash": null}), "it has no `c_hash`, though a code came with it"),
        ] {
            assert_eq!(after(edit.clone()), [fault], "{edit}");
        }
        assert!(after(json!({"at_hash": "x"}))[0].starts_with("its `at_hash` is \"x\"; that of the access token"));
        let several = json!({"aud": ["other", "web"], "azp": null});
        assert_eq!(after(several), ["its `aud` names 2 parties, and no `azp` says for which it is"]);
        for harmless in [json!({"aud": ["other", "web"]}), json!({"at_hash": null}), json!({"exp": NOW - 4})] {
            assert_eq!(after(harmless.clone()), Vec::<String>::new(), "{harmless}");
        }
    }

    #[test]
    fn every_forgery_is_seen() {
        let (keys, token) = (keys(), good("RS256"));
        let with_header = |header| edited(&token, &Members::new(), &members(header)).expect("edited");
        let public = keys.candidates("RS256", None)[0];
        for (forged, fault) in [
            (tampered(&token), "the signature is not that of the key"),
            (unsigned(&token, "none").expect("unsigned"), "it is not signed (`alg` is `none`)"),
            (unsigned(&token, "NONE").expect("unsigned"), "it is not signed (`alg` is `none`)"),
            (hs256_with_public_key(&token, public, KeyBytes::Pem).expect("forged"), "no key for `HS256` has its `kid`"),
            (with_header(json!({"kid": "unknown"})), "no key for `RS256` has its `kid` `unknown`"),
            (with_header(json!({"alg": null})), "its header has no `alg`"),
            (with_header(json!({"crit": ["b64"]})), "its header has `crit`"),
            (with_header(json!({"jwk": {}})), "its header carries `jwk`"),
            ("opaque".to_owned(), "it is no JWT: it has 1 parts"),
        ] {
            let found = faults(&forged, &expected(&keys));
            assert!(found.iter().any(|found| found.message.starts_with(fault)), "{fault}: {found:?}");
        }
    }

    #[test]
    fn the_registered_algorithm_binds_and_none_is_taken_only_where_it_was_asked_for() {
        let keys = keys();
        let with = |algorithm| Expected { algorithm: Some(algorithm), ..expected(&keys) };
        assert_eq!(faults(&good("RS256"), &with("RS256")), []);
        assert_eq!(faults(&good("ES256"), &with("RS256"))[0].requirement, "oidc-core-15.1-id-token-rs256-default");
        assert_eq!(faults(&unsigned(&good("RS256"), "none").expect("unsigned"), &with("none")), []);
    }

    #[test]
    fn a_key_that_cannot_be_told_from_another_is_a_fault_of_the_missing_kid() {
        let mut set = our_key_set();
        let again = set["keys"][0].clone();
        set["keys"].as_array_mut().expect("a list").push(again);
        let set = KeySet::read(&set).expect("a set");
        let token = edited(&good("RS256"), &Members::new(), &members(json!({"kid": null}))).expect("edited");
        let found = faults(&token, &expected(&set));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].requirement, "oidc-core-10.1-kid-when-several-keys");
    }

    #[test]
    fn an_access_token_in_the_same_authorization_response_needs_its_hash() {
        let keys = keys();
        let token = edited(&good("RS256"), &members(json!({"at_hash": null})), &Members::new()).expect("edited");
        let found = faults(&token, &Expected { from_front_channel: true, ..expected(&keys) });
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].requirement, "oidc-core-3.2.2.10-at-hash-present");
        assert_eq!(faults(&token, &expected(&keys)), []);
    }

    /// `OpenID` Connect Core appendix A.4: `c_hash` of the code.
    #[test]
    fn openid_connect_core_appendix_a() {
        let code = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk";
        assert_eq!(left_half("RS256", code).as_deref(), Some("LDktKdoQak3Pk0cnXxCltA"));
        let access_token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        assert_eq!(left_half("RS256", access_token).as_deref(), Some("77QmUPtjPfzWtF2AnpK9RQ"));
    }

    proptest! {
        #[test]
        fn no_token_panics(token in ".{0,40}", name in "[a-z_]{2,9}", text in ".{0,10}", number: f64) {
            let keys = keys();
            let _ = faults(&token, &expected(&keys));
            for value in [json!(text), json!(number)] {
                let token = signed(&members(json!({&name: value.clone()})), &members(json!({&name: value})), "EdDSA");
                let _ = faults(&token.expect("signed"), &expected(&keys));
            }
        }
    }
}
