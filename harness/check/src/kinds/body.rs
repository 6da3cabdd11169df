//! `body`: texts that the last response contains or does not contain.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::members::{no_value, variables};
use crate::model::exchange::Response;
use crate::model::verdict::Mismatch;
use crate::step::{Evidence, Observation, StepEnd, Text};
use crate::syntax::template;
use crate::{Check, CheckKind, read, schema};

pub(super) const KIND: CheckKind = CheckKind {
    name: "body",
    summary: "Texts in the body of the last response: those that it contains (`has`) and those that it does not \
              (`lacks`).",
    read: read::<Body>,
    schema: schema::<Body>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Body {
    #[serde(default)]
    has: Vec<Text>,
    #[serde(default)]
    lacks: Vec<Text>,
}

impl Check for Body {
    fn judge(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let response = last_response(seen, evidence).ok_or_else(|| Mismatch::new("a response", "none"))?;
        let variables = variables(seen, evidence);
        for (texts, wanted) in [(&self.has, true), (&self.lacks, false)] {
            for text in texts {
                let text = template::render_text(&text.0, &variables)
                    .map_err(|error| no_value(&text.0, error.message, &variables))?;
                if response.body.contains(&text) != wanted {
                    let (expected, seen_here) =
                        if wanted { ("", "does not contain it") } else { ("not ", "contains it") };
                    return Err(Mismatch::new(
                        format!("the body {expected}to contain \"{text}\""),
                        format!("the body {seen_here}: {}", seen.end.describe()),
                    ));
                }
            }
        }
        Ok(())
    }
}

/// The response that the step ended with. A request for the consumer's home page afterwards is not part of it.
fn last_response<'w>(seen: &Observation, evidence: &Evidence<'w>) -> Option<&'w Response> {
    let exchanges = &evidence.exchanges[seen.exchanges.clone()];
    let at = match &seen.end {
        StepEnd::Page(page) if seen.home.is_some() => {
            exchanges.iter().rev().find(|exchange| exchange.request.url == page.url)
        }
        _ => None,
    };
    at.or(exchanges.last())?.response()
}
