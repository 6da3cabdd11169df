//! A scenario as it will run: fragments and races expanded. Values that do not depend on a target are evaluated, so that every
//! analysis of a step sees which client it names, also through a row or the parameter of a fragment.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::planner::race_steps;
use crate::model::node::{Node, Value};
use crate::model::scenario::{Fragment, Row, Scenario, StepSource};
use crate::model::source::Source;
use crate::syntax::decode::decode;
use crate::syntax::template::{self, Variables};

/// All steps of a scenario, in the order in which they run.
pub(super) struct Unfolded<'a> {
    pub(super) steps: Vec<UnfoldedStep<'a>>,
    /// The names under which its steps save.
    pub(super) saved: BTreeSet<&'a str>,
    /// The scenario itself, and each use of a fragment: its parameters, and where it is used.
    scopes: Vec<Scope>,
}

/// A step, or a request of a race.
pub(super) struct UnfoldedStep<'a> {
    /// The file that contains it.
    pub(super) file: &'a Source,
    pub(super) step: Cow<'a, StepSource>,
    /// The race that it is a request of.
    pub(super) race: Option<&'a StepSource>,
    scope: usize,
}

struct Scope {
    with: Vec<(String, Json)>,
    outer: usize,
}

/// The known values of one case before it runs, for each scope.
pub(super) struct ForeseenValues(Vec<Variables>);

/// Expands a compiled scenario.
pub(super) fn unfold<'a>(scenario: &'a Scenario, fragments: &'a BTreeMap<String, Fragment>) -> Unfolded<'a> {
    let plan = Scope { with: Vec::new(), outer: 0 };
    let mut unfolded = Unfolded { steps: Vec::new(), saved: BTreeSet::new(), scopes: vec![plan] };
    unfolded.add(&scenario.steps, &scenario.source, 0, fragments, &mut Vec::new());
    unfolded
}

impl<'a> Unfolded<'a> {
    fn add(
        &mut self,
        steps: &'a [StepSource],
        file: &'a Source,
        scope: usize,
        fragments: &'a BTreeMap<String, Fragment>,
        open: &mut Vec<&'a str>,
    ) {
        for step in steps {
            self.saved.extend(step.args.entry("save").and_then(Node::text));
            match step.kind.value.as_str() {
                "use" => self.unfold_use(step, file, scope, fragments, open),
                "in parallel" => {
                    let inner = race_steps(&step.args);
                    self.steps.extend(inner.into_iter().map(|inner| UnfoldedStep {
                        file,
                        step: Cow::Owned(inner),
                        race: Some(step),
                        scope,
                    }));
                }
                _ => self.steps.push(UnfoldedStep { file, step: Cow::Borrowed(step), race: None, scope }),
            }
        }
    }

    fn unfold_use(
        &mut self,
        step: &'a StepSource,
        file: &'a Source,
        scope: usize,
        fragments: &'a BTreeMap<String, Fragment>,
        open: &mut Vec<&'a str>,
    ) {
        // The use itself may refer to clients and users: in `with`, and in its expectation.
        self.steps.push(UnfoldedStep { file, step: Cow::Borrowed(step), race: None, scope });
        let fragment = step.args.entry("fragment").and_then(Node::text).and_then(|name| fragments.get(name));
        // A fragment that uses itself is a mistake that the planner reports.
        let Some(fragment) = fragment.filter(|fragment| !open.contains(&fragment.id.value.as_str())) else { return };
        let given = |name: &str| step.args.entry("with").and_then(|with| with.entry(name));
        let with = fragment.parameters.iter().filter_map(|(name, default)| {
            let value = given(name).or(default.as_ref())?;
            Some((name.clone(), decode(value).unwrap_or_default()))
        });
        self.scopes.push(Scope { with: with.collect(), outer: scope });
        open.push(&fragment.id.value);
        self.add(&fragment.steps, &fragment.source, self.scopes.len() - 1, fragments, open);
        open.pop();
    }

    /// The known values of a case.
    pub(super) fn foresee(&self, row: Option<&Row>) -> ForeseenValues {
        let mut scopes = vec![Variables::new()];
        if let Some(row) = row {
            let values: Json = decode(&row.values).unwrap_or_default();
            let Json::Object(mut values) = values else { return ForeseenValues(scopes) };
            values.retain(|_, value| !value.to_string().contains("${"));
            scopes[0].insert("row".to_owned(), template::value_of(&values));
        }
        // The scenario is the first of them, and has no parameters.
        for scope in self.scopes.iter().skip(1) {
            let known = scope.with.iter().filter_map(|(name, value)| {
                let value = match value {
                    Json::String(text) => template::render(text, &scopes[scope.outer]).ok()?,
                    other => other.clone(),
                };
                Some((name.clone(), value))
            });
            let with: serde_json::Map<String, Json> = known.collect();
            scopes.push(Variables::from([("with".to_owned(), template::value_of(&with))]));
        }
        ForeseenValues(scopes)
    }
}

impl UnfoldedStep<'_> {
    /// An argument.
    pub(super) fn argument(&self, name: &str) -> Option<&Node> {
        self.step.args.entry(name)
    }

    /// Everything in it that may contain `${…}`; the expectation of a race applies to each of its requests.
    pub(super) fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.step.nodes().chain(self.race.iter().flat_map(|race| race.expect.iter().chain(&race.given)))
    }

    /// True if an expectation is judged: it is about a requirement. A fragment knows those of no scenario.
    pub(super) fn is_judged(&self) -> bool {
        let judged_step = self.race.unwrap_or(&self.step);
        judged_step.expect.is_some() && judged_step.verifies.as_ref().map_or(self.scope == 0, |ids| !ids.is_empty())
    }
}

impl ForeseenValues {
    /// The value of a text of a step in this case; `None` if it is only known at run time.
    pub(super) fn text(&self, step: &UnfoldedStep<'_>, node: &Node) -> Option<String> {
        match &node.value {
            Value::Text(text) if !text.contains("${") => Some(text.clone()),
            Value::Text(text) => template::render_text(text, &self.0[step.scope]).ok(),
            Value::Int(number) => Some(number.to_string()),
            _ => None,
        }
    }
}
