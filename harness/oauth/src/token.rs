//! The token response (RFC 6749 §5.1).

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::model::exchange::Response;

/// What keeps a response from being a successful one, or `None`: an access token, whatever else may be wrong with it.
pub fn not_granted(response: &Response) -> Option<String> {
    let body = response.json().filter(|_| (200..300).contains(&response.status));
    let Some(Value::Object(body)) = body else { return Some("not a JSON object with a status 2xx".to_owned()) };
    let token = body.get("access_token").and_then(Value::as_str).filter(|token| !token.is_empty());
    token.is_none().then(|| "no `access_token` string".to_owned())
}

/// What is wrong with a successful token response; empty if nothing is.
pub fn faults(response: &Response) -> Vec<String> {
    let mut faults = Vec::new();
    if response.status != 200 {
        faults.push(format!("the status is {}, not 200", response.status));
    }
    let Some(Value::Object(body)) = response.json() else {
        faults.push("the body is not a JSON object".to_owned());
        return faults;
    };
    if response.media_type() != "application/json" {
        faults.push(format!("the media type is `{}`, not `application/json`", response.media_type()));
    }
    for member in ["access_token", "token_type"] {
        match body.get(member) {
            Some(Value::String(text)) if !text.is_empty() => {}
            Some(_) => faults.push(format!("`{member}` is not a string")),
            None => faults.push(format!("`{member}` is missing")),
        }
    }
    if body.get("expires_in").is_some_and(|seconds| !seconds.is_u64()) {
        faults.push("`expires_in` is not a whole number of seconds".to_owned());
    }
    if body.get("error").is_some() {
        faults.push("it contains an `error`".to_owned());
    }
    faults
}

/// The members of a JSON object that occur more than once, which parsers resolve differently (RFC 8259 §4). Empty for anything
/// that is not an object.
pub fn repeated_members(body: &str) -> Vec<String> {
    serde_json::from_str::<DuplicateMembers>(body).map(|found| found.0.into_iter().collect()).unwrap_or_default()
}

/// Duplicate names.
struct DuplicateMembers(BTreeSet<String>);

impl<'de> Deserialize<'de> for DuplicateMembers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(DuplicateMembersVisitor)
    }
}

struct DuplicateMembersVisitor;

impl<'de> Visitor<'de> for DuplicateMembersVisitor {
    type Value = DuplicateMembers;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<DuplicateMembers, A::Error> {
        let (mut seen, mut again) = (BTreeSet::new(), BTreeSet::new());
        while let Some((name, IgnoredAny)) = map.next_entry::<String, IgnoredAny>()? {
            if !seen.insert(name.clone()) {
                again.insert(name);
            }
        }
        Ok(DuplicateMembers(again))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_that_come_again_are_found() {
        assert_eq!(repeated_members(r#"{"a":1,"b":{"c":1,"c":2},"a":2,"\u0061":3}"#), ["a"]);
        for body in [r#"{"a":1,"b":1}"#, "[1,1]", "<html>", ""] {
            assert!(repeated_members(body).is_empty(), "{body}");
        }
    }

    /// Rule 3: what is wrong apart from the access token is reported by the scenario that is about it.
    #[test]
    fn an_access_token_is_all_that_it_takes() {
        let of = |status, body: &str| Response { status, headers: Vec::new(), body: body.into() };
        for body in [r#"{"access_token":"a"}"#, r#"{"access_token":"a","expires_in":"3600","scope":["openid"]}"#] {
            assert_eq!(not_granted(&of(200, body)), None, "{body}");
        }
        for (status, body) in
            [(200, r#"{"access_token":""}"#), (200, "[]"), (400, r#"{"access_token":"a"}"#), (200, "")]
        {
            assert!(not_granted(&of(status, body)).is_some(), "{status} {body}");
        }
    }

    #[test]
    fn every_fault_is_named() {
        let response = |body: &str| Response {
            status: 200,
            headers: vec![("content-type".into(), "application/json; charset=utf-8".into())],
            body: body.into(),
        };
        assert!(faults(&response(r#"{"access_token":"a","token_type":"Bearer","expires_in":3600}"#)).is_empty());
        assert_eq!(faults(&response(r#"{"access_token":1,"expires_in":"3600"}"#)).len(), 3);
        assert_eq!(faults(&response("<html>")), ["the body is not a JSON object"]);
    }
}
