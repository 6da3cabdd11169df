//! Target files: every mistake has a place, and shows no password of the file.

use std::collections::BTreeMap;

use oauth_harness::compile::plan;
use oauth_harness::model::source::Source;
use oauth_harness::syntax::target;

use super::input::text;

/// Reads it.
pub fn read(data: &[u8]) {
    let source = Source::new("t.yaml", text(data));
    let environment: BTreeMap<String, String> = [("HOME".to_owned(), "/".to_owned())].into_iter().collect();
    let mistakes = match target::read(&source, &environment) {
        Ok(target) => plan::check_target(&target, &[]),
        Err(mistakes) => {
            assert!(!mistakes.is_empty(), "it is said why not");
            mistakes
        }
    };
    for mistake in mistakes {
        assert!(!mistake.render(false).is_empty());
    }
}
