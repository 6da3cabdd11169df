//! `id-token`: an ID token without a fault that `OpenID` Connect Core §2 and §3.1.3.7 know of. The oracle judges it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::members::{resolve, variables};
use super::{Check, Kind, read, schema};
use crate::model::verdict::Mismatch;
use crate::oauth::id_token::{Expected, Fault, faults};
use crate::oauth::jwk::KeySet;
use crate::oauth::jwt::{Jwt, Reading};
use crate::step::{DEFAULT_CLIENT, Landing, Observation, World};
use crate::syntax::catalogue::Catalogue;
use crate::syntax::template::Variables;

pub(super) const KIND: Kind = Kind {
    name: "id-token",
    summary: "An ID token whose signature and claims have no fault: `keys`, `issuer`, `client`, `nonce`, `max-age`, …",
    read: read::<IdToken>,
    schema: schema::<IdToken>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct IdToken {
    /// The token; the `id_token` of the step's result when absent.
    #[serde(default)]
    token: Option<Value>,
    /// The provider's JWK set: what a `keys` step saved, or written out here.
    keys: Value,
    /// The issuer; any when absent.
    #[serde(default)]
    issuer: Option<Value>,
    /// The client that it must be for.
    #[serde(default)]
    client: Option<String>,
    /// The nonce that was sent; it is not looked at when absent.
    #[serde(default)]
    nonce: Option<Value>,
    /// The `max_age` that was sent, in seconds.
    #[serde(default)]
    max_age: Option<u64>,
    /// The access token that `at_hash` is of; that of the step's result when absent.
    #[serde(default)]
    access_token: Option<Value>,
    /// The code that came in the same authorization response: then there must be a `c_hash`.
    #[serde(default)]
    code: Option<Value>,
    /// The algorithm that the client registered; any but `none` when absent.
    #[serde(default)]
    alg: Option<String>,
    /// How many seconds the clocks may differ.
    #[serde(default = "a_minute")]
    tolerance: u64,
    /// Judge what only a SHOULD asks for as well.
    #[serde(default)]
    strict: bool,
}

impl Check for IdToken {
    fn judge(&self, seen: &Observation, world: &World) -> Result<(), Mismatch> {
        let found: Vec<String> = self
            .faults(seen, world)?
            .iter()
            .map(|fault| format!("{} ({})", fault.message, fault.requirement))
            .collect();
        if found.is_empty() {
            return Ok(());
        }
        Err(Mismatch::new(FAULTLESS, format!("an ID token with faults: {}", found.join("; "))))
    }

    fn tells_apart(&self) -> bool {
        true
    }

    fn judge_each(&self, requirements: &[String], seen: &Observation, world: &World) -> Vec<(String, Mismatch)> {
        match self.faults(seen, world) {
            Ok(found) => {
                let about = |fault: &Fault| requirements.iter().any(|id| id == fault.requirement);
                let mismatch = |fault: Fault| {
                    (
                        fault.requirement.to_owned(),
                        Mismatch::new(FAULTLESS, format!("an ID token with a fault: {}", fault.message)),
                    )
                };
                found.into_iter().filter(about).map(mismatch).collect()
            }
            // Without a token, that there is one is broken where it is asked, and nothing can be said of the rest.
            Err(mismatch) => {
                let of = |id: &String| {
                    let unjudged = mismatch.unjudged || (requirements.len() > 1 && id != PRESENT);
                    (id.clone(), Mismatch { unjudged, ..mismatch.clone() })
                };
                requirements.iter().map(of).collect()
            }
        }
    }
}

/// What every token is measured by.
const FAULTLESS: &str = "an ID token without fault (OpenID Connect Core §2, §3.1.3.7)";
/// The requirement that there is a token at all.
const PRESENT: &str = "oidc-core-3.1.3.3-id-token-present";

impl IdToken {
    /// What is wrong with the token.
    fn faults(&self, seen: &Observation, world: &World) -> Result<Vec<Fault>, Mismatch> {
        let scope = variables(seen, world);
        let part_of_result = |name: &str| seen.result.get(name).and_then(Value::as_str).map(str::to_owned);
        // Wherever it was to come from: no ID token is a finding, not a mistake of the scenario.
        let told = text(self.token.as_ref(), &scope).map_err(|lacking| Mismatch::new("an ID token", lacking.seen))?;
        let token = told.or_else(|| part_of_result("id_token"));
        let token = token.ok_or_else(|| {
            Mismatch::new("an ID token", format!("no `id_token` in {}", seen.landing.describe()))
                .hint("was the scope `openid` asked for?")
        })?;
        let role = self.client.as_deref().unwrap_or(DEFAULT_CLIENT);
        let client =
            world.client(role).map_err(|error| Mismatch::unjudged("a client to judge for", error.to_string()))?;
        let mut keys = key_set(&resolve(&self.keys, &scope)?)?;
        keys.0.extend(
            client.secret.as_ref().and_then(|secret| secret_key(&token, secret)).into_iter().flat_map(|set| set.0),
        );
        let (issuer, nonce) = (text(self.issuer.as_ref(), &scope)?, text(self.nonce.as_ref(), &scope)?);
        let access_token = text(self.access_token.as_ref(), &scope)?.or_else(|| part_of_result("access_token"));
        let code = text(self.code.as_ref(), &scope)?;
        let expected = Expected {
            issuer: issuer.as_deref(),
            audience: &client.id,
            nonce: nonce.as_deref(),
            max_age: self.max_age,
            access_token: access_token.as_deref(),
            from_front_channel: matches!(seen.landing, Landing::Client(_)),
            code: code.as_deref(),
            algorithm: self.alg.as_deref(),
            keys: &keys,
            now: world.now.seconds(),
            tolerance: self.tolerance,
        };
        let counts = |fault: &Fault| self.strict || is_binding(fault);
        Ok(faults(&token, &expected).into_iter().filter(counts).collect())
    }
}

fn a_minute() -> u64 {
    60
}

fn is_binding(fault: &Fault) -> bool {
    Catalogue::built_in().get(fault.requirement).is_none_or(|requirement| requirement.level.binding())
}

fn text(value: Option<&Value>, scope: &Variables) -> Result<Option<String>, Mismatch> {
    let Some(value) = value else { return Ok(None) };
    Ok(Some(match resolve(value, scope)? {
        Value::String(text) => text,
        other => other.to_string(),
    }))
}

fn key_set(value: &Value) -> Result<KeySet, Mismatch> {
    KeySet::read(value).map_err(|error| {
        Mismatch::new("a JWK set to verify with", format!("{error}: {value}"))
            .hint("fetch it in a step before: `- keys: { save: keys }`, then `keys: \"${keys}\"`")
    })
}

/// The client's secret as a key, for a token that says it is signed with it (`OpenID` Connect Core §10.1).
fn secret_key(token: &str, secret: &str) -> Option<KeySet> {
    let jwt = Jwt::read(token, Reading::Strict).ok()?;
    let kid = jwt.header_text("kid");
    let is_hmac = jwt.header_text("alg").is_some_and(|alg| alg.starts_with("HS"));
    let key = json!({"kty": "oct", "k": URL_SAFE_NO_PAD.encode(secret), "kid": kid});
    if is_hmac { KeySet::read(&key).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::forgery;

    /// A token with nothing right, so that every kind of fault comes up.
    #[test]
    fn every_fault_is_about_a_requirement_of_the_catalogue() {
        let object = |value: Value| serde_json::from_value(value).expect("an object");
        let signed =
            |claims: Value, header: Value| forgery::signed(&object(claims), &object(header), "RS256").expect("signed");
        let keys = KeySet::read(&crate::oauth::signature::our_key_set()).expect("a set");
        let both = KeySet([keys.0.clone(), keys.0.clone()].concat());
        let expected = Expected {
            issuer: Some("https://p.example"),
            audience: "web",
            nonce: Some("n"),
            max_age: Some(1),
            access_token: Some("a"),
            from_front_channel: true,
            code: Some("c"),
            algorithm: Some("ES256"),
            keys: &both,
            now: 100,
            tolerance: 0,
        };
        let future =
            json!({"iss": "x", "aud": "x", "azp": "x", "auth_time": 101, "iat": 101, "at_hash": "x", "c_hash": "x"});
        let tokens = [
            signed(json!({}), json!({"jwk": {}, "kid": null})),
            signed(future, json!({"kid": "x"})),
            signed(json!({"auth_time": 1, "exp": 1, "aud": ["web", "x"]}), json!({"alg": null})),
            "opaque".to_owned(),
        ];
        let found: Vec<Fault> = tokens.iter().flat_map(|token| faults(token, &expected)).collect();
        let ids: std::collections::BTreeSet<&str> = found.iter().map(|fault| fault.requirement).collect();
        let unknown: Vec<&&str> = ids.iter().filter(|id| Catalogue::built_in().get(id).is_none()).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
        assert_eq!(ids.len(), 15, "{ids:#?}");
        assert!(found.iter().any(|fault| !is_binding(fault)), "a key in the header is no more than a SHOULD NOT");
    }

    #[test]
    fn a_secret_is_a_key_only_for_tokens_that_say_so() {
        let token = |alg| forgery::signed(&serde_json::Map::new(), &serde_json::Map::new(), alg).expect("signed");
        assert_eq!(secret_key(&token("RS256"), "secret"), None);
        let set = secret_key(&token("HS256"), "secret").expect("a key");
        assert_eq!(set.candidates("HS256", set.0[0].text("kid")).len(), 1);
    }
}
