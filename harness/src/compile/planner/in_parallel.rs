//! `in parallel`: what a race may contain, and which checks apply to it.

use super::super::planned::InParallel;
use super::single::single;
use crate::model::node::{Node, Value};
use crate::model::scenario::StepSource;
use crate::model::span::Spanned;
use crate::step::Step;
use crate::syntax::decode::{DecodeError, decode};
use crate::syntax::scenario::{STEP_KEYS, step as read_step};

/// The name of a race among the steps.
pub(super) const IN_PARALLEL: &str = "in parallel";

/// The maximum number of requests at once.
const MOST_AT_ONCE: usize = 200;

/// The keys of a race that are not a step.
const OWN: [&str; 3] = ["times", "steps", "save"];

/// The checks that compare several responses.
const OF_A_RACE: [&str; 2] = ["distinct", "outcomes"];

/// The checks that examine one response, which a race does not have.
const OF_ONE_RESPONSE: [&str; 13] = [
    "body",
    "cookie",
    "header",
    "id-token",
    "json",
    "oauth-error",
    "page",
    "pages",
    "redirect",
    "shows",
    "signed-in",
    "status",
    "token",
];

/// `in parallel: {times: 20, STEP: …, save: …}`, or `in parallel: {steps: [STEP…]}`. Every mistake is reported.
pub(super) fn in_parallel(source: &StepSource) -> Result<InParallel, Vec<DecodeError>> {
    let Value::Map(entries) = &source.args.value else {
        let message = format!("`in parallel` is a mapping with a step in it, not {}", source.args.kind());
        return Err(vec![DecodeError::at(source.args.span, message)]);
    };
    let mut mistakes = Vec::new();
    if source.expect.is_none() {
        let error = DecodeError::at(source.kind.span, "a race needs an `expect`, which states how it should end");
        mistakes.push(error.help("such as `expect: {outcomes: {200: 1, 400: the rest}}`"));
    }
    let times = source.args.entry("times").and_then(|node| noted(decode::<Spanned<usize>>(node), &mut mistakes));
    let own = |(name, _): &&(Spanned<String>, Node)| !OWN.contains(&name.value.as_str());
    let steps: Vec<Node> = match source.args.entry("steps") {
        Some(Node { value: Value::Seq(steps), span }) => {
            // A step next to the list would never be sent.
            mistakes.extend(entries.iter().filter(own).map(|(name, _)| {
                DecodeError::at(name.span, format!("`{}` is next to `steps`, and would not be sent", name.value))
                    .help("a race is one step, or a list under `steps`: put it into the list")
            }));
            if steps.is_empty() {
                mistakes.push(DecodeError::at(*span, "a race without steps sends nothing"));
            }
            steps.clone()
        }
        Some(other) => {
            let message = format!("`steps` is a list of steps, not {}", other.kind());
            mistakes.push(DecodeError::at(other.span, message));
            Vec::new()
        }
        None => {
            let entries: Vec<(Spanned<String>, Node)> = entries.iter().filter(own).cloned().collect();
            if entries.is_empty() {
                mistakes.push(
                    DecodeError::at(source.kind.span, "a race without steps sends nothing")
                        .help("such as `in parallel: {times: 20, exchange: {code: …}}`"),
                );
                Vec::new()
            } else {
                vec![Node { span: source.args.span, value: Value::Map(entries) }]
            }
        }
    };
    let calls: Vec<Box<dyn Step>> = steps.iter().filter_map(|node| call(node, &mut mistakes)).collect();
    let count = times.as_ref().map_or(1, |times| times.value);
    let requests = steps.len().max(1).checked_mul(count);
    if requests.is_none_or(|requests| !(1..=MOST_AT_ONCE).contains(&requests)) {
        // If no number is given, the list itself is too long.
        let list = source.args.entry("steps").map_or(source.args.span, |steps| steps.span);
        let span = times.map_or(list, |times| times.span);
        let error = DecodeError::at(span, format!("a race has 1 to {MOST_AT_ONCE} requests"));
        mistakes.push(match requests {
            Some(requests) => error.help(format!("these are {requests}: `times` × the number of steps")),
            None => error.help("`times` × the number of steps is more than can be counted"),
        });
    }
    if mistakes.is_empty() { Ok(InParallel { calls, times: count }) } else { Err(mistakes) }
}

/// The requests of a race, as written: those that can be read.
pub(in crate::compile) fn race_steps(args: &Node) -> Vec<StepSource> {
    let read = |node: &Node| read_step(node, &mut Vec::new()).ok();
    if let Some(steps) = args.entry("steps") {
        return steps.items().iter().filter_map(read).collect();
    }
    let Value::Map(entries) = &args.value else { return Vec::new() };
    let entries = entries.iter().filter(|(name, _)| !OWN.contains(&name.value.as_str())).cloned().collect();
    read(&Node { span: args.span, value: Value::Map(entries) }).into_iter().collect()
}

/// One request of a race.
fn call(node: &Node, mistakes: &mut Vec<DecodeError>) -> Option<Box<dyn Step>> {
    const HELP: &str = "steps that are one request: exchange, refresh, revoke, introspect, call-api, request";
    let source = noted(read_step(node, mistakes), mistakes)?;
    if [IN_PARALLEL, "use"].contains(&source.kind.value.as_str()) {
        let message = format!("`{}` is not permitted inside a race", source.kind.value);
        mistakes.push(DecodeError::at(source.kind.span, message).help(HELP));
        return None;
    }
    if let Some(save) = source.args.entry("save") {
        let error = DecodeError::at(save.span, "a request of a race is not saved on its own");
        mistakes
            .push(error.help("save the race: `in parallel: {…, save: NAME}`; then `${NAME.results[0]}` is available"));
    }
    if let Value::Map(entries) = &node.value {
        let ignored_entries = entries.iter().filter(|(key, _)| STEP_KEYS.contains(&key.value.as_str()));
        mistakes.extend(ignored_entries.map(|(key, _)| {
            DecodeError::at(key.span, format!("`{}` inside a race would be ignored", key.value))
                .help("it belongs next to `in parallel`")
        }));
    }
    let step = match single(&source) {
        Ok(step) => step,
        Err(found) => {
            mistakes.extend(found);
            return None;
        }
    };
    if !step.is_one_request() {
        let message = format!("`{}` is more than one request, so it cannot be sent in parallel", source.kind.value);
        mistakes.push(DecodeError::at(source.kind.span, message).help(HELP));
        return None;
    }
    Some(step)
}

/// The checks under `expect` that a step of this kind can never satisfy.
pub(super) fn misplaced_checks(expect: &Node, kind: &Spanned<String>) -> Vec<DecodeError> {
    let Value::Map(entries) = &expect.value else { return Vec::new() };
    let race = kind.value == IN_PARALLEL;
    let mut mistakes = Vec::new();
    for (name, value) in entries {
        let check = name.value.as_str();
        if let ("any of", Value::Seq(outcomes)) = (check, &value.value) {
            mistakes.extend(outcomes.iter().flat_map(|outcome| misplaced_checks(outcome, kind)));
        } else if race && OF_ONE_RESPONSE.contains(&check) {
            let error = DecodeError::at(name.span, format!("`{check}` is about one response, and a race has several"));
            mistakes.push(error.help("such as `outcomes: {200: 1, 400: the rest}`"));
        } else if !race && OF_A_RACE.contains(&check) {
            let message = format!("`{check}` is about the responses of a race, and `{}` is not a race", kind.value);
            mistakes.push(DecodeError::at(name.span, message).help("send the step under `in parallel`"));
        }
    }
    mistakes
}

/// The value; a mistake is recorded.
fn noted<T>(read: Result<T, DecodeError>, mistakes: &mut Vec<DecodeError>) -> Option<T> {
    read.map_err(|error| mistakes.push(error)).ok()
}
