//! Compiled steps, as plain data: what to do, what to expect, which requirements it is about.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::check::Expectation;
use crate::model::source::Source;
use crate::model::span::{Span, Spanned};
use crate::step::Step;

/// A compiled step.
#[derive(Debug)]
pub struct PlannedStep {
    /// The file that contains it.
    pub source: Source,
    /// The name of the action, with its position.
    pub kind: Spanned<String>,
    /// The whole step.
    pub span: Span,
    /// What to do.
    pub action: Action,
    /// The name under which its result is saved.
    pub save: Option<Spanned<String>>,
    /// The condition of the expectation: if it is not met, nothing is judged.
    pub given: Option<Precondition>,
    /// What to expect; empty: a precondition that must work as usual.
    pub expect: Vec<Expectation>,
    /// The requirements (ids) that the expectation is about, unless the row names its own.
    pub verifies: Vec<String>,
    /// The step names its requirements itself.
    pub own_verifies: bool,
}

/// `given: { that: "${…}", else: REASON }`: the condition of an expectation.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Precondition {
    /// A value that is true (not `false`, nothing, zero or empty) if the expectation can be judged; `it` is the step's result.
    #[schemars(with = "String")]
    pub that: Spanned<String>,
    /// Why it cannot be judged otherwise.
    #[serde(rename = "else")]
    pub otherwise: String,
}

/// What a step does.
#[derive(Debug)]
pub enum Action {
    /// One of `step::KINDS`.
    Do(Box<dyn Step>),
    /// `use`: the steps of a fragment.
    Use(FragmentUse),
    /// `in parallel`: several requests released together.
    InParallel(InParallel),
}

/// The use of a fragment.
#[derive(Debug)]
pub struct FragmentUse {
    /// The fragment.
    pub fragment: Arc<FragmentPlan>,
    /// The values of its parameters; texts may contain `${…}` of the scenario that uses it.
    pub with: BTreeMap<String, Json>,
}

/// A compiled fragment.
#[derive(Debug)]
pub struct FragmentPlan {
    /// Its steps.
    pub steps: Vec<PlannedStep>,
    /// Its result: texts may contain `${…}` of its own steps.
    pub result: Json,
}

/// Requests that are prepared first and released together.
#[derive(Debug)]
pub struct InParallel {
    /// Each is one request; see [`Step::request`].
    pub calls: Vec<Box<dyn Step>>,
    /// How often each is sent.
    pub times: usize,
}
