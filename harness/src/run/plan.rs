//! Scenarios made ready to run: steps and checks with their meaning, everything that can be wrong found before anything runs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::offers;
use crate::check::{self, Expectation, passive};
use crate::model::node::{Node, Value};
use crate::model::scenario::{Row, Scenario, StepSource};
use crate::model::span::{At, Span};
use crate::model::target::Target;
use crate::step::{self, Step};
use crate::syntax::catalogue::Catalogue;
use crate::syntax::decode::DecodeError;
use crate::syntax::diagnostic::{Diagnostic, did_you_mean, known_names};
use crate::syntax::template;

/// A scenario whose steps and checks are understood.
#[derive(Debug)]
pub struct Story {
    /// As written.
    pub scenario: Scenario,
    /// Its steps.
    pub steps: Vec<PlannedStep>,
}

/// A step that is understood.
#[derive(Debug)]
pub struct PlannedStep {
    /// The action's name and place.
    pub kind: At<String>,
    /// The whole step.
    pub span: Span,
    /// What to do.
    pub step: Box<dyn Step>,
    /// What to expect; empty: a precondition that must work as usual.
    pub expect: Vec<Expectation>,
    /// The requirements (ids) that the expectation is about, unless the row names its own.
    pub verifies: Vec<String>,
    /// The step names its requirements itself.
    pub own_verifies: bool,
}

/// A story, or one row of its table.
#[derive(Clone, Debug)]
pub struct Case {
    /// `folder/id`, with `/case` for a row.
    pub name: String,
    /// The story.
    pub story: Arc<Story>,
    /// The row.
    pub row: Option<Row>,
}

impl Case {
    /// The requirements (ids) that a step's expectation is about in this case.
    pub fn verified_by<'a>(&'a self, step: &'a PlannedStep) -> Vec<String> {
        match &self.row {
            Some(row) if !step.own_verifies && !row.verifies.is_empty() => {
                row.verifies.iter().map(|id| id.value.clone()).collect()
            }
            _ => step.verifies.clone(),
        }
    }

    /// Every requirement (id) that the case judges, sorted.
    pub fn requirements(&self) -> Vec<String> {
        let judged = self.story.steps.iter().filter(|step| !step.expect.is_empty());
        let all: BTreeSet<String> = judged.flat_map(|step| self.verified_by(step)).collect();
        all.into_iter().collect()
    }
}

impl Story {
    /// The cases of the story: one, or one for each row.
    pub fn cases(self: &Arc<Self>) -> Vec<Case> {
        let name = self.scenario.name();
        if self.scenario.rows.is_empty() {
            return vec![Case { name, story: Arc::clone(self), row: None }];
        }
        let rows = self.scenario.rows.iter();
        rows.map(|row| Case {
            name: format!("{name}/{}", row.case.value),
            story: Arc::clone(self),
            row: Some(row.clone()),
        })
        .collect()
    }
}

/// Gives scenarios their meaning. Every mistake in every file is reported.
pub fn compile(scenarios: Vec<Scenario>) -> Result<Vec<Arc<Story>>, Vec<Diagnostic>> {
    let mut stories = Vec::new();
    let mut mistakes = Vec::new();
    for scenario in scenarios {
        match story(scenario) {
            Ok(story) => stories.push(Arc::new(story)),
            Err(found) => mistakes.extend(found),
        }
    }
    if mistakes.is_empty() { Ok(stories) } else { Err(mistakes) }
}

/// What a target file says that no scenario can know: capabilities and scenario names that do not exist.
pub fn check_target(target: &Target, stories: &[Arc<Story>]) -> Vec<Diagnostic> {
    let offers = target.offers.iter().filter_map(|offer| unknown_capability(offer).err());
    let cases: Vec<Case> = stories.iter().flat_map(Story::cases).collect();
    let scopes = target.deviations.iter().flat_map(|deviation| &deviation.only);
    let always = |scope: &str| passive::KINDS.iter().any(|kind| kind.id == scope);
    let named = |scope: &str| cases.iter().any(|case| in_scope(&case.name, scope)) || always(scope);
    let scopes = scopes.filter(|scope| !stories.is_empty() && !named(&scope.value));
    let scopes: Vec<DecodeError> = scopes
        .map(|scope| {
            let error = DecodeError::at(scope.span, format!("no scenario or case is called `{}`", scope.value));
            let ids = stories.iter().map(|story| story.scenario.id.value.as_str());
            let ids = ids.chain(passive::KINDS.iter().map(|kind| kind.id));
            match did_you_mean(&scope.value, ids) {
                Some(id) => error.help(format!("did you mean `{id}`?")),
                None => error.help("name it by its id, or by `id/case`"),
            }
        })
        .collect();
    offers.chain(scopes).map(|error| error.in_source(&target.source)).collect()
}

/// True where a case (`folder/id/case`) is meant by a scope (`id`, or `id/case`).
pub fn in_scope(case: &str, scope: &str) -> bool {
    let without_folder = case.split_once('/').map_or(case, |(_, rest)| rest);
    without_folder == scope || without_folder.split('/').next() == Some(scope)
}

fn story(scenario: Scenario) -> Result<Story, Vec<Diagnostic>> {
    let mut mistakes: Vec<DecodeError> = Vec::new();
    for id in &scenario.verifies {
        mistakes.extend(unknown_requirement(id).err());
    }
    if scenario.verifies.is_empty() {
        mistakes.push(DecodeError::at(scenario.id.span, "a scenario verifies at least one requirement"));
    }
    for id in scenario.rows.iter().flat_map(|row| &row.verifies) {
        mistakes.extend(unknown_requirement(id).err());
    }
    for need in &scenario.needs {
        mistakes.extend(unknown_capability(need).err());
    }
    for fault in scenario.red_when.iter().flat_map(|faults| &faults.0) {
        if !fault.starts_with("provider/") && !fault.starts_with("consumer/") {
            let message = format!("`{}` is not the name of a fault", fault.value);
            mistakes.push(DecodeError::at(fault.span, message).help("write `provider/NAME` or `consumer/NAME`"));
        }
    }
    let mut known = Known::at_the_start(&scenario);
    let mut steps = Vec::new();
    for source in &scenario.steps {
        match planned(source, &scenario, &mut known) {
            Ok(step) => steps.push(step),
            Err(found) => mistakes.extend(found),
        }
    }
    if mistakes.is_empty() && steps.iter().all(|step| step.expect.is_empty() || step.verifies.is_empty()) {
        mistakes.push(
            DecodeError::at(scenario.id.span, "no step has an `expect`: the scenario judges nothing")
                .help("a step without `expect` is a precondition; say of one of them what is expected"),
        );
    }
    if mistakes.is_empty() {
        return Ok(Story { scenario, steps });
    }
    Err(mistakes.into_iter().map(|error| error.in_source(&scenario.source)).collect())
}

fn planned(source: &StepSource, scenario: &Scenario, known: &mut Known) -> Result<PlannedStep, Vec<DecodeError>> {
    let Some(kind) = step::kind(&source.kind.value) else {
        let names = step::KINDS.iter().map(|kind| kind.name);
        let error = DecodeError::at(source.kind.span, format!("there is no step `{}`", source.kind.value));
        return Err(vec![error.help(known_names(&source.kind.value, names))]);
    };
    let mut mistakes = known.undefined(&source.args, false);
    for id in source.verifies.iter().flatten() {
        mistakes.extend(unknown_requirement(id).err());
    }
    let step = (kind.read)(&source.args).map_err(|error| mistakes.push(error)).ok();
    if let Some(name) = step.as_ref().and_then(|step| step.save()) {
        known.save(name, kind.members);
    }
    let expect = match &source.expect {
        Some(node) => {
            mistakes.extend(known.undefined(node, true));
            check::read_all(node).unwrap_or_else(|found| {
                mistakes.extend(found);
                Vec::new()
            })
        }
        None => Vec::new(),
    };
    let Some(step) = step.filter(|_| mistakes.is_empty()) else { return Err(mistakes) };
    let verifies = source.verifies.as_ref().unwrap_or(&scenario.verifies);
    let verifies = verifies.iter().map(|id| id.value.clone()).collect();
    let own_verifies = source.verifies.is_some();
    Ok(PlannedStep { kind: source.kind.clone(), span: source.span, step, expect, verifies, own_verifies })
}

fn unknown_requirement(id: &At<String>) -> Result<(), DecodeError> {
    Catalogue::built_in().known(id, id.span)
}

fn unknown_capability(name: &At<String>) -> Result<(), DecodeError> {
    if offers::names().any(|known| known == name.value) {
        return Ok(());
    }
    let error = DecodeError::at(name.span, format!("there is no capability `{}`", name.value));
    Err(error.help(known_names(&name.value, offers::names())))
}

/// The variables that `${…}` may speak of at one point of a story.
struct Known {
    /// Name, and members where they are always the same.
    variables: BTreeMap<String, Option<Vec<String>>>,
}

impl Known {
    fn at_the_start(scenario: &Scenario) -> Known {
        let mut variables: BTreeMap<String, Option<Vec<String>>> =
            ["clients", "consumer", "provider", "users"].map(|name| (name.to_owned(), None)).into();
        if let Some(row) = scenario.rows.first() {
            // A member that only some rows have is for `default` to fill in.
            let names = scenario.rows.iter().chain([row]).flat_map(|row| keys(&row.values)).collect();
            variables.insert("row".to_owned(), Some(names));
        }
        Known { variables }
    }

    fn save(&mut self, name: &At<String>, members: &[&str]) {
        let members = (!members.is_empty()).then(|| members.iter().map(|&member| member.to_owned()).collect());
        self.variables.insert(name.value.clone(), members);
    }

    /// The mistakes in all `${…}` of a tree; `it` is known in expectations.
    fn undefined(&self, node: &Node, in_expectation: bool) -> Vec<DecodeError> {
        let mut mistakes = Vec::new();
        for (text, span) in node.texts() {
            let names = match template::variables(text) {
                Ok(names) => names,
                Err(error) => {
                    mistakes.push(DecodeError::at(within(span, text, &error.range), error.message));
                    continue;
                }
            };
            for (path, range) in names {
                let (name, member) = path.split_once('.').map_or((path.as_str(), None), |(n, m)| (n, Some(m)));
                let span = within(span, text, &range);
                match self.variables.get(name) {
                    None if in_expectation && name == "it" => {}
                    None => {
                        let error = DecodeError::at(span, format!("nothing is called `{name}` here"));
                        let names = self.variables.keys().map(String::as_str);
                        mistakes.push(error.help(known_names(name, names)));
                    }
                    Some(Some(members)) => {
                        let first = member.map(|member| member.split('.').next().unwrap_or_default());
                        let missing = first.filter(|first| !members.iter().any(|member| member == first));
                        mistakes.extend(missing.map(|missing| {
                            DecodeError::at(span, format!("`{name}` has no member `{missing}`"))
                                .help(known_names(missing, members.iter().map(String::as_str)))
                        }));
                    }
                    Some(None) => {}
                }
            }
        }
        mistakes
    }
}

fn keys(node: &Node) -> Vec<String> {
    match &node.value {
        Value::Map(entries) => entries.iter().map(|(key, _)| key.value.clone()).collect(),
        _ => Vec::new(),
    }
}

/// The part of a text's span that a range of the text stands at, where the text is written as it is (plain, or quoted
/// without escapes); else the whole span.
fn within(span: Span, text: &str, range: &std::ops::Range<usize>) -> Span {
    let quotes = (span.end - span.start).saturating_sub(text.len());
    if quotes != 0 && quotes != 2 {
        return span;
    }
    let start = span.start + quotes / 2;
    Span { start: start + range.start, end: start + range.end }
}
