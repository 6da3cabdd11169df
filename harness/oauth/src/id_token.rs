//! ID tokens (`OpenID` Connect Core 1.0 §2, §3.1.3.7): the validation of a careful client, requirement by requirement.

use serde_json::Value;

use self::hashes::ResponseValues;
use self::requirements::{
    AUDIENCE, AUTH_TIME, AUTH_TIME_THERE, AUTHENTICATED_ANEW, AZP, CLAIMS, CURRENT, ISSUER, JWT, NONCE, STRANGERS,
};
use super::jwk::KeySet;
use super::jwt::{Jwt, Members, Strictness};
use super::outcomes::Outcomes;

mod hashes;
mod requirements;
mod signature;

pub use self::hashes::left_half;
pub use self::requirements::REQUIREMENTS;

/// What the requesting client knows.
#[derive(Clone, Debug)]
pub struct Expected<'a> {
    /// The issuer; `None`: any.
    pub issuer: Option<&'a str>,
    /// The client's id.
    pub audience: &'a str,
    /// The nonce that was sent; `None`: it is not checked.
    pub nonce: Option<&'a str>,
    /// The `max_age` that was sent, in seconds.
    pub max_age: Option<u64>,
    /// The access token of the same response, for `at_hash`.
    pub access_token: Option<&'a str>,
    /// It is a logout token, which may have `sid` instead of `sub` (Back-Channel Logout §2.4).
    pub is_logout_token: bool,
    /// Both are from an authorization response: then `at_hash` is required (§3.2.2.10, §3.3.2.11).
    pub from_front_channel: bool,
    /// The code of the same authorization response: then `c_hash` is required (§3.3.2.11).
    pub code: Option<&'a str>,
    /// The algorithm that the client registered; `None`: any but `none`.
    pub algorithm: Option<&'a str>,
    /// The provider's keys; for HS256 the client's secret as a key of type `oct`.
    pub keys: &'a KeySet,
    /// Seconds since 1970.
    pub now: u64,
    /// The permitted clock skew, in seconds.
    pub tolerance: u64,
}

/// A fault, and the requirement of the catalog that it violates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The id of the requirement.
    pub requirement: &'static str,
    /// A part of a sentence: what is wrong.
    pub message: String,
}

/// Every fault of a token; empty when there is none.
pub fn faults(token: &str, expected: &Expected<'_>) -> Vec<Violation> {
    let judged = judge(token, expected);
    judged.violations().map(|(requirement, how)| Violation { requirement, message: how.to_owned() }).collect()
}

/// What a token shows about each requirement on ID tokens that applies to it.
pub fn judge(token: &str, expected: &Expected<'_>) -> Outcomes {
    let mut judged = Outcomes::default();
    let barred = |judged: &mut Outcomes, why: &str| {
        for requirement in REQUIREMENTS.into_iter().filter(|requirement| *requirement != JWT) {
            judged.inconclusive(requirement, why);
        }
    };
    if token.split('.').count() == 5 {
        judged.satisfied(JWT);
        barred(&mut judged, "the token is encrypted (JWE), and the harness has no key to decrypt it");
        return judged;
    }
    let jwt = match Jwt::read(token, Strictness::Strict) {
        Ok(jwt) => jwt,
        Err(error) => {
            judged.violated(JWT, format!("it is not a JWT: {error}"));
            barred(&mut judged, "a text that is not a JWT has no claims");
            return judged;
        }
    };
    judged.satisfied(JWT);
    signature::header(&mut judged, &jwt, expected.algorithm);
    signature::signature(&mut judged, &jwt, expected.keys);
    parties(&mut judged, &jwt.claims, expected);
    times(&mut judged, &jwt.claims, expected);
    nonce(&mut judged, &jwt.claims, expected);
    let response_values = ResponseValues {
        access_token: expected.access_token,
        code: expected.code,
        from_front_channel: expected.from_front_channel,
        ed448: expected.keys.0.iter().any(|key| key.text("crv") == Some("Ed448")),
    };
    hashes::hashes(&mut judged, &jwt, &response_values);
    judged
}

/// §2 and §3.1.3.7 items 2 to 5: `iss`, `sub`, `aud`, `azp`.
fn parties(judged: &mut Outcomes, claims: &Members, expected: &Expected<'_>) {
    judged.satisfied(CLAIMS);
    if let (Some(iss), Some(issuer)) = (text(judged, claims, "iss"), expected.issuer) {
        judged.judge(ISSUER, (iss != issuer).then(|| format!("its `iss` is `{iss}`, not `{issuer}`")));
    }
    // Back-Channel Logout §2.4: a logout token names the user, the session, or both.
    let is_of_session = expected.is_logout_token && !claims.contains_key("sub") && claims.contains_key("sid");
    let subject = text(judged, claims, if is_of_session { "sid" } else { "sub" });
    if let Some(sub) = subject.filter(|_| !is_of_session)
        && (sub.is_empty() || sub.len() > 255 || !sub.is_ascii())
    {
        judged.violated(CLAIMS, format!("its `sub` is `{sub}`; 1 to 255 ASCII characters are allowed"));
    }
    let client = expected.audience;
    let audience: Option<Vec<&str>> = match claims.get("aud") {
        Some(Value::String(one)) => Some(vec![one]),
        Some(Value::Array(many)) => many.iter().map(Value::as_str).collect(),
        _ => None,
    };
    match (claims.get("aud"), audience) {
        (None, _) => judged.violated(CLAIMS, "it has no `aud`"),
        (Some(aud), None) => {
            judged.violated(CLAIMS, format!("its `aud` is {aud}; a string or a list of strings is allowed"));
        }
        (Some(aud), Some(audience)) => {
            let without = || format!("its `aud` is {aud}, without the client `{client}`");
            let named = audience.contains(&client);
            judged.judge(AUDIENCE, (!named).then(without));
            let strangers = audience.iter().any(|party| *party != client) && !claims.contains_key("azp");
            let message = || format!("its `aud` names {} parties, without an `azp`", audience.len());
            if named {
                judged.judge(STRANGERS, strangers.then(message));
            }
        }
    }
    if let Some(azp) = claims.get("azp") {
        let other = azp.as_str() != Some(client);
        judged.judge(AZP, other.then(|| format!("its `azp` is {azp}, not the client `{client}`")));
    }
}

/// §2 and §3.1.3.7 items 9, 10 and 13: `exp`, `iat`, `nbf`, `auth_time`.
fn times(judged: &mut Outcomes, claims: &Members, expected: &Expected<'_>) {
    let (now, tolerance) = (seconds(expected.now), seconds(expected.tolerance));
    if let Some(exp) = time(judged, claims, "exp", true) {
        let over = || format!("it expired {} seconds ago", (now - exp).round());
        judged.judge(CURRENT, (exp + tolerance <= now).then(over));
    }
    for name in ["iat", "nbf"] {
        if let Some(since) = time(judged, claims, name, name == "iat") {
            let early = || format!("its `{name}` is {} seconds in the future", (since - now).round());
            judged.judge(CURRENT, (since - tolerance > now).then(early));
        }
    }
    let auth_time = time(judged, claims, "auth_time", false);
    // A time that is not in the future may still be false: nothing is said about that here.
    if let Some(auth_time) = auth_time.filter(|auth_time| auth_time - tolerance > now) {
        let ahead = (auth_time - now).round();
        judged.violated(AUTH_TIME, format!("its `auth_time` is {ahead} seconds in the future"));
    }
    let Some(max_age) = expected.max_age else { return };
    let missing = !claims.contains_key("auth_time");
    let message = || format!("it has no `auth_time`, although `max_age={max_age}` was requested");
    judged.judge(AUTH_TIME_THERE, missing.then(message));
    if let Some(auth_time) = auth_time {
        let age = (now - auth_time).round();
        let message =
            || format!("the user authenticated {age} seconds ago, although `max_age={max_age}` was requested");
        judged.judge(AUTHENTICATED_ANEW, (now - auth_time > seconds(max_age) + tolerance).then(message));
    }
}

/// §3.1.3.7 item 11.
fn nonce(judged: &mut Outcomes, claims: &Members, expected: &Expected<'_>) {
    let Some(nonce) = expected.nonce else { return };
    let wrong = match claims.get("nonce") {
        None => Some(format!("it has no `nonce`; `{nonce}` was sent")),
        Some(seen) if seen.as_str() != Some(nonce) => Some(format!("its `nonce` is {seen}; `{nonce}` was sent")),
        Some(_) => None,
    };
    judged.judge(NONCE, wrong);
}

fn text<'a>(judged: &mut Outcomes, claims: &'a Members, name: &str) -> Option<&'a str> {
    let value = claims.get(name);
    let text = value.and_then(Value::as_str);
    match value {
        None => judged.violated(CLAIMS, format!("it has no `{name}`")),
        Some(value) if text.is_none() => {
            judged.violated(CLAIMS, format!("its `{name}` is {value}; a string is allowed"))
        }
        Some(_) => {}
    }
    text
}

fn time(judged: &mut Outcomes, claims: &Members, name: &str, required: bool) -> Option<f64> {
    let value = claims.get(name);
    let number = value.and_then(Value::as_f64);
    match value {
        None if required => judged.violated(CLAIMS, format!("it has no `{name}`")),
        Some(value) if number.is_none() => {
            judged.violated(CLAIMS, format!("its `{name}` is {value}; a number of seconds is allowed"));
        }
        _ => {}
    }
    number
}

#[expect(clippy::cast_precision_loss, reason = "times in JSON are not more exact, and seconds of millennia are")]
fn seconds(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::forgery::{KeyBytes, edited, hs256_with_public_key, signed, tampered, unsigned};
    use crate::outcomes::Outcome;
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
            is_logout_token: false,
            from_front_channel: false,
            code: Some("code"),
            algorithm: None,
            keys,
            now: NOW,
            tolerance: 5,
        }
    }

    /// The faults after an edit of the claims of a valid token, signed again.
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
            (json!({"sub": 7}), "its `sub` is 7; a string is allowed"),
            (json!({"sub": ""}), "its `sub` is ``; 1 to 255 ASCII characters are allowed"),
            (json!({"aud": null}), "it has no `aud`"),
            (json!({"aud": {}}), "its `aud` is {}; a string or a list of strings is allowed"),
            (json!({"aud": ["other"]}), "its `aud` is [\"other\"], without the client `web`"),
            (json!({"azp": "other"}), "its `azp` is \"other\", not the client `web`"),
            (json!({"exp": null}), "it has no `exp`"),
            (json!({"exp": "soon"}), "its `exp` is \"soon\"; a number of seconds is allowed"),
            (json!({"exp": NOW - 5}), "it expired 5 seconds ago"),
            (json!({"iat": NOW + 6}), "its `iat` is 6 seconds in the future"),
            (json!({"nbf": NOW + 60}), "its `nbf` is 60 seconds in the future"),
            (json!({"auth_time": null}), "it has no `auth_time`, although `max_age=60` was requested"),
            (
                json!({"auth_time": NOW - 66}),
                "the user authenticated 66 seconds ago, although `max_age=60` was requested",
            ),
            (json!({"auth_time": NOW + 9}), "its `auth_time` is 9 seconds in the future"),
            (json!({"nonce": null}), "it has no `nonce`; `n` was sent"),
            (json!({"nonce": "m"}), "its `nonce` is \"m\"; `n` was sent"),
            (json!({"c_hash": null}), "it has no `c_hash`, although a code was returned with it"),
        ] {
            assert_eq!(after(edit.clone()), [fault], "{edit}");
        }
        assert!(after(json!({"at_hash": "x"}))[0].starts_with("its `at_hash` is \"x\"; that of the access token"));
        let several = json!({"aud": ["other", "web"], "azp": null});
        assert_eq!(after(several), ["its `aud` names 2 parties, without an `azp`"]);
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
            (tampered(&token), "the signature does not match the key"),
            (unsigned(&token, "none").expect("unsigned"), "it is not signed (`alg` is `none`)"),
            (unsigned(&token, "NONE").expect("unsigned"), "it is not signed (`alg` is `NONE`)"),
            (hs256_with_public_key(&token, public, KeyBytes::Pem).expect("forged"), "no key for `HS256` has its `kid`"),
            (with_header(json!({"kid": "unknown"})), "no key for `RS256` has its `kid` `unknown`"),
            (with_header(json!({"alg": null})), "its header has no `alg`"),
            (with_header(json!({"crit": ["b64"]})), "its header has `crit`"),
            (with_header(json!({"jwk": {}})), "its header contains `jwk`"),
            ("opaque".to_owned(), "it is not a JWT: it has 1 dot-separated parts"),
        ] {
            let found = faults(&forged, &expected(&keys));
            assert!(found.iter().any(|found| found.message.starts_with(fault)), "{fault}: {found:?}");
        }
    }

    /// The requirements with an outcome, as one text for each: `+` satisfied, `-` violated, `?` unclear.
    fn said(token: &str, expected: &Expected<'_>) -> Vec<String> {
        let judged = judge(token, expected);
        let mark = |said: &Outcome| match said {
            Outcome::Satisfied => '+',
            Outcome::Violated(_) => '-',
            Outcome::Inconclusive(_) => '?',
        };
        judged.iter().map(|(id, said)| format!("{}{id}", mark(said))).collect()
    }

    /// The differences from a valid token.
    fn said_otherwise(token: &str, expected: &Expected<'_>) -> Vec<String> {
        let good = said(&good("RS256"), expected);
        said(token, expected).into_iter().filter(|one| !good.contains(one)).collect()
    }

    #[test]
    fn a_fault_breaks_its_own_requirement_and_no_other() {
        let (keys, token) = (keys(), good("RS256"));
        let with = |claims, header| edited(&token, &members(claims), &members(header)).expect("edited");
        let none = || json!({});
        for (token, broken) in [
            (with(json!({"nonce": null}), none()), "-oidc-core-2-nonce-returned"),
            (with(json!({"azp": "other"}), none()), "-oidc-core-2-azp-is-client"),
            (with(json!({"exp": NOW - 60}), none()), "-oidc-core-3.1.3.7-id-token-current"),
            (with(json!({"iat": NOW + 60}), none()), "-oidc-core-3.1.3.7-id-token-current"),
            (with(json!({"sub": null}), none()), "-oidc-core-2-required-claims"),
            (
                with(json!({"aud": ["web", "https://api.example"], "azp": null}), none()),
                "-oidc-core-3.1.3.7-aud-no-untrusted",
            ),
            (with(none(), json!({"crit": ["b64"]})), "-rfc7515-4.1.11-nothing-critical"),
            (with(none(), json!({"x5c": []})), "-oidc-core-2-no-key-headers"),
            (tampered(&token), "-oidc-core-3.1.3.7-signature-validates"),
        ] {
            assert_eq!(said_otherwise(&token, &expected(&keys)), [broken]);
        }
        let unknown = said_otherwise(&with(none(), json!({"kid": "unknown"})), &expected(&keys));
        assert_eq!(unknown, ["-oidc-core-10.1-signing-keys-published", "?oidc-core-3.1.3.7-signature-validates"]);
        let unsigned = unsigned(&with(none(), json!({"x5c": []})), "none").expect("unsigned");
        let found = said_otherwise(&unsigned, &expected(&keys));
        assert!(found.contains(&"-oidc-core-2-signed-not-none".to_owned()), "{found:?}");
        assert!(found.contains(&"-oidc-core-2-no-key-headers".to_owned()), "{found:?}");
        let opaque = said("opaque", &expected(&keys));
        assert!(opaque.iter().all(|one| one.starts_with('?') != (one == "-oidc-core-2-id-token-is-jwt")), "{opaque:?}");
    }

    #[test]
    fn examined_requirements_are_distinguished_from_others() {
        let keys = keys();
        let all = said(&good("RS256"), &expected(&keys));
        assert!(all.iter().all(|one| one.starts_with('+')), "{all:?}");
        let little =
            Expected { issuer: None, nonce: None, max_age: None, access_token: None, code: None, ..expected(&keys) };
        let less = said(&good("RS256"), &little);
        for id in [ISSUER, NONCE, AUTH_TIME_THERE, AUTHENTICATED_ANEW, "oidc-core-3.1.3.6-at-hash-correct"] {
            assert!(all.contains(&format!("+{id}")) && !less.contains(&format!("+{id}")), "{id}");
        }
    }

    #[test]
    fn a_logout_token_names_the_user_or_the_session() {
        let (keys, token) = (keys(), good("RS256"));
        let with = |claims| edited(&token, &members(claims), &members(json!({}))).expect("edited");
        let logout = Expected { is_logout_token: true, ..expected(&keys) };
        let by_session = with(json!({"sub": null, "sid": "s"}));
        assert_eq!(said_otherwise(&by_session, &logout), [""; 0]);
        assert_eq!(said_otherwise(&by_session, &expected(&keys)), ["-oidc-core-2-required-claims"]);
        for without_subject in [json!({"sub": null}), json!({"sub": null, "sid": 7})] {
            assert_eq!(said_otherwise(&with(without_subject), &logout), ["-oidc-core-2-required-claims"]);
        }
    }

    /// V23: what the harness cannot do is not reported as a violation.
    #[test]
    fn an_algorithm_that_we_lack_leaves_the_rest_judged() {
        let p521 = json!({"keys": [{"kty": "EC", "crv": "P-521", "kid": "1", "x": "AA", "y": "AA", "alg": "ES512"}]});
        let keys = KeySet::read(&p521).expect("a set");
        let of = |algorithm: &str, kid: &str| {
            let (header, mut claims) = (members(json!({"alg": algorithm, "kid": kid})), members(json!({})));
            let jwt = Jwt::read(&good("RS256"), Strictness::Strict).expect("a JWT");
            claims.extend(jwt.claims);
            for (name, value) in [("at_hash", "token"), ("c_hash", "code")] {
                claims.insert(name.to_owned(), json!(left_half(algorithm, value).unwrap_or_default()));
            }
            let mut jwt = Jwt::unsigned(header, claims);
            jwt.signature = vec![0; 132];
            jwt.compact()
        };
        let unclear = |token: &str| -> Vec<String> {
            said(token, &expected(&keys)).into_iter().filter(|one| !one.starts_with('+')).collect()
        };
        let validates = "?oidc-core-3.1.3.7-signature-validates";
        assert_eq!(unclear(&of("ES512", "1")), [validates]);
        assert_eq!(unclear(&of("ES256K", "1")), [validates]);
        let (at_hash, c_hash) = ("?oidc-core-3.1.3.6-at-hash-correct", "?oidc-core-3.3.2.11-c-hash");
        let keys_published = "?oidc-core-10.1-signing-keys-published";
        assert_eq!(unclear(&of("ML-DSA-44", "2")), [keys_published, at_hash, validates, c_hash]);
        let encrypted = said("a.b.c.d.e", &expected(&keys));
        let clear: Vec<&String> = encrypted.iter().filter(|one| !one.starts_with('?')).collect();
        assert_eq!(clear, ["+oidc-core-2-id-token-is-jwt"]);
    }

    #[test]
    fn a_secret_needs_no_kid() {
        let secret = "a secret of the client that is long enough";
        let key = json!({"kty": "oct", "k": base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(secret)});
        let mut keys = keys();
        keys.0.extend(KeySet::read(&key).expect("a key").0);
        let claims = Jwt::read(&good("RS256"), Strictness::Strict).expect("a JWT").claims;
        let token = crate::forgery::signed_with_secret(&claims, &Members::new(), secret.as_bytes());
        let found = said(&token, &expected(&keys));
        assert!(found.iter().all(|one| one.starts_with('+')), "{found:?}");
        assert!(!found.iter().any(|one| one.ends_with("kid-when-several-keys")), "{found:?}");
    }

    #[test]
    fn the_registered_algorithm_binds_and_none_is_taken_only_where_it_was_asked_for() {
        let keys = keys();
        let with = |algorithm| Expected { algorithm: Some(algorithm), ..expected(&keys) };
        assert_eq!(faults(&good("RS256"), &with("RS256")), []);
        assert_eq!(faults(&good("ES256"), &with("RS256"))[0].requirement, "oidc-core-3.1.3.7-id-token-rs256-default");
        assert_eq!(faults(&unsigned(&good("RS256"), "none").expect("unsigned"), &with("none")), []);
    }

    #[test]
    fn indistinguishable_keys_are_a_fault_of_the_missing_kid() {
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
