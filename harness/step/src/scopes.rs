//! The scopes that the client of the harness requests: those that the target names, and no others.

use serde_json::{Map, Value, json};

use crate::model::deployment::Deployment;

/// The members of `scopes` in `${…}`. Those for which the target has nothing have no value.
///
/// `all` of them in one text, the `one` first, the `two` first, the `extra` one by which two are more than one; `resource`,
/// without which the profile is not shown, and an `other` one; `openid` with the default scope.
pub const MEMBERS: [&str; 7] = ["all", "extra", "one", "openid", "other", "resource", "two"];

/// The value of `scopes`.
pub(super) fn variable(deployment: &Deployment) -> Value {
    let scopes = &deployment.request_defaults.scopes;
    let resource = deployment.request_defaults.resource_scope.as_ref();
    let other = scopes.iter().find(|scope| resource.is_some_and(|resource| resource != *scope));
    let two = scopes.get(..2).map(|two| two.join(" "));
    let members = [
        ("all", Some(scopes.join(" "))),
        ("extra", scopes.get(1).cloned()),
        ("one", scopes.first().cloned()),
        ("openid", Some(with_openid(&deployment.scope))),
        ("other", other.cloned()),
        ("resource", resource.cloned()),
        ("two", two),
    ];
    let members = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json!(value?))));
    Value::Object(members.collect::<Map<_, _>>())
}

/// The default scope of a request that users answer: with `openid` if the provider issues ID tokens.
pub(super) fn default_scope(deployment: &Deployment) -> String {
    if deployment.request_defaults.openid { with_openid(&deployment.scope) } else { deployment.scope.clone() }
}

/// The scope of a client on its own behalf: without a user, it needs no ID token and no offline access.
pub(super) fn without_user(deployment: &Deployment) -> String {
    let words = deployment.scope.split_whitespace().filter(|word| !matches!(*word, "openid" | "offline_access"));
    words.collect::<Vec<_>>().join(" ")
}

/// True if `openid` is one of the words.
pub(super) fn has_openid(scope: &str) -> bool {
    scope.split(' ').any(|word| word == "openid")
}

fn with_openid(scope: &str) -> String {
    if has_openid(scope) { scope.to_owned() } else { format!("openid {scope}").trim_end().to_owned() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::deployment::OtherSecrets;
    use crate::model::sign_in::SignIn;
    use crate::model::target::RequestDefaults;

    fn deployment(scope: &str, scopes: &[&str], resource_scope: Option<&str>) -> Deployment {
        let scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
        Deployment {
            provider: None,
            consumer: None,
            clients: BTreeMap::new(),
            users: BTreeMap::new(),
            others: BTreeMap::new(),
            sign_in: SignIn::default(),
            scope: scope.to_owned(),
            request_defaults: RequestDefaults {
                scopes,
                resource_scope: resource_scope.map(str::to_owned),
                ..RequestDefaults::default()
            },
            other_secrets: OtherSecrets::default(),
        }
    }

    #[test]
    fn scopes_of_the_target_have_a_value() {
        let named = variable(&deployment("profile email", &["profile", "email", "groups"], Some("profile")));
        assert_eq!(
            named,
            json!({
                "all": "profile email groups", "one": "profile", "two": "profile email", "extra": "email",
                "openid": "openid profile email", "resource": "profile", "other": "email",
            })
        );
        assert_eq!(variable(&deployment("", &[], None)), json!({"all": "", "openid": "openid"}));
        assert_eq!(variable(&deployment("openid", &["a"], None)), json!({"all": "a", "one": "a", "openid": "openid"}));
    }

    #[test]
    fn openid_is_asked_for_where_a_user_answers() {
        let mut deployment = deployment("openid read offline_access", &[], None);
        assert_eq!(default_scope(&deployment), "openid read offline_access");
        assert_eq!(without_user(&deployment), "read");
        deployment.scope = "read".to_owned();
        assert_eq!(default_scope(&deployment), "read");
        deployment.request_defaults.openid = true;
        assert_eq!(default_scope(&deployment), "openid read");
    }
}
