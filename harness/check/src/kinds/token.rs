//! `token`: what a token response (RFC 6749 §5.1) grants, and what its tokens are. Types are for `shape` to judge.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::members::{resolve, variables};
use crate::model::verdict::Mismatch;
use crate::oauth::jwt::{Jwt, Strictness};
use crate::oauth::{entropy, scope, token};
use crate::step::{Evidence, Observation, StepEnd};
use crate::{Check, CheckKind, read, schema};

pub(super) const KIND: CheckKind = CheckKind {
    name: "token",
    summary: "A token response, and: `type`, `expires-in`, `refresh`, `scope`, `scope-within`, `entropy`, `form`.",
    read: read::<Token>,
    schema: schema::<Token>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Token {
    /// `token_type`; case-insensitive (RFC 6749 §5.1).
    #[serde(default, rename = "type")]
    kind: Option<String>,
    /// Bounds of `expires_in`, in seconds.
    #[serde(default)]
    expires_in: Option<Bounds>,
    /// Whether there is a refresh token.
    #[serde(default)]
    refresh: Option<TokenPresence>,
    /// The scope: its values in any order. A response without one grants what was requested (RFC 6749 §5.1).
    #[serde(default)]
    scope: Option<Value>,
    /// The scope that limits it: no value beyond these. A response without one grants what was requested.
    #[serde(default)]
    scope_within: Option<Value>,
    /// The least entropy of access and refresh token, in bits: for a single token it is judged by its length and by repetitions
    /// in it (RFC 6749 §10.10: 128).
    #[serde(default)]
    entropy: Option<u32>,
    /// The form of the access token.
    #[serde(default)]
    form: Option<TokenFormat>,
}

#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Bounds {
    #[serde(default)]
    min: Option<u64>,
    #[serde(default)]
    max: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum TokenPresence {
    Present,
    Absent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum TokenFormat {
    Jwt,
    Opaque,
}

impl Check for Token {
    fn judge(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let StepEnd::Response(response) = &seen.end else {
            return Err(Mismatch::new("a token response", seen.end.describe()));
        };
        let variables = variables(seen, evidence);
        let worked_out = |scope: &Option<Value>| scope.as_ref().map(|scope| resolve(scope, &variables)).transpose();
        let scopes = Scopes { exactly: worked_out(&self.scope)?, within: worked_out(&self.scope_within)? };
        let body = response.json().unwrap_or_default();
        let faults = match token::not_granted(response) {
            Some(lacking) => vec![lacking],
            None => self.faults(&body, &scopes),
        };
        if !faults.is_empty() {
            let here = seen.end.locate(&faults.join(", "));
            return Err(Mismatch::new(self.describe(&scopes), here));
        }
        // Whether the scope is a string is for another check.
        match body.get("scope").filter(|scope| !scope.is_null() && !scope.is_string()) {
            Some(scope) if scopes.are_asked() => Err(Mismatch::unjudged("a scope that is a string", scope.to_string())),
            _ => Ok(()),
        }
    }
}

/// The expected scope, evaluated.
#[derive(Debug, Default)]
struct Scopes {
    exactly: Option<Value>,
    within: Option<Value>,
}

impl Scopes {
    fn are_asked(&self) -> bool {
        self.exactly.is_some() || self.within.is_some()
    }

    fn faults(&self, granted: &str) -> Vec<String> {
        let text = |scope: &Option<Value>| scope.as_ref().and_then(Value::as_str).map(str::to_owned);
        let mut faults = Vec::new();
        if text(&self.exactly).is_some_and(|wanted| scope::values(&wanted) != scope::values(granted)) {
            faults.push(format!("`scope` is `{granted}`"));
        }
        let beyond = text(&self.within).map(|within| scope::beyond(granted, &within).join(" ")).unwrap_or_default();
        if !beyond.is_empty() {
            faults.push(format!("`scope` has `{beyond}`"));
        }
        faults
    }
}

impl Token {
    fn faults(&self, body: &Value, scopes: &Scopes) -> Vec<String> {
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        let mut faults = Vec::new();
        if let (Some(wanted), Some(kind)) = (&self.kind, text("token_type"))
            && !kind.eq_ignore_ascii_case(wanted)
        {
            faults.push(format!("`token_type` is `{kind}`"));
        }
        if let Some(bounds) = self.expires_in {
            match body.get("expires_in").and_then(Value::as_u64) {
                None => faults.push("no `expires_in`".to_owned()),
                Some(seconds)
                    if bounds.min.is_some_and(|min| seconds < min) || bounds.max.is_some_and(|max| seconds > max) =>
                {
                    faults.push(format!("`expires_in` is {seconds}"));
                }
                Some(_) => {}
            }
        }
        match (self.refresh, body.get("refresh_token")) {
            (Some(TokenPresence::Present), None) => faults.push("no `refresh_token`".to_owned()),
            (Some(TokenPresence::Absent), Some(_)) => faults.push("a `refresh_token`".to_owned()),
            _ => {}
        }
        faults.extend(text("scope").map(|granted| scopes.faults(granted)).unwrap_or_default());
        for name in ["access_token", "refresh_token"] {
            let (Some(least), Some(token)) = (self.entropy, text(name)) else { continue };
            let estimate = entropy::of_all(&[token]);
            if estimate.is_below(f64::from(least)) {
                faults.push(format!("`{name}` has at most {:.0} bits of entropy", estimate.bits));
            }
        }
        if let (Some(form), Some(token)) = (self.form, text("access_token")) {
            match (form, Jwt::read(token, Strictness::Strict)) {
                (TokenFormat::Jwt, Err(error)) => faults.push(format!("`access_token` is not a JWT: {error}")),
                (TokenFormat::Opaque, Ok(_)) => faults.push("`access_token` is a JWT".to_owned()),
                _ => {}
            }
        }
        faults
    }

    fn describe(&self, scopes: &Scopes) -> String {
        let mut wanted = Vec::new();
        wanted.extend(self.kind.as_ref().map(|kind| format!("of type `{kind}`")));
        wanted.extend(self.expires_in.map(|bounds| match (bounds.min, bounds.max) {
            (Some(min), Some(max)) => format!("expiring in {min} to {max} seconds"),
            (Some(min), None) => format!("expiring in at least {min} seconds"),
            (None, Some(max)) => format!("expiring in at most {max} seconds"),
            (None, None) => "with `expires_in`".to_owned(),
        }));
        wanted.extend(self.refresh.map(|refresh| match refresh {
            TokenPresence::Present => "with a refresh token".to_owned(),
            TokenPresence::Absent => "without a refresh token".to_owned(),
        }));
        wanted.extend(scopes.exactly.as_ref().map(|scope| format!("for the scope {scope}")));
        wanted.extend(scopes.within.as_ref().map(|scope| format!("for no scope beyond {scope}")));
        wanted.extend(self.entropy.map(|bits| format!("with at least {bits} bits of entropy")));
        wanted.extend(self.form.map(|form| match form {
            TokenFormat::Jwt => "whose access token is a JWT".to_owned(),
            TokenFormat::Opaque => "whose access token is opaque".to_owned(),
        }));
        let wanted = if wanted.is_empty() { String::new() } else { format!(", {}", wanted.join(", ")) };
        format!("a token response (RFC 6749 §5.1){wanted}")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn faults(check: Value, body: &Value) -> Vec<String> {
        let check: Token = serde_json::from_value(check).expect("a check");
        let scopes = Scopes { exactly: check.scope.clone(), within: check.scope_within.clone() };
        check.faults(body, &scopes)
    }

    #[test]
    fn each_part_of_the_shape_is_judged() {
        let body = json!({
            "access_token": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "token_type": "bearer",
            "expires_in": 3600, "refresh_token": "12345678", "scope": "write read",
        });
        for (check, fault) in [
            (json!({"type": "Bearer", "scope": "read write", "form": "opaque", "refresh": "present"}), None),
            (json!({"expires-in": {"min": 60, "max": 3600}}), None),
            (json!({"type": "DPoP"}), Some("`token_type` is `bearer`")),
            (json!({"expires-in": {"max": 600}}), Some("`expires_in` is 3600")),
            (json!({"expires-in": {"min": 3601}}), Some("`expires_in` is 3600")),
            (json!({"refresh": "absent"}), Some("a `refresh_token`")),
            (json!({"scope": "read"}), Some("`scope` is `write read`")),
            (json!({"scope-within": "openid write read"}), None),
            (json!({"scope-within": "read"}), Some("`scope` has `write`")),
            (json!({"entropy": 128}), Some("`refresh_token` has at most 48 bits of entropy")),
            (json!({"form": "jwt"}), Some("`access_token` is not a JWT: it has 1 dot-separated parts, not 3")),
        ] {
            assert_eq!(faults(check.clone(), &body), fault.into_iter().collect::<Vec<_>>(), "{check}");
        }
        assert_eq!(faults(json!({"refresh": "present"}), &json!({})), ["no `refresh_token`"]);
        assert_eq!(faults(json!({"expires-in": {}}), &json!({})), ["no `expires_in`"]);
    }
}
