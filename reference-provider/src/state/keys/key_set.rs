//! The JWK Set in the form that the rules require (RFC 7517 §5, OpenID Connect Core §10.1).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::KeyRing;
use super::generation::Generation;
use crate::jose::{Algorithm, KeyType};
use crate::policy::{KeyMembers, KeySetRules};

impl KeyRing {
    /// Whether a published key is for the algorithm.
    pub(crate) fn has_key_for(algorithm: Algorithm, rules: &KeySetRules) -> bool {
        algorithm.key_type().is_some_and(|key_type| !rules.single || key_type == KeyType::Rsa)
    }

    /// The published keys as a client fetches them, the current ones first.
    pub(crate) fn key_set(&self, rules: &KeySetRules) -> Value {
        self.note_fetched();
        let generations = if rules.current { self.published() } else { Vec::new() };
        let stale = (!rules.current).then(|| self.unpublished());
        let all = generations.iter().map(AsRef::as_ref).chain(stale);
        let keys = all.flat_map(|generation| KeyType::ALL.map(|key_type| (generation, key_type)));
        let several = keys.filter(|(_, key_type)| !rules.single || *key_type == KeyType::Rsa);
        let keys = several.take(if rules.single { 1 } else { usize::MAX });
        let keys = keys.map(|(generation, key_type)| shown(generation, key_type, rules));
        let further = if rules.extended { for_others() } else { Vec::new() };
        json!({ "keys": keys.chain(further).collect::<Vec<_>>() })
    }
}

fn shown(generation: &Generation, key_type: KeyType, rules: &KeySetRules) -> Value {
    let key = generation.key(key_type, rules.rsa);
    let is_named = rules.named && !rules.single;
    let mut shown = key.public().to_value();
    if let Some(private) = key.private_member().filter(|_| !rules.public_only) {
        shown["d"] = private.into();
    }
    if let Some(certificate) =
        generation.certificate(key_type, rules.rsa).filter(|_| rules.members == KeyMembers::WithCertificates)
    {
        shown["x5c"] = json!([STANDARD.encode(certificate)]);
    }
    let hidden = match rules.members {
        KeyMembers::Usual | KeyMembers::WithCertificates => None,
        KeyMembers::WithoutUse => Some("use"),
        KeyMembers::WithoutAlg => Some("alg"),
    };
    if let Some(members) = shown.as_object_mut() {
        members.retain(|name, _| Some(name.as_str()) != hidden && (is_named || name != "kid"));
    }
    shown
}

/// Keys that verify no signatures: two for encryption, one of an unknown type (RFC 7517 §5).
fn for_others() -> Vec<Value> {
    vec![
        json!({
            "kty": "EC", "crv": "P-256", "use": "enc", "alg": "ECDH-ES", "kid": "encryption-1",
            "x": "rAuuoyha5Hg0hEz0pCMLDXOJWkEV9TDAuraWhadACdA",
            "y": "b22D2k6zTPRi8_Ekpj8lhr6t1EDh1fnW9xdP8LmndtA",
        }),
        json!({
            "kty": "OKP", "crv": "X25519", "use": "enc", "kid": "encryption-2",
            "x": "4FFH6yfVVorRrp8Wgow_bpDSLaH-0rkXGq_EImkvSGM",
        }),
        json!({ "kty": "LATTICE", "kid": "of-tomorrow", "pub": "AQAB" }),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::parse_jwk_set;
    use crate::policy::RsaKeys;

    #[test]
    fn the_set_shows_public_members_only() {
        let public = ["alg", "crv", "e", "kid", "kty", "n", "use", "x", "y"];
        let set = KeyRing::new().key_set(&KeySetRules::default());
        let keys = set["keys"].as_array().expect("it is an array");
        assert_eq!(keys.len(), KeyType::ALL.len());
        for key in keys {
            let members = key.as_object().expect("it is an object");
            assert!(members.keys().all(|name| public.contains(&name.as_str())), "{key}");
            assert_eq!(members["use"], "sig");
        }
    }

    #[test]
    fn a_private_key_is_not_a_public_key() {
        let set = KeyRing::new().key_set(&KeySetRules { public_only: false, ..KeySetRules::default() });
        assert!(parse_jwk_set(&set).is_err());
    }

    #[test]
    fn stale_keys_are_others() {
        let keys = KeyRing::new();
        let stale = keys.key_set(&KeySetRules { current: false, ..KeySetRules::default() });
        let stale = parse_jwk_set(&stale).expect("they are keys");
        assert!(stale.iter().all(|key| !keys.public_keys(RsaKeys::Usual).contains(key)));
    }

    #[test]
    fn keys_for_other_uses_are_ignored() {
        let keys = KeyRing::new();
        let set = keys.key_set(&KeySetRules { extended: true, ..KeySetRules::default() });
        assert_eq!(parse_jwk_set(&set).expect("they are keys"), keys.public_keys(RsaKeys::Usual));
    }
}
