//! The JWK Set as the rules want it shown (RFC 7517 §5, OpenID Connect Core §10.1).

use serde_json::{Value, json};

use super::KeyRing;
use crate::jose::{KeyPair, KeyType};
use crate::policy::KeySetRules;

impl KeyRing {
    /// The published keys, the current ones first.
    pub(crate) fn key_set(&self, rules: &KeySetRules) -> Value {
        let generations = if rules.current { self.published() } else { Vec::new() };
        let keys = generations.iter().flat_map(|generation| KeyType::ALL.map(|key_type| generation.key(key_type)));
        let stale = KeyType::ALL.map(|key_type| self.unpublished().key(key_type));
        let stale = stale.into_iter().filter(|_| !rules.current);
        json!({ "keys": keys.chain(stale).map(|key| shown(key, rules)).collect::<Vec<_>>() })
    }
}

fn shown(key: &KeyPair, rules: &KeySetRules) -> Value {
    let mut shown = key.public().to_value();
    if let Some(private) = key.private_member().filter(|_| !rules.public_only) {
        shown["d"] = private.into();
    }
    if let (false, Some(members)) = (rules.named, shown.as_object_mut()) {
        members.remove("kid");
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::parse_jwk_set;

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
    fn a_private_half_is_no_public_key() {
        let set = KeyRing::new().key_set(&KeySetRules { public_only: false, ..KeySetRules::default() });
        assert!(parse_jwk_set(&set).is_err());
    }

    #[test]
    fn stale_keys_are_others() {
        let keys = KeyRing::new();
        let stale = keys.key_set(&KeySetRules { current: false, ..KeySetRules::default() });
        let stale = parse_jwk_set(&stale).expect("they are keys");
        assert!(stale.iter().all(|key| !keys.public_keys().contains(key)));
    }
}
