//! `id-token`: an ID token without any of the faults in `OpenID` Connect Core §2 and §3.1.3.7, as judged by the oracle.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::members::{resolve, variables};
use crate::model::verdict::Mismatch;
use crate::oauth::id_token::{Expected, REQUIREMENTS, judge};
use crate::oauth::jwk::KeySet;
use crate::oauth::jwt::{Jwt, Strictness};
use crate::oauth::outcomes::{Outcome, Outcomes};
use crate::step::{DEFAULT_CLIENT, Evidence, Observation, StepEnd};
use crate::syntax::catalog::Catalog;
use crate::syntax::template::Variables;
use crate::{Check, CheckKind, read, schema};

pub(super) const KIND: CheckKind = CheckKind {
    name: "id-token",
    summary: "An ID token with a valid signature and valid claims: `keys`, `issuer`, `client`, `nonce`, `max-age`, …",
    read: read::<IdToken>,
    schema: schema::<IdToken>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct IdToken {
    /// The token; the `id_token` of the result when absent.
    #[serde(default)]
    token: Option<Value>,
    /// The result of an earlier step that contains the token, `"${NAME}"`: its `id_token` and its `access_token`; that of this
    /// step when absent.
    #[serde(default)]
    of: Option<Value>,
    /// The provider's JWK Set: the result of a `keys` step after the token, or a literal value. An earlier JWK Set lacks a key
    /// that the provider has introduced since (OpenID Connect Core §10.1.1).
    keys: Value,
    /// The issuer; any when absent.
    #[serde(default)]
    issuer: Option<Value>,
    /// The client that must be its audience.
    #[serde(default)]
    client: Option<String>,
    /// The nonce that was sent; not checked when absent.
    #[serde(default)]
    nonce: Option<Value>,
    /// The `max_age` that was sent, in seconds.
    #[serde(default)]
    max_age: Option<u64>,
    /// The access token for `at_hash`; that of the result when absent.
    #[serde(default)]
    access_token: Option<Value>,
    /// The code of the same authorization response: then `c_hash` is required.
    #[serde(default)]
    code: Option<Value>,
    /// The algorithm that the client registered; when absent any but `none`.
    #[serde(default)]
    alg: Option<String>,
    /// It is a logout token, which may have `sid` instead of `sub` (Back-Channel Logout §2.4).
    #[serde(default)]
    logout_token: bool,
    /// The permitted clock skew, in seconds.
    #[serde(default = "a_minute")]
    tolerance: u64,
    /// Also judges what only a SHOULD asks for.
    #[serde(default)]
    strict: bool,
}

impl Check for IdToken {
    fn judge(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let judged = self.judged(seen, evidence)?;
        let counts = |id: &str| self.strict || is_binding(id);
        all_of(judged.iter().filter(|(id, _)| counts(id)), |id, how| format!("{how} ({id})")).map_or(Ok(()), Err)
    }

    fn distinguishes(&self) -> bool {
        true
    }

    fn not_reached(&self, requirements: &[String], seen: &Observation, evidence: &Evidence<'_>) -> Vec<String> {
        let Ok(judged) = self.judged(seen, evidence) else { return Vec::new() };
        let unjudged_ids = |id: &&String| REQUIREMENTS.contains(&id.as_str()) && judged.of(id).is_none();
        requirements.iter().filter(unjudged_ids).cloned().collect()
    }

    fn judge_each(
        &self,
        requirements: &[String],
        seen: &Observation,
        evidence: &Evidence<'_>,
    ) -> Vec<(String, Mismatch)> {
        let said = |id: &String| -> Option<Mismatch> {
            match self.judged(seen, evidence) {
                Ok(_) if id == PRESENT => None,
                Ok(judged) if REQUIREMENTS.contains(&id.as_str()) => {
                    all_of(judged.iter().filter(|(about, _)| about == id), |_, how| how.to_owned())
                }
                // A requirement that is not about ID tokens is about a token that must satisfy every binding one.
                Ok(judged) => all_of(judged.iter().filter(|(id, _)| is_binding(id)), |id, how| format!("{how} ({id})")),
                // Without a token, the requirement that there is one is violated, if it is asked for, and nothing can be said
                // about the rest.
                Err(mismatch) => {
                    let unjudged = mismatch.unjudged || (requirements.len() > 1 && id != PRESENT);
                    Some(Mismatch { unjudged, ..mismatch })
                }
            }
        };
        requirements.iter().filter_map(|id| Some((id.clone(), said(id)?))).collect()
    }
}

/// The baseline for every token.
const FAULTLESS: &str = "a valid ID token (OpenID Connect Core §2, §3.1.3.7)";
/// The requirement that there is a token at all.
const PRESENT: &str = "oidc-core-3.1.3.3-id-token-present";

/// The faults of a token in some respects; what cannot be determined is reported only if there are none.
fn all_of<'a>(
    said: impl Iterator<Item = (&'static str, &'a Outcome)> + Clone,
    written: impl Fn(&str, &str) -> String,
) -> Option<Mismatch> {
    let violations: Vec<String> = said
        .clone()
        .filter_map(|(id, said)| match said {
            Outcome::Violated(how) => Some(written(id, how)),
            Outcome::Satisfied | Outcome::Inconclusive(_) => None,
        })
        .collect();
    if !violations.is_empty() {
        return Some(Mismatch::new(FAULTLESS, format!("an invalid ID token: {}", violations.join("; "))));
    }
    said.into_iter().find_map(|(_, said)| match said {
        Outcome::Inconclusive(why) => Some(Mismatch::unjudged("an ID token that can be judged", why.as_str())),
        Outcome::Satisfied | Outcome::Violated(_) => None,
    })
}

impl IdToken {
    /// What the token shows about each requirement.
    fn judged(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<Outcomes, Mismatch> {
        let scope = variables(seen, evidence);
        let earlier = self.of.as_ref().map(|of| resolve(of, &scope)).transpose()?;
        let result = earlier.as_ref().unwrap_or(&seen.result);
        let part_of_result = |name: &str| result.get(name).and_then(Value::as_str).map(str::to_owned);
        // Regardless of its source: a missing ID token is a finding, not a mistake of the scenario.
        let given = text(self.token.as_ref(), &scope).map_err(|lacking| Mismatch::new("an ID token", lacking.seen))?;
        let token = given.or_else(|| part_of_result("id_token"));
        let token = token.ok_or_else(|| {
            let none = if earlier.is_some() { "no `id_token`".to_owned() } else { seen.end.locate("no `id_token`") };
            Mismatch::new("an ID token", none).hint("was the scope `openid` requested?")
        })?;
        let role = self.client.as_deref().unwrap_or(DEFAULT_CLIENT);
        let client =
            evidence.client(role).map_err(|error| Mismatch::unjudged("a client as the audience", error.to_string()))?;
        let mut keys = key_set(resolve(&self.keys, &scope)?)?;
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
            is_logout_token: self.logout_token,
            from_front_channel: match &earlier {
                Some(result) => is_authorization_response(result),
                None => matches!(seen.end, StepEnd::Client(_)),
            },
            code: code.as_deref(),
            algorithm: self.alg.as_deref(),
            keys: &keys,
            now: evidence.now.seconds(),
            tolerance: self.tolerance,
        };
        Ok(judge(&token, &expected))
    }
}

/// Whether a result is that of `authorize`: it says what was sent.
fn is_authorization_response(result: &Value) -> bool {
    result.get("sent").is_some()
}

fn a_minute() -> u64 {
    60
}

fn is_binding(id: &str) -> bool {
    Catalog::built_in().get(id).is_none_or(|requirement| requirement.level.binding())
}

fn text(value: Option<&Value>, scope: &Variables) -> Result<Option<String>, Mismatch> {
    let Some(value) = value else { return Ok(None) };
    Ok(Some(match resolve(value, scope)? {
        Value::String(text) => text,
        other => other.to_string(),
    }))
}

fn key_set(value: Value) -> Result<KeySet, Mismatch> {
    KeySet::of(value).map_err(|(error, value)| {
        Mismatch::unjudged("a JWK Set to verify with", format!("{error}: {value}"))
            .hint("fetch it in a step after the token: `- keys: { save: keys }`, then `keys: \"${keys}\"`")
    })
}

/// The client's secret as a key, for a token whose header says that it is signed with it (`OpenID` Connect Core §10.1).
fn secret_key(token: &str, secret: &str) -> Option<KeySet> {
    let jwt = Jwt::read(token, Strictness::Strict).ok()?;
    let kid = jwt.header_text("kid");
    let is_hmac = jwt.header_text("alg").is_some_and(|alg| alg.starts_with("HS"));
    let key = json!({"kty": "oct", "k": URL_SAFE_NO_PAD.encode(secret), "kid": kid});
    if is_hmac { KeySet::read(&key).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::forgery;

    #[test]
    fn every_requirement_is_in_the_catalog() {
        let unknown: Vec<&&str> = REQUIREMENTS.iter().filter(|id| Catalog::built_in().get(id).is_none()).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
        assert!(REQUIREMENTS.iter().any(|id| !is_binding(id)), "a key in the header only violates a SHOULD NOT");
    }

    #[test]
    fn unclear_requirements_are_reported_only_without_a_violation() {
        let (held, unclear) =
            (Outcome::Satisfied, Outcome::Inconclusive("the harness cannot verify `ES512`".to_owned()));
        let violations = Outcome::Violated("it has no `nonce`".to_owned());
        let given = |said: &[(&'static str, &Outcome)]| all_of(said.iter().copied(), |id, how| format!("{how} ({id})"));
        assert_eq!(given(&[("a", &held)]), None);
        let why = given(&[("a", &held), ("b", &unclear)]).expect("it is unclear");
        assert!(why.unjudged && why.seen.contains("ES512"), "{why:?}");
        let why = given(&[("b", &unclear), ("c", &violations)]).expect("it is broken");
        assert!(!why.unjudged && why.seen.ends_with("it has no `nonce` (c)"), "{why:?}");
    }

    #[test]
    fn a_saved_result_says_which_endpoint_its_token_came_from() {
        assert!(is_authorization_response(&json!({"id_token": "t", "sent": {"nonce": "n"}})));
        assert!(!is_authorization_response(&json!({"id_token": "t", "access_token": "a", "status": 200})));
    }

    #[test]
    fn a_secret_is_a_key_only_for_tokens_that_say_so() {
        let token = |alg| forgery::signed(&serde_json::Map::new(), &serde_json::Map::new(), alg).expect("signed");
        assert_eq!(secret_key(&token("RS256"), "secret"), None);
        let set = secret_key(&token("HS256"), "secret").expect("a key");
        assert_eq!(set.candidates("HS256", set.0[0].text("kid")).len(), 1);
    }
}
