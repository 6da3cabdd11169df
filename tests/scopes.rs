//! V8: what scopes are called is the target's to say. A story asks for those that it names, or for those that every provider
//! knows by the same name.

#![expect(clippy::unwrap_used, reason = "a test")]

use oauth_harness::model::verdict::Verdict;
use oauth_harness::run::Options;

use crate::support;

/// Those that our references know, and hardly anybody else.
const OURS: [&str; 2] = ["read", "write"];

#[test]
fn no_story_asks_for_a_scope_of_our_references() {
    let root = support::root().join("scenarios");
    for folder in ["provider", "consumer", "pair", "fragments"] {
        for file in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            for line in text.lines() {
                assert!(asked_for(line).is_none(), "{}: {line}", path.display());
            }
        }
    }
    assert_eq!(asked_for("  - authorize: { as: alice, with: { scope: openid write }, save: less }"), Some("write"));
    assert_eq!(asked_for("  - visit: { url: \"${with_query(consumer.sign_in, scope='read')}\" }"), Some("read"));
    assert_eq!(asked_for("  - authorize: { with: { scope: \"${scopes.one}\" }, save: read }"), None);
}

/// The scope of ours that a line asks for.
fn asked_for(line: &str) -> Option<&'static str> {
    let values = ["scope:", "scope='"].into_iter().filter_map(|key| Some(line.split_once(key)?.1));
    let mut words =
        values.flat_map(|rest| rest.split(['}', ',', ')']).next().unwrap_or_default().split([' ', '\'', '"']));
    words.find_map(|word| OURS.into_iter().find(|ours| *ours == word))
}

#[test]
fn where_the_target_names_one_scope_stories_about_two_are_skipped() {
    let suite = support::embedded_suites().into_iter().find(|suite| suite.target.name == "reference").unwrap();
    let mut target = suite.target.clone();
    target.asking.scopes.truncate(1);
    let poor = oauth_harness::Suite { stories: suite.stories.clone(), target };
    for name in ["insufficient-scope", "refresh-narrowed", "refresh-widened", "consent-for-more"] {
        let case = poor.cases().into_iter().find(|case| case.name == format!("provider/{name}")).unwrap();
        let found = poor.run(&case, &Options::default());
        assert_eq!(found.verdict, Verdict::Skip, "{name}");
        let reason = found.reason.unwrap_or_default();
        assert!(reason.contains("`scopes`") || reason.contains("two scopes"), "{name}: {reason}");
    }
}
