//! Scopes as sets.

use minijinja::{Error, Value};

use super::{Sources, refused};
use crate::oauth::scope;

pub(super) fn claims_beyond(_: &Sources) -> Value {
    Value::from_function(|claims: Value, scope: String| -> Result<Vec<&'static str>, Error> {
        let claims =
            serde_json::to_value(&claims).map_err(|error| refused(format!("the claims are not JSON: {error}")))?;
        if !claims.is_object() {
            return Err(refused(format!("the claims are {claims}, not an object")));
        }
        Ok(scope::claims_beyond(&claims, &scope))
    })
}

pub(super) fn scope_beyond(_: &Sources) -> Value {
    Value::from_function(|scope: String, allowed: String| -> Vec<String> {
        scope::beyond(&scope, &allowed).into_iter().map(str::to_owned).collect()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::value;

    #[test]
    fn claims_and_values_beyond_a_scope_are_listed() {
        let claims = "{'sub': '1', 'name': 'Alice', 'email': 'a@b.example'}";
        assert_eq!(value(&format!("claims_beyond({claims}, 'openid')")), Ok(json!(["name", "email"])));
        assert_eq!(value(&format!("claims_beyond({claims}, 'openid profile email')")), Ok(json!([])));
        assert!(value("claims_beyond('x', '')").expect_err("refused").contains("not an object"));
        assert_eq!(value("scope_beyond('write read', 'read')"), Ok(json!(["write"])));
        assert_eq!(value("scope_beyond('read', 'write read') == []"), Ok(json!(true)));
    }

    /// What scenarios require of types (V24, V35): the words of the template engine that they may rely on.
    #[test]
    fn types_are_distinguished() {
        for (expression, wanted) in [
            ("true is boolean", true),
            ("'true' is boolean", false),
            ("1 is boolean", false),
            ("3 is integer", true),
            ("'3' is integer", false),
            ("3.5 is integer", false),
            ("'a' is string", true),
            ("['a'] is string", false),
            ("['a'] is sequence", true),
            ("'a' is sequence", false),
            ("{'a': 1} is mapping", true),
            ("none is none", true),
        ] {
            assert_eq!(value(expression), Ok(json!(wanted)), "{expression}");
        }
    }
}
