//! V8: the target names its scopes. A scenario requests the scopes of the target, or those that have the same name at every
//! provider.

#![expect(clippy::unwrap_used, reason = "a test")]

use oauth_harness::model::verdict::Verdict;
use oauth_harness::run::Options;

use crate::support;

/// Scopes of the references that other providers are unlikely to know.
const REFERENCE_SCOPES: [&str; 2] = ["read", "write"];

#[test]
fn no_scenario_requests_a_scope_of_the_references() {
    let root = support::root().join("scenarios");
    for folder in ["provider", "consumer", "pair", "fragments"] {
        for file in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            for line in text.lines() {
                assert!(requested_scope(line).is_none(), "{}: {line}", path.display());
            }
        }
    }
    assert_eq!(
        requested_scope("  - authorize: { as: alice, with: { scope: openid write }, save: less }"),
        Some("write")
    );
    assert_eq!(requested_scope("  - visit: { url: \"${with_query(consumer.sign_in, scope='read')}\" }"), Some("read"));
    assert_eq!(requested_scope("  - authorize: { with: { scope: \"${scopes.one}\" }, save: read }"), None);
}

/// The scope of the references that a line requests.
fn requested_scope(line: &str) -> Option<&'static str> {
    let values = ["scope:", "scope='"].into_iter().filter_map(|key| Some(line.split_once(key)?.1));
    let mut words =
        values.flat_map(|rest| rest.split(['}', ',', ')']).next().unwrap_or_default().split([' ', '\'', '"']));
    words.find_map(|word| REFERENCE_SCOPES.into_iter().find(|known| *known == word))
}

#[test]
fn scenarios_about_two_scopes_are_skipped_at_a_target_with_one() {
    let suite = support::embedded_suites().into_iter().find(|suite| suite.target.name == "reference").unwrap();
    let mut target = suite.target.clone();
    target.request_defaults.scopes.truncate(1);
    let limited = oauth_harness::Suite { plans: suite.plans.clone(), target };
    for name in
        ["insufficient-scope", "refresh-scope-narrowed", "refresh-scope-widened", "consent-for-additional-scopes"]
    {
        let case = limited.cases().into_iter().find(|case| case.name == format!("provider/{name}")).unwrap();
        let found = limited.run(&case, &Options::default());
        assert_eq!(found.verdict, Verdict::Skipped, "{name}");
        let reason = found.reason.unwrap_or_default();
        assert!(reason.contains("`scopes`") || reason.contains("two scopes"), "{name}: {reason}");
    }
}
