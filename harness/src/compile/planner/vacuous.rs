//! Expectations that judge nothing: empty lists, outcomes that permit everything, requests that could never succeed.

use crate::model::node::{Node, Value};
use crate::model::scenario::StepSource;
use crate::model::span::{Span, Spanned};
use crate::syntax::decode::DecodeError;

/// The checks whose value is what something must be equal to: there an empty list is a value.
const OF_VALUES: [&str; 4] = ["differ", "id-token", "same", "token"];

/// What is expected under `expect`, or in one of several outcomes, and is true for any response or for none.
pub(super) fn checks(expect: &Node) -> Vec<DecodeError> {
    let Value::Map(entries) = &expect.value else { return Vec::new() };
    let mut mistakes = Vec::new();
    for (name, value) in entries {
        match name.value.as_str() {
            "any of" => mistakes.extend(outcomes_of(value)),
            check if OF_VALUES.contains(&check) => {}
            _ => mistakes.extend(empty(name, value)),
        }
        match name.value.as_str() {
            "status" => mistakes.extend(every_status(value)),
            "outcomes" => mistakes.extend(every_outcome(value)),
            _ => {}
        }
    }
    mistakes
}

/// `any of`: the expectations of each outcome, and duplicate outcomes.
fn outcomes_of(value: &Node) -> Vec<DecodeError> {
    let outcomes = value.items();
    let mut mistakes: Vec<DecodeError> = outcomes.iter().flat_map(checks).collect();
    let again = |(at, outcome): &(usize, &Node)| outcomes[..*at].iter().any(|before| before.has_same_value(outcome));
    let again = outcomes.iter().enumerate().filter(again);
    mistakes.extend(again.map(|(_, outcome)| DecodeError::at(outcome.span, "duplicate outcome")));
    mistakes
}

/// Empty lists and mappings, except those that are values.
fn empty(name: &Spanned<String>, value: &Node) -> Vec<DecodeError> {
    match &value.value {
        Value::Seq(items) if items.is_empty() => vec![nothing(name, value.span)],
        Value::Map(entries) if entries.is_empty() => vec![nothing(name, value.span)],
        Value::Map(entries) => entries
            .iter()
            .flat_map(|(key, value)| {
                let has_values = matches!(key.value.as_str(), "with" | "not");
                let has_none = matches!(&value.value, Value::Map(values) if values.is_empty());
                if has_values && !has_none { Vec::new() } else { empty(key, value) }
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn nothing(name: &Spanned<String>, span: Span) -> DecodeError {
    let error = DecodeError::at(span, format!("an empty `{}` judges nothing", name.value));
    error.help("name what is meant, or remove it")
}

/// A list of statuses that permits every response.
fn every_status(value: &Node) -> Option<DecodeError> {
    let texts: Vec<&str> = value.items().iter().filter_map(Node::text).collect();
    let all = ["2xx", "3xx", "4xx"].iter().all(|class| texts.contains(class));
    let error = || DecodeError::at(value.span, "every status is allowed: this judges nothing");
    all.then(|| error().help("name the statuses that are acceptable"))
}

/// Outcomes of a race that permit every result.
fn every_outcome(value: &Node) -> Option<DecodeError> {
    let Value::Map(entries) = &value.value else { return None };
    let unbounded = |count: &Node| matches!(count.text(), Some("the rest" | "at least 0"));
    let classes: Vec<&str> = entries.iter().map(|(status, _)| status.value.as_str()).collect();
    let all = ["2xx", "4xx"].iter().all(|class| classes.contains(class));
    if !all || !entries.iter().all(|(_, count)| unbounded(count)) {
        return None;
    }
    let error = DecodeError::at(value.span, "every outcome is allowed: this judges nothing");
    Some(error.help("say how many of one kind there may be, such as `200: at most 1`"))
}

/// A race whose requests all send a code or token that was never issued, although some of them are expected to succeed.
pub(super) fn made_up(requests: &[StepSource], expect: Option<&Node>) -> Option<DecodeError> {
    let made_up: Option<Vec<(&str, Span)>> = requests.iter().map(made_up_secret).collect();
    let (secret, span) = *made_up?.first()?;
    let Value::Map(outcomes) = &expect?.entry("outcomes")?.value else { return None };
    outcomes.iter().find(|(status, count)| {
        status.value.starts_with('2') && count.value != Value::Int(0) && count.text() != Some("at most 0")
    })?;
    let error = DecodeError::at(span, format!("the {secret} is made up: no request of the race can succeed"));
    Some(error.help("race for an issued one: `${grant.code}`"))
}

/// The code or token of a request, if it is literal.
fn made_up_secret(step: &StepSource) -> Option<(&'static str, Span)> {
    let secret = match step.kind.value.as_str() {
        "device-poll" | "exchange" => "code",
        "refresh" => "token",
        _ => return None,
    };
    let given = step.args.entry(secret)?;
    given.text().filter(|text| !text.contains("${")).map(|_| (secret, given.span))
}
