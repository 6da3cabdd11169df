//! The claims about a user.

use serde_json::{Map, Value};

use crate::config::User;
use crate::oauth::scope::Scope;
use crate::oauth::standard_claims::in_scope;

/// One claim about a user, if it has a value.
pub(crate) fn claim(user: &User, name: &str) -> Option<Value> {
    match name {
        "email" => Some(user.email.as_str().into()),
        _ => user.claims.get(name).cloned(),
    }
}

/// The claims that `scope` releases, if they have a value.
pub(crate) fn released(user: &User, scope: &Scope) -> Map<String, Value> {
    in_scope(scope).filter_map(|name| Some((name.to_owned(), claim(user, name)?))).collect()
}

/// The claims of these names, if they have a value.
pub(crate) fn named<'n>(user: &User, names: impl IntoIterator<Item = &'n String>) -> Map<String, Value> {
    names.into_iter().filter_map(|name| Some((name.clone(), claim(user, name)?))).collect()
}

/// All claims about a user.
pub(crate) fn all(user: &User) -> Map<String, Value> {
    let mut claims: Map<String, Value> = user.claims.clone().into_iter().collect();
    claims.insert("email".to_owned(), user.email.as_str().into());
    claims
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
}
