//! Scenarios and fragments: every mistake has a place that can be shown, and what has none can be planned.

use std::collections::BTreeMap;

use oauth_harness::compile::plan;
use oauth_harness::model::source::Source;
use oauth_harness::syntax::{fragment, scenario};

use super::input::text;

/// Reads it.
pub fn read(data: &[u8]) {
    let source = Source::new("scenarios/provider/x.yaml", text(data));
    let (read, mistakes) = scenario::read(&source);
    assert!(read.is_some() || !mistakes.is_empty(), "it is understood, or it is said why not");
    for mistake in &mistakes {
        assert!(!mistake.render(false).is_empty());
    }
    let fragments: BTreeMap<_, _> = match fragment::read(&source) {
        Ok(fragment) => [("x".to_owned(), fragment)].into_iter().collect(),
        Err(mistakes) => {
            for mistake in &mistakes {
                assert!(!mistake.render(true).is_empty());
            }
            BTreeMap::new()
        }
    };
    let (plans, mistakes) = plan::understood(read.into_iter().collect(), &fragments);
    for mistake in &mistakes {
        assert!(!mistake.render(false).is_empty());
    }
    for plan in &plans {
        for case in plan.cases() {
            case.needs();
        }
    }
}
