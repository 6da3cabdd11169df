//! A part of the cases in which everything is exchanged and checked that is exchanged and checked in any of them: each kind of
//! request with each kind of answer, each kind of step with each kind of check.

use std::collections::BTreeSet;

use oauth_harness::compile::plan::Case;
use oauth_harness::model::redacted::{RedactedExchange, RedactedOutcome};
use oauth_harness::model::verdict::CaseReport;

/// What a case exchanges and checks, by kind; at each target it is of another kind.
pub(super) fn kinds(target: &str, case: &Case, found: &CaseReport) -> BTreeSet<String> {
    let steps = case.story.steps.iter().flat_map(|step| {
        let checks = step.expect.iter().map(|check| check.name.value.as_str());
        checks.map(|check| format!("{} {check}", step.kind.value)).collect::<Vec<_>>()
    });
    steps.chain(found.exchanges.iter().map(kind)).map(|kind| format!("{target}: {kind}")).collect()
}

/// Which of the cases, each with its kinds, have one that none before has.
pub(super) fn of<'k>(all: impl IntoIterator<Item = &'k BTreeSet<String>>) -> Vec<bool> {
    let mut seen = BTreeSet::new();
    all.into_iter()
        .map(|kinds| {
            let before = seen.len();
            seen.extend(kinds);
            seen.len() > before
        })
        .collect()
}

fn kind(exchange: &RedactedExchange) -> String {
    let outcome = match &exchange.outcome {
        RedactedOutcome::Response(response) => {
            let leads_to = response.location.as_ref().and_then(|location| location.leads_to.as_ref());
            let leads_to = leads_to.map(|url| &*url.address).unwrap_or_default();
            format!("{} {} {}", response.status, response.media_type, numberless(leads_to))
        }
        RedactedOutcome::Failure(failure) => failure.kind.to_owned(),
    };
    format!("{} {} {outcome}", exchange.request.method, numberless(&exchange.request.url.address))
}

/// `<client_id:1>` and `<client_id:2>` are of one kind.
fn numberless(address: &str) -> String {
    address.chars().filter(|c| !c.is_ascii_digit()).collect()
}
