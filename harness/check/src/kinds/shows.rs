//! `shows`: texts that a user sees on the page where the browser ended.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::members::{no_value, variables};
use crate::model::verdict::Mismatch;
use crate::step::{Evidence, Observation, StepEnd, Text};
use crate::syntax::template;
use crate::{Check, CheckKind, read, schema};

pub(super) const KIND: CheckKind = CheckKind {
    name: "shows",
    summary: "Texts that a user sees on the page where the browser ended (`has`), and texts that a user does not see \
              there (`lacks`); the contents of fields and attributes do not count.",
    read: read::<Shows>,
    schema: schema::<Shows>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Shows {
    #[serde(default)]
    has: Vec<Text>,
    #[serde(default)]
    lacks: Vec<Text>,
}

impl Check for Shows {
    fn judge(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let StepEnd::Page(page) = &seen.end else {
            // Without a page, the forbidden texts were not shown, and the expectation is inconclusive.
            let unjudged = self.has.is_empty();
            return Err(Mismatch { unjudged, ..Mismatch::new("a page", seen.end.describe()) });
        };
        let variables = variables(seen, evidence);
        for (texts, wanted) in [(&self.has, true), (&self.lacks, false)] {
            for text in texts {
                let text = template::render_text(&text.0, &variables)
                    .map_err(|error| no_value(&text.0, error.message, &variables))?;
                if page.text.contains(&text) != wanted {
                    let (expected, found) = if wanted { ("", "does not show it") } else { ("not ", "shows it") };
                    return Err(Mismatch::new(
                        format!("the page {expected}to show \"{text}\""),
                        format!("the page {found}: {}", seen.end.describe()),
                    ));
                }
            }
        }
        Ok(())
    }
}
