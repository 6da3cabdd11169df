//! Scopes (RFC 6749 §3.3): sets of values in one string; and the claims that each scope value of `OpenID` Connect requests.

use std::collections::BTreeSet;

use serde_json::Value;

/// The values of a scope. Neither their order nor duplicates count (RFC 6749 §3.3).
pub fn values(scope: &str) -> BTreeSet<&str> {
    scope.split(' ').filter(|value| !value.is_empty()).collect()
}

/// The values of a scope that are not among those of another.
pub fn beyond<'a>(scope: &'a str, allowed: &str) -> Vec<&'a str> {
    let allowed = values(allowed);
    values(scope).into_iter().filter(|value| !allowed.contains(value)).collect()
}

/// True for a scope in the grammar of RFC 6749 §3.3: values of printable characters except `"` and `\`, separated by one space.
pub fn is_well_formed(scope: &str) -> bool {
    let is_value =
        |value: &str| !value.is_empty() && value.bytes().all(|byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e));
    scope.split(' ').all(is_value)
}

/// The claims that each scope value requests (`OpenID` Connect Core 1.0 §5.4).
const CLAIMS: [(&str, &[&str]); 4] = [
    (
        "profile",
        &[
            "name",
            "family_name",
            "given_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "updated_at",
        ],
    ),
    ("email", &["email", "email_verified"]),
    ("address", &["address"]),
    ("phone", &["phone_number", "phone_number_verified"]),
];

/// The standard claims with a value in a set of claims that no scope value requests. Other claims are up to the provider.
pub fn claims_beyond(claims: &Value, scope: &str) -> Vec<&'static str> {
    let granted = values(scope);
    let others = CLAIMS.iter().filter(|(value, _)| !granted.contains(value)).flat_map(|(_, claims)| claims.iter());
    others.copied().filter(|name| claims.get(*name).is_some_and(|claim| !claim.is_null())).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn scopes_are_sets() {
        assert_eq!(values("write read write"), values("read write"));
        assert_eq!(beyond("read write", "write openid"), ["read"]);
        assert!(beyond("", "read").is_empty());
        assert_eq!(beyond("openid,profile", "openid profile"), ["openid,profile"]);
    }

    #[test]
    fn the_grammar_is_that_of_the_rfc() {
        for (scope, fits) in [
            ("openid profile", true),
            ("https://api.example/read", true),
            ("openid,profile", true),
            ("", false),
            (" read", false),
            ("read  write", false),
            ("read\twrite", false),
            ("\"read\"", false),
            ("lésen", false),
        ] {
            assert_eq!(is_well_formed(scope), fits, "{scope}");
        }
    }

    /// V34: a scope that was granted beyond the requested one, and is returned as such, requests its claims.
    #[test]
    fn claims_belong_to_scopes() {
        let claims = json!({"sub": "1", "name": "Alice", "email": "a@b.example", "phone_number": null, "groups": []});
        assert_eq!(claims_beyond(&claims, "openid"), ["name", "email"]);
        assert_eq!(claims_beyond(&claims, "openid profile"), ["email"]);
        assert!(claims_beyond(&claims, "openid email profile").is_empty());
        assert!(claims_beyond(&json!("text"), "").is_empty());
    }
}
