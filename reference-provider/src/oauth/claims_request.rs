//! The `claims` parameter: individually requested claims (OpenID Connect Core §5.5).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::acr::{Acr, AcrRequest};
use super::scope::Scope;
use super::standard_claims::scope_of;
use crate::jose::parse_object;

/// The maximum length of the parameter.
const MAX_LENGTH: usize = 4096;
/// The maximum number of claims, and of values for one of them.
const MAX_MEMBERS: usize = 64;

/// The `claims` parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ClaimsRequest {
    id_token: BTreeMap<String, IndividualClaim>,
    userinfo: BTreeMap<String, IndividualClaim>,
}

/// The request for one claim (§5.5.1).
#[derive(Clone, Debug, Default, PartialEq)]
struct IndividualClaim {
    essential: bool,
    /// The accepted values; empty for any.
    values: Vec<Value>,
}

/// The part of the parameter that is stored with a grant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RequestedClaims {
    /// Additional claims for the ID token.
    pub(crate) id_token: BTreeSet<String>,
    /// Claims for userinfo in addition to those of the scope.
    pub(crate) userinfo: BTreeSet<String>,
    /// The requested `acr`, if any.
    pub(crate) acr: Option<Acr>,
}

/// The parameter is not a valid claims request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("malformed claims")]
pub(crate) struct MalformedClaims;

impl ClaimsRequest {
    /// Reads the parameter; unknown members are ignored (§5.5).
    pub(crate) fn parse(text: &str) -> Result<Self, MalformedClaims> {
        if text.len() > MAX_LENGTH {
            return Err(MalformedClaims);
        }
        let members = parse_object(text.as_bytes()).map_err(|_| MalformedClaims)?;
        let part = |name: &str| members.get(name).map_or(Ok(BTreeMap::new()), individuals);
        Ok(Self { id_token: part("id_token")?, userinfo: part("userinfo")? })
    }

    /// The requested `acr`, if any (§5.5.1.1).
    pub(crate) fn acr(&self) -> Option<AcrRequest> {
        let asked = self.id_token.get("acr")?;
        let values = asked.values.iter().map(|value| value.as_str().unwrap_or_default().to_owned());
        Some(AcrRequest { values: values.collect(), essential: asked.essential })
    }

    /// Whether it requests `auth_time` (§5.5.1).
    pub(crate) fn asks_for_auth_time(&self) -> bool {
        self.id_token.contains_key("auth_time")
    }

    /// The requested `sub`, if any (§5.5.1).
    pub(crate) fn sub(&self) -> Option<&str> {
        let named =
            |part: &BTreeMap<String, IndividualClaim>| part.get("sub").and_then(|asked| asked.values.first()).is_some();
        let part = [&self.id_token, &self.userinfo].into_iter().find(|part| named(part))?;
        part["sub"].values.first()?.as_str()
    }

    /// The scopes that would release the same claims: they are shown to the user.
    pub(crate) fn scopes(&self) -> Scope {
        self.id_token.keys().chain(self.userinfo.keys()).filter_map(|name| scope_of(name)).collect()
    }

    /// Without the claims that only scopes beyond `open` would release.
    pub(crate) fn within(mut self, open: &Scope) -> Self {
        for part in [&mut self.id_token, &mut self.userinfo] {
            part.retain(|name, _| scope_of(name).is_none_or(|scope| open.contains(scope)));
        }
        self
    }

    /// The part that is stored.
    pub(crate) fn requested(&self) -> RequestedClaims {
        let about_the_user = |part: &BTreeMap<String, IndividualClaim>| {
            part.keys().filter(|name| scope_of(name).is_some()).cloned().collect()
        };
        RequestedClaims {
            id_token: about_the_user(&self.id_token),
            userinfo: about_the_user(&self.userinfo),
            acr: None,
        }
    }
}

fn individuals(part: &Value) -> Result<BTreeMap<String, IndividualClaim>, MalformedClaims> {
    match part {
        Value::Object(claims) if claims.len() <= MAX_MEMBERS => {
            claims.iter().map(|(name, asked)| Ok((name.clone(), individual(asked)?))).collect()
        }
        _ => Err(MalformedClaims),
    }
}

fn individual(asked: &Value) -> Result<IndividualClaim, MalformedClaims> {
    match asked {
        Value::Null => Ok(IndividualClaim::default()),
        Value::Object(asked) => {
            let essential = match asked.get("essential") {
                None => false,
                Some(essential) => essential.as_bool().ok_or(MalformedClaims)?,
            };
            Ok(IndividualClaim { essential, values: values(asked)? })
        }
        _ => Err(MalformedClaims),
    }
}

/// `value` or `values`, but not both.
fn values(asked: &Map<String, Value>) -> Result<Vec<Value>, MalformedClaims> {
    match (asked.get("value"), asked.get("values")) {
        (None, None) => Ok(Vec::new()),
        (Some(one), None) => Ok(vec![one.clone()]),
        (None, Some(Value::Array(many))) if (1..=MAX_MEMBERS).contains(&many.len()) => Ok(many.clone()),
        _ => Err(MalformedClaims),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn parsed(text: &Value) -> ClaimsRequest {
        ClaimsRequest::parse(&text.to_string()).expect("well-formed")
    }

    #[test]
    fn the_example_of_openid_connect_core_5_5() {
        let claims = parsed(&json!({
            "userinfo": {
                "given_name": {"essential": true}, "nickname": null, "email": {"essential": true},
                "http://example.info/claims/groups": null,
            },
            "id_token": {
                "auth_time": {"essential": true},
                "acr": {"essential": true, "values": ["urn:mace:incommon:iap:silver"]},
            },
            "something_else": 1,
        }));
        assert_eq!(claims.scopes().to_string(), "email profile");
        assert_eq!(
            claims.acr(),
            Some(AcrRequest { values: vec!["urn:mace:incommon:iap:silver".to_owned()], essential: true })
        );
        assert_eq!(claims.sub(), None);
        let requested = claims.requested();
        assert_eq!(requested.userinfo.into_iter().collect::<Vec<_>>().join(" "), "email given_name nickname");
        assert!(requested.id_token.is_empty());
    }

    #[test]
    fn a_sub_can_be_asked_for_by_value() {
        assert_eq!(parsed(&json!({"id_token": {"sub": {"value": "2"}}})).sub(), Some("2"));
        assert_eq!(parsed(&json!({"userinfo": {"sub": {"values": ["3"]}}})).sub(), Some("3"));
        assert_eq!(parsed(&json!({"id_token": {"sub": null}})).sub(), None);
    }

    #[test]
    fn a_value_that_is_not_a_request_is_refused() {
        for bad in [
            "",
            "claims",
            "[]",
            "null",
            "{\"id_token\": []}",
            "{\"id_token\": {\"acr\": true}}",
            "{\"id_token\": {\"acr\": {\"essential\": \"yes\"}}}",
            "{\"id_token\": {\"acr\": {\"values\": \"0\"}}}",
            "{\"id_token\": {\"acr\": {\"values\": []}}}",
            "{\"id_token\": {\"acr\": {\"value\": 1, \"values\": [1]}}}",
            "{\"id_token\": {}, \"id_token\": {}}",
        ] {
            assert_eq!(ClaimsRequest::parse(bad), Err(MalformedClaims), "{bad}");
        }
        let many: Map<String, Value> = (0..=MAX_MEMBERS).map(|n| (format!("c{n}"), Value::Null)).collect();
        assert_eq!(ClaimsRequest::parse(&json!({"userinfo": many}).to_string()), Err(MalformedClaims));
        assert_eq!(ClaimsRequest::parse(&format!("{{\"x\": \"{}\"}}", "y".repeat(MAX_LENGTH))), Err(MalformedClaims));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[{}\\[\\]\":,a-z0-9_ ]{0,60}") {
            if let Ok(claims) = ClaimsRequest::parse(&text) {
                let _ = (claims.acr(), claims.sub(), claims.scopes(), claims.requested());
            }
        }
    }
}
