//! What is known about a user, and which scope releases it (OpenID Connect Core §5.1 and §5.4).

use serde_json::{Map, Value};

use crate::config::User;
use crate::oauth::scope::Scope;

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

/// One claim about a user, if there is anything to tell.
pub(crate) fn claim(user: &User, name: &str) -> Option<Value> {
    match name {
        "email" => Some(user.email.as_str().into()),
        _ => user.claims.get(name).cloned(),
    }
}

/// The claims that `scope` releases, as far as they are known.
pub(crate) fn released(user: &User, scope: &Scope) -> Map<String, Value> {
    let names = BY_SCOPE.iter().filter(|(name, _)| scope.contains(name)).flat_map(|(_, claims)| *claims);
    names.filter_map(|name| Some(((*name).to_owned(), claim(user, name)?))).collect()
}

/// The claims of these names, as far as they are known.
pub(crate) fn named<'n>(user: &User, names: impl IntoIterator<Item = &'n String>) -> Map<String, Value> {
    names.into_iter().filter_map(|name| Some((name.clone(), claim(user, name)?))).collect()
}

/// The scope that releases a claim.
pub(crate) fn scope_of(claim: &str) -> Option<&'static str> {
    BY_SCOPE.iter().find(|(_, claims)| claims.contains(&claim)).map(|(scope, _)| *scope)
}

/// All that is known about a user.
pub(crate) fn all(user: &User) -> Map<String, Value> {
    let mut claims: Map<String, Value> = user.claims.clone().into_iter().collect();
    claims.insert("email".to_owned(), user.email.as_str().into());
    claims
}

/// The names of the claims that scopes release.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    BY_SCOPE.iter().flat_map(|(_, claims)| claims.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn a_scope_releases_its_claims_and_no_others() {
        let alice = &Config::embedded().users[0];
        let names = |scope: &str| {
            let scope = Scope::parse(scope).expect("well-formed");
            released(alice, &scope).keys().cloned().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names("openid read"), "");
        assert_eq!(names("openid email"), "email email_verified");
        assert_eq!(names("phone address"), "address phone_number");
        assert_eq!(names("profile"), "family_name given_name name preferred_username");
    }

    #[test]
    fn each_claim_belongs_to_one_scope_and_others_to_none() {
        assert_eq!(scope_of("phone_number_verified"), Some("phone"));
        assert_eq!(scope_of("locale"), Some("profile"));
        assert_eq!(scope_of("secret_message"), None);
    }
}
