//! JSON Web Keys (RFC 7517, RFC 7518 §6, RFC 8037 §2): public keys for the verification of signatures.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::jwt::Members;
use crate::hash::sha256;

/// One key.
#[derive(Clone, Debug, PartialEq)]
pub struct Jwk(pub Members);

impl Jwk {
    /// The key type (RFC 7517 §4.1): `RSA`, `EC`, `OKP` or `oct`.
    pub fn kty(&self) -> &str {
        self.text("kty").unwrap_or_default()
    }

    /// A member that is a string.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// A member that is base64url of bytes.
    pub fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        URL_SAFE_NO_PAD.decode(self.text(name)?).ok()
    }

    /// The modulus of an RSA key (RFC 7518 §6.3.1.1), without leading zeros.
    pub fn modulus(&self) -> Option<Vec<u8>> {
        let n = self.bytes("n")?;
        let from = n.iter().position(|byte| *byte != 0).unwrap_or(n.len());
        Some(n[from..].to_vec())
    }

    /// The private members that are present (RFC 7518 §6.2.2, §6.3.2, §6.4.1).
    pub fn private_members(&self) -> Vec<&str> {
        let private = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
        private.into_iter().filter(|name| self.0.contains_key(*name)).collect()
    }

    /// The key without its private members.
    #[must_use]
    pub fn public(&self) -> Jwk {
        let private = self.private_members();
        Jwk(self
            .0
            .iter()
            .filter(|(name, _)| !private.contains(&name.as_str()))
            .map(|(n, v)| (n.clone(), v.clone()))
            .collect())
    }

    /// The SHA-256 thumbprint (RFC 7638 §3); `None` if a required member is missing or the key type is unknown.
    pub fn thumbprint(&self) -> Option<String> {
        let required: &[&str] = match self.kty() {
            "RSA" => &["e", "kty", "n"],
            "EC" => &["crv", "kty", "x", "y"],
            "OKP" => &["crv", "kty", "x"],
            "oct" => &["k", "kty"],
            _ => return None,
        };
        let members: Option<Vec<String>> =
            required.iter().map(|name| Some(format!("{}:{}", json!(name), json!(self.text(name)?)))).collect();
        Some(URL_SAFE_NO_PAD.encode(sha256(&[format!("{{{}}}", members?.join(",")).as_bytes()])))
    }

    /// True if the key may be used to verify a signature of that algorithm, by its type, `use` and `alg` (RFC 7517 §4.2, §4.4).
    pub fn fits(&self, algorithm: &str) -> bool {
        let kty = match algorithm.get(..2) {
            Some("RS" | "PS") => "RSA",
            Some("ES") => "EC",
            Some("Ed") => "OKP",
            Some("HS") => "oct",
            _ => return false,
        };
        // `EdDSA` is the name for all of its curves, `Ed25519` (RFC 9864) for one of them.
        let is_meant = |alg: &str| alg == algorithm || (kty == "OKP" && [alg, algorithm].contains(&"EdDSA"));
        self.kty() == kty && self.text("use").is_none_or(|use_| use_ == "sig") && self.text("alg").is_none_or(is_meant)
    }
}

/// A JWK Set (RFC 7517 §5).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeySet(pub Vec<Jwk>);

impl KeySet {
    /// Parses a set, or a single key. The error is a sentence about the value.
    pub fn read(value: &Value) -> Result<KeySet, String> {
        KeySet::of(value.clone()).map_err(|(error, _)| error)
    }

    /// The same without a copy: a set may have thousands of keys. The value comes back with the error.
    pub fn of(mut value: Value) -> Result<KeySet, (String, Value)> {
        if let Some(error) = KeySet::mistake(&value) {
            return Err((error, value));
        }
        let keys = match value.get_mut("keys").map(Value::take) {
            Some(Value::Array(keys)) => keys,
            _ => vec![value],
        };
        let members =
            keys.into_iter().filter_map(|key| if let Value::Object(key) = key { Some(Jwk(key)) } else { None });
        Ok(KeySet(members.collect()))
    }

    fn mistake(value: &Value) -> Option<String> {
        let keys = match value.get("keys") {
            Some(Value::Array(keys)) => keys.as_slice(),
            Some(_) => return Some("its `keys` is not a list".to_owned()),
            None if value.get("kty").is_some() => std::slice::from_ref(value),
            None => return Some("it is not a JSON object with `keys`".to_owned()),
        };
        let is_key = |key: &Value| key.get("kty").is_some_and(Value::is_string);
        let at = keys.iter().position(|key| !is_key(key))?;
        Some(format!("key {} has no `kty`", at + 1))
    }

    /// The keys with which a token with this algorithm and key id may have been signed.
    ///
    /// With a `kid`, only keys with that id count, and those without an id; without one, every key of a suitable type (RFC 7515
    /// §4.1.4, §6).
    pub fn candidates(&self, algorithm: &str, kid: Option<&str>) -> Vec<&Jwk> {
        let fitting = self.0.iter().filter(|key| key.fits(algorithm));
        fitting.filter(|key| kid.is_none_or(|kid| key.text("kid").is_none_or(|own| own == kid))).collect()
    }

    /// What is wrong with a set that a provider publishes; empty if nothing is.
    ///
    /// Keys are public (`OpenID` Connect Discovery §3), have ids if there are several (Core §10.1), and no id twice (RFC 7517
    /// §4.5).
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.0.is_empty() {
            faults.push("it contains no key".to_owned());
        }
        let mut kids: HashSet<&str> = HashSet::new();
        for (at, key) in self.0.iter().enumerate() {
            let name = key.text("kid").map_or_else(|| format!("key {}", at + 1), |kid| format!("the key `{kid}`"));
            let private = key.private_members();
            if !private.is_empty() {
                faults.push(format!("{name} is published with its private `{}`", private.join("`, `")));
            }
            if key.thumbprint().is_none() {
                faults.push(format!("{name} lacks a member of its type `{}`, or the type is unknown", key.kty()));
            }
            match key.text("kid") {
                None if self.0.len() > 1 => {
                    faults.push(format!("{name} has no `kid`, although there are several keys"));
                }
                Some(kid) if !kids.insert(kid) => {
                    faults.push(format!("{name} occurs twice"));
                }
                _ => {}
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(value: &Value) -> Jwk {
        KeySet::read(value).expect("a key").0.remove(0)
    }

    #[test]
    fn rfc_7638_section_3_1() {
        let key = key(&json!({
            "kty": "RSA",
            "n": concat!(
                "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3ok",
                "njhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu",
                "6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8aw",
                "apJzKnqDKgw"
            ),
            "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"
        }));
        assert_eq!(key.thumbprint().as_deref(), Some("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"));
    }

    #[test]
    fn rfc_8037_appendix_a_3() {
        let key = key(&json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}));
        assert_eq!(key.thumbprint().as_deref(), Some("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"));
    }

    #[test]
    fn a_kid_chooses_and_use_and_alg_are_heeded() {
        let set = KeySet::read(&json!({"keys": [
            {"kty": "RSA", "kid": "a", "use": "sig"},
            {"kty": "RSA", "kid": "b", "use": "enc"},
            {"kty": "RSA", "kid": "c", "alg": "RS512"},
            {"kty": "EC", "kid": "d"},
            {"kty": "OKP"}
        ]}));
        let set = set.expect("a set");
        let chosen = |algorithm, kid| -> Vec<&str> {
            set.candidates(algorithm, kid).iter().filter_map(|key| key.text("kid")).collect()
        };
        assert_eq!(chosen("RS256", None), ["a"]);
        assert_eq!(chosen("RS512", None), ["a", "c"]);
        assert_eq!(chosen("RS256", Some("d")), Vec::<&str>::new());
        assert_eq!(chosen("ES256", Some("d")), ["d"]);
        assert_eq!(set.candidates("EdDSA", Some("e")).len(), 1);
        assert_eq!(chosen("none", None), Vec::<&str>::new());
        let okp = key(&json!({"kty": "OKP", "crv": "Ed25519", "x": "AA", "alg": "EdDSA"}));
        assert!(okp.fits("EdDSA") && okp.fits("Ed25519") && !okp.fits("ES256"));
    }

    #[test]
    fn the_faults_of_a_published_set_are_listed() {
        let faults = |value| KeySet::read(&value).expect("a set").faults();
        assert_eq!(faults(json!({"keys": []})), ["it contains no key"]);
        let okp = json!({"kty": "OKP", "crv": "Ed25519", "x": "AA", "kid": "1"});
        assert!(faults(json!({"keys": [okp]})).is_empty());
        let private = json!({"kty": "OKP", "crv": "Ed25519", "x": "AA", "d": "AA", "kid": "1"});
        let found = faults(json!({"keys": [okp, private, {"kty": "RSA", "n": "AA"}]}));
        assert_eq!(found.len(), 4, "{found:?}");
        assert!(KeySet::read(&json!({"keys": [{}]})).is_err());
        assert!(KeySet::read(&json!([])).is_err());
    }

    proptest! {
        #[test]
        fn no_set_panics(text in r#"[{}\[\]":,a-z0-9]{0,40}"#, name in "[a-z]{1,4}", value in ".{0,12}") {
            if let Ok(set) = serde_json::from_str(&text) {
                let _ = KeySet::read(&set).map(|set| set.faults());
            }
            let key = Jwk(Members::from_iter([("kty".to_owned(), json!("OKP")), (name, json!(value))]));
            let _ = (key.thumbprint(), key.public(), key.fits(&value), key.bytes("x"));
        }
    }
}
