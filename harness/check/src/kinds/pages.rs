//! `pages`: which kinds of pages were shown on the way.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::page::PageKind;
use crate::model::verdict::Mismatch;
use crate::step::{Evidence, Observation};
use crate::{Check, Kind, read, schema};

pub(super) const KIND: Kind = Kind {
    name: "pages",
    summary: "The kinds of pages passed on the way: those that were shown (`has`) and those that were not (`lacks`). \
              `login` is any page that asks who one is, by name, by password or by both.",
    read: read::<Pages>,
    schema: schema::<Pages>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Pages {
    #[serde(default)]
    has: Vec<PageKind>,
    #[serde(default)]
    lacks: Vec<PageKind>,
}

impl Check for Pages {
    fn judge(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let passed = |wanted: &&PageKind| seen.pages.iter().any(|page| page.is(**wanted));
        let missing = self.has.iter().filter(|kind| !passed(kind)).map(|kind| format!("a {} page", kind.name()));
        let excess = self.lacks.iter().filter(passed).map(|kind| format!("no {} page", kind.name()));
        let expected: Vec<String> = missing.chain(excess).collect();
        if expected.is_empty() {
            return Ok(());
        }
        let passed: Vec<&str> = seen.pages.iter().map(|kind| kind.name()).collect();
        let passed = if passed.is_empty() { "none".to_owned() } else { passed.join(", ") };
        Err(Mismatch::new(expected.join(", "), format!("these pages: {passed}; then {}", seen.landing.describe())))
    }
}
