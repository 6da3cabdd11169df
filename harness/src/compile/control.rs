//! The positive control: before a scenario judges how a request is refused, it shows that the same request, unaltered, works.
//! Without it a broken sign-in accuses whatever is judged, and a provider where nothing works passes.

use std::collections::BTreeMap;

use super::unfold::{Foreseen, Unfolded, UnfoldedStep, unfold};
use crate::model::node::{Node, Value};
use crate::model::scenario::{Fragment, Row, Scenario};
use crate::step::{DEFAULT_ACTOR, DEFAULT_CLIENT};
use crate::syntax::decode::DecodeError;
use crate::syntax::template::{self, Mention};

/// Scenarios without a control are refused. It is off until all of ours have one or say why not.
pub(super) const IS_DEMANDED: bool = false;

/// The arguments by which a story sends something else than a client, a user or a browser would, or goes less far.
const ALTERING: [&str; 21] = [
    "auth",
    "beside",
    "body",
    "consent",
    "decision",
    "fill",
    "form",
    "headers",
    "in",
    "json",
    "method",
    "name",
    "password",
    "raw",
    "scheme",
    "secret",
    "stop-before",
    "twice",
    "until",
    "with",
    "without",
];

/// Parameters and headers that change what is asked for, not whether it may be asked.
const HARMLESS: [&str; 5] = ["dpop", "nonce", "resource", "scope", "state"];

/// Steps that show that another one works: they do it on their way.
const INCLUDED: [(&str, &str); 5] = [
    ("callback", "sign-in"),
    ("consent", "authorize"),
    ("log-in", "authorize"),
    ("visit", "sign-in"),
    ("visit", "callback"),
];

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
    let first = unfolded.steps.iter().position(UnfoldedStep::is_judged)?;
    let judged = &unfolded.steps[first];
    let kind = judged.step.kind.value.as_str();
    let shows = |step: &UnfoldedStep<'_>| {
        let other = step.step.kind.value.as_str();
        other == kind || INCLUDED.contains(&(kind, other))
    };
    let controls = |step: &UnfoldedStep<'_>| {
        shows(step)
            && is_of(judged, step, foreseen)
            && alterations(step).iter().all(|(name, value)| {
                HARMLESS.contains(name)
                    || alterations(judged).iter().any(|(other, theirs)| name == other && value.says_the_same(theirs))
            })
    };
    let controlled = LOOKING_ON.contains(&kind) || unfolded.steps[..first].iter().any(controls);
    (!controlled).then_some(judged)
}

/// The same client and the same user; and for a request to anywhere, the same endpoint.
fn is_of(judged: &UnfoldedStep<'_>, control: &UnfoldedStep<'_>, foreseen: &Foreseen) -> bool {
    let same = |names: &[&str], default: &str| {
        let of = |step: &UnfoldedStep<'_>| match names.iter().find_map(|name| step.argument(name)) {
            // What only telling the story shows is compared as it is written.
            Some(node) => foreseen.text(step, node).or_else(|| node.text().map(str::to_owned)),
            None => Some(default.to_owned()),
        };
        of(judged) == of(control)
    };
    same(&["client"], DEFAULT_CLIENT) && same(&["user", "as"], DEFAULT_ACTOR) && endpoint(judged) == endpoint(control)
}

/// Where a request goes to, as far as a story says: the endpoint that its URL speaks of, or the URL as it is written.
fn endpoint(step: &UnfoldedStep<'_>) -> Option<String> {
    if !matches!(step.step.kind.value.as_str(), "call-api" | "get" | "post" | "request") {
        return None;
    }
    let url = step.argument("url").and_then(Node::text).unwrap_or("${provider.profile}");
    let mentions = template::mentions(url).unwrap_or_default();
    let of_party = |mention: &&Mention| mention.path.starts_with("provider.") || mention.path.starts_with("consumer.");
    Some(mentions.iter().find(of_party).map_or_else(|| url.to_owned(), |mention| mention.path.clone()))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::source::Source;
    use crate::syntax::scenario::read;

    /// The step that has no control, as `line:column`; nothing where it has one.
    fn told(steps: &str) -> Option<String> {
        let head = "id: sample\ntitle: T\nunder-test: pair\nverifies: [x]\n";
        let source = Source::new("scenarios/pair/sample.yaml", format!("{head}{steps}"));
        let (scenario, mistakes) = read(&source);
        assert!(mistakes.is_empty(), "{}", mistakes[0].message);
        let mistake = missing(&scenario.expect("a scenario"), &BTreeMap::new())?;
        let place = source.place(mistake.span.expect("a place"));
        place.split_once(".yaml:").map(|(_, place)| place.to_owned())
    }

    const GRANT: &str = "steps:\n- authorize: { save: grant }\n";

    #[test]
    fn the_same_step_unaltered_shows_that_it_works() {
        let attack = "- exchange: { code: a, without: [redirect_uri] }\n  expect: { status: 4xx }\n";
        assert_eq!(told(&format!("{GRANT}{attack}")).as_deref(), Some("7:3"));
        assert_eq!(told(&format!("{GRANT}- exchange: {{ code: a }}\n{attack}")), None);
        let other_client = format!("{GRANT}- exchange: {{ code: a, client: other }}\n{attack}");
        assert_eq!(told(&other_client).as_deref(), Some("8:3"));
        let altered = format!("{GRANT}- exchange: {{ code: a, with: {{ code_verifier: x }} }}\n{attack}");
        assert_eq!(told(&altered).as_deref(), Some("8:3"));
        let with_scope = format!("{GRANT}- exchange: {{ code: a, with: {{ scope: x }} }}\n{attack}");
        assert_eq!(told(&with_scope), None, "it may be asked for more or less");
        let judged_before =
            format!("{GRANT}- exchange: {{ code: a }}\n  verifies: []\n  expect: {{ status: 200 }}\n{attack}");
        assert_eq!(told(&judged_before), None);
    }

    #[test]
    fn a_way_that_was_gone_to_its_end_shows_each_of_its_steps() {
        let attack = "- callback: { url: a, without: [state] }\n  expect: { signed-in: nobody }\n";
        assert_eq!(told(&format!("steps:\n- sign-in:\n{attack}")), None);
        let stopped = format!("steps:\n- sign-in: {{ stop-before: callback }}\n{attack}");
        assert_eq!(told(&stopped).as_deref(), Some("7:3"));
        let of_bob = format!("steps:\n- sign-in: {{ as: bob }}\n{attack}");
        assert_eq!(told(&of_bob).as_deref(), Some("7:3"));
    }

    #[test]
    fn every_row_and_every_request_of_a_race_has_its_own() {
        let rows = "for each:\n- { case: web, client: web }\n- { case: other, client: other }\n";
        let steps = "steps:\n- refresh: { token: a }\n- refresh: { token: b, client: \"${row.client}\" }\n  \
                     expect: { status: 4xx }\n";
        assert_eq!(told(&format!("{rows}{steps}")).as_deref(), Some("10:3"));
        let race = "- in parallel: { times: 2, refresh: { token: b } }\n  expect: { outcomes: { 4xx: the rest } }\n";
        assert_eq!(told(&format!("steps:\n- refresh: {{ token: a }}\n{race}")), None);
        assert!(told(&format!("steps:\n{race}")).is_some());
    }

    #[test]
    fn requests_go_to_the_same_endpoint() {
        let attack =
            "- request: { url: \"${with_query(provider.end_session, hint='x')}\" }\n  expect: { status: 4xx }\n";
        let control = "steps:\n- request: { url: \"${provider.end_session}\" }\n";
        assert_eq!(told(&format!("{control}{attack}")), None);
        let elsewhere = "steps:\n- request: { url: \"${provider.token}\" }\n";
        assert_eq!(told(&format!("{elsewhere}{attack}")).as_deref(), Some("7:3"));
    }

    #[test]
    fn a_scenario_may_say_why_it_can_have_none() {
        let steps = "steps:\n- keys:\n  expect: { status: 200 }\n";
        assert_eq!(told(steps).as_deref(), Some("6:3"));
        assert_eq!(told(&format!("control: {{ none: it is a document }}\n{steps}")), None);
    }
}
