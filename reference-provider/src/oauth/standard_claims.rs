//! The standard claims about a user, and the scopes that release them (OpenID Connect Core §5.1 and §5.4).

use super::scope::Scope;

/// The scopes and the claims that each releases.
const BY_SCOPE: [(&str, &[&str]); 4] = [
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

/// The scope that releases a claim.
pub(crate) fn scope_of(claim: &str) -> Option<&'static str> {
    BY_SCOPE.iter().find(|(_, claims)| claims.contains(&claim)).map(|(scope, _)| *scope)
}

/// The names of the claims that `scope` releases.
pub(crate) fn in_scope(scope: &Scope) -> impl Iterator<Item = &'static str> {
    BY_SCOPE.iter().filter(|(name, _)| scope.contains(name)).flat_map(|(_, claims)| claims.iter().copied())
}

/// The names of the claims that scopes release.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    BY_SCOPE.iter().flat_map(|(_, claims)| claims.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_claim_belongs_to_one_scope_and_others_to_none() {
        assert_eq!(scope_of("phone_number_verified"), Some("phone"));
        assert_eq!(scope_of("locale"), Some("profile"));
        assert_eq!(scope_of("secret_message"), None);
    }
}
