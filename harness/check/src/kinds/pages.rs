//! `pages`: which kinds of pages were shown during the step.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::http::form_of;
use crate::model::exchange::Request;
use crate::model::owner::same_place;
use crate::model::page::PageKind;
use crate::model::verdict::Mismatch;
use crate::step::{Evidence, Observation};
use crate::{Check, CheckKind, read, schema};

pub(super) const KIND: CheckKind = CheckKind {
    name: "pages",
    summary: "The kinds of pages during the step: those that were shown (`has`) and those that were not (`lacks`). \
              `login` is any page that asks for a user name, a password or both.",
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
    fn judge(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let passed = |wanted: &&PageKind| seen.pages.iter().any(|page| page.is(**wanted));
        let unasked = |wanted: &&PageKind| passed(wanted) && !is_asked_for(**wanted, seen, evidence);
        let missing = self.has.iter().filter(|kind| !passed(kind)).map(|kind| format!("a {} page", kind.name()));
        let excess = self.lacks.iter().filter(unasked).map(|kind| format!("no {} page", kind.name()));
        let expected: Vec<String> = missing.chain(excess).collect();
        if expected.is_empty() {
            return Ok(());
        }
        let passed: Vec<&str> = seen.pages.iter().map(|kind| kind.name()).collect();
        if expected.iter().all(|expected| expected.starts_with("no ")) && is_asked_out_of_sight(seen, evidence) {
            return Err(Mismatch::unjudged(
                "an authorization request that shows whether such a page was requested",
                "the consumer has pushed it, and the browser sends nothing but its `request_uri` (RFC 9126 §4)",
            ));
        }
        let passed = if passed.is_empty() { "none".to_owned() } else { passed.join(", ") };
        Err(Mismatch::new(expected.join(", "), format!("these pages: {passed}; then {}", seen.end.describe())))
    }
}

/// The client itself requested such a page, with `prompt` or `max_age` (OpenID Connect Core §3.1.2.1).
fn is_asked_for(kind: PageKind, seen: &Observation, evidence: &Evidence<'_>) -> bool {
    let asked = requests(seen, evidence);
    asked.into_iter().any(|request| {
        let query = request.url.query_pairs().into_owned();
        query.chain(form_of(request)).any(|(name, value)| match (kind, name.as_str()) {
            (PageKind::Login, "prompt") => value.split(' ').any(|prompt| prompt == "login"),
            (PageKind::Login, "max_age") => value == "0",
            (PageKind::Consent, "prompt") => value.split(' ').any(|prompt| prompt == "consent"),
            _ => false,
        })
    })
}

/// The consumer has pushed its request (RFC 9126 §4), and the browser sends nothing but a reference to it.
fn is_asked_out_of_sight(seen: &Observation, evidence: &Evidence<'_>) -> bool {
    evidence.deployment.consumer.is_some()
        && requests(seen, evidence)
            .into_iter()
            .any(|request| request.url.query_pairs().any(|(name, _)| name == "request_uri"))
}

/// The authorization requests during the step.
fn requests<'e>(seen: &Observation, evidence: &Evidence<'e>) -> Vec<&'e Request> {
    let Some(provider) = &evidence.deployment.provider else { return Vec::new() };
    let log = evidence.exchanges.get(seen.exchanges.clone()).unwrap_or_default();
    let requests = log.iter().map(|exchange| &exchange.request);
    requests.filter(|request| same_place(&request.url, &provider.authorization)).collect()
}
