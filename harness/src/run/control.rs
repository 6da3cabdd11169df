//! The positive control: before a scenario judges how a request is refused, it shows that the same request, unaltered, works.
//! Without it a broken sign-in accuses whatever is judged, and a provider where nothing works passes.

use std::collections::BTreeMap;

use super::unfold::{Foreseen, Unfolded, UnfoldedStep, unfold};
use crate::model::node::{Node, Value};
use crate::model::scenario::{Fragment, Row, Scenario};
use crate::step::{DEFAULT_ACTOR, DEFAULT_CLIENT};
use crate::syntax::decode::DecodeError;

/// Scenarios without a control are refused. It is off until all of ours have one or say why not.
pub(super) const IS_DEMANDED: bool = false;

/// The arguments by which a story sends something else than a client, a user or a browser would.
const ALTERING: [&str; 20] = [
    "as-is",
    "auth",
    "beside",
    "body",
    "fill",
    "form",
    "headers",
    "in",
    "json",
    "method",
    "name",
    "object",
    "password",
    "pushed",
    "raw",
    "scheme",
    "secret",
    "twice",
    "with",
    "without",
];

/// Parameters that change what is asked for, not whether it may be asked.
const HARMLESS: [&str; 4] = ["nonce", "resource", "scope", "state"];

/// The steps that only look at what another step brought: they are of no use as attacks, and need no control.
const LOOKING_ON: [&str; 4] = ["home", "journal", "page", "received"];

/// What is wrong with a scenario whose first judged step has no control before it.
pub(super) fn missing(scenario: &Scenario, fragments: &BTreeMap<String, Fragment>) -> Option<DecodeError> {
    if scenario.no_control.is_some() {
        return None;
    }
    let unfolded = unfold(scenario, fragments);
    let rows: Vec<Option<&Row>> =
        if scenario.rows.is_empty() { vec![None] } else { scenario.rows.iter().map(Some).collect() };
    let without: Vec<(Option<&Row>, &UnfoldedStep<'_>)> =
        rows.into_iter().filter_map(|row| Some((row, uncontrolled(&unfolded, &unfolded.foresee(row))?))).collect();
    let (row, step) = without.first()?;
    let kind = &step.step.kind;
    let whose = row.map_or_else(String::new, |row| format!(" (the case `{}`)", row.case.value));
    let message = format!("no `{}` before this one shows that it works at all{whose}", kind.value);
    // A step of a fragment stands in another file: the mistake is the scenario's.
    let span = if step.file.path() == scenario.source.path() { kind.span } else { scenario.id.span };
    let help = "put the same step, of the same client and user and unaltered, before it, or say why there can be none: \
                `control: { none: \"…\" }`";
    Some(DecodeError::at(span, message).help(help))
}

/// The first judged step, where no step before it is its control.
fn uncontrolled<'a>(unfolded: &'a Unfolded<'_>, foreseen: &Foreseen) -> Option<&'a UnfoldedStep<'a>> {
    let first = unfolded.steps.iter().position(|step| step.is_judged())?;
    let judged = &unfolded.steps[first];
    let kind = judged.step.kind.value.as_str();
    let controls = |step: &UnfoldedStep<'_>| {
        step.step.kind.value == kind
            && is_of(judged, step, foreseen)
            && alterations(step).iter().all(|(name, value)| {
                HARMLESS.contains(name)
                    || alterations(judged).iter().any(|(other, theirs)| name == other && value.says_the_same(theirs))
            })
    };
    let controlled = LOOKING_ON.contains(&kind) || unfolded.steps[..first].iter().any(controls);
    (!controlled).then_some(judged)
}

/// The same client, the same user, and for a request to anywhere the same address.
fn is_of(judged: &UnfoldedStep<'_>, control: &UnfoldedStep<'_>, foreseen: &Foreseen) -> bool {
    let same = |names: &[&str], default: &str| {
        let of = |step: &UnfoldedStep<'_>| match names.iter().find_map(|name| step.argument(name)) {
            // What only telling the story shows is compared as it is written.
            Some(node) => foreseen.text(step, node).or_else(|| node.text().map(str::to_owned)),
            None => Some(default.to_owned()),
        };
        of(judged) == of(control)
    };
    let has_address = matches!(judged.step.kind.value.as_str(), "get" | "post" | "request");
    same(&["client"], DEFAULT_CLIENT) && same(&["user", "as"], DEFAULT_ACTOR) && (!has_address || same(&["url"], ""))
}

/// Everything by which a step is altered: the parameters by their names, the rest by the argument's.
fn alterations<'a>(step: &'a UnfoldedStep<'_>) -> Vec<(&'a str, &'a Node)> {
    let Value::Map(entries) = &step.step.args.value else { return Vec::new() };
    let altering = entries.iter().filter(|(key, _)| ALTERING.contains(&key.value.as_str()));
    altering
        .flat_map(|(key, value)| match (&value.value, key.value.as_str()) {
            (Value::Map(parameters), "with" | "headers" | "form") => {
                parameters.iter().map(|(name, value)| (name.value.as_str(), value)).collect()
            }
            _ => vec![(key.value.as_str(), value)],
        })
        .collect()
}
