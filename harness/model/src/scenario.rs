//! A scenario, as written in one YAML file.

use super::node::Node;
use super::source::Source;
use super::span::{Span, Spanned};

/// A scenario as in its file. Its steps are still trees: `compile` turns them into executable steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The file.
    pub source: Source,
    /// Its folder: `flow`, `provider`, `consumer`, `pair`, …
    pub folder: String,
    /// Its id, equal to the file's name.
    pub id: Spanned<String>,
    /// The property that is true when the scenario passes, or the attack that fails.
    pub title: String,
    /// Why it matters: the attack or the accident, for `explain` and for reviewers.
    pub why: Option<String>,
    /// What is under test.
    pub under_test: UnderTest,
    /// The requirements that its judged steps are about, unless a step names its own.
    pub verifies: Vec<Spanned<String>>,
    /// What the target must offer, else the scenario is skipped.
    pub needs: Vec<Spanned<String>>,
    /// What it may lock out or exhaust for other scenarios.
    pub disturbs: Option<Spanned<Disturbs>>,
    /// Why an attack has no positive control (`control: { none: … }`); `None`: it has one.
    pub no_control: Option<Spanned<String>>,
    /// The faults of the references that must turn it red, as `provider/NAME` or `consumer/NAME`; those of one entry are
    /// injected together.
    pub red_when: Vec<FaultSet>,
    /// The rows of `for each:`; empty when the scenario is a single case.
    pub rows: Vec<Row>,
    /// The steps.
    pub steps: Vec<StepSource>,
}

impl Scenario {
    /// `folder/id`: how reports and tests name it.
    pub fn name(&self) -> String {
        format!("{}/{}", self.folder, self.id.value)
    }
}

/// Faults that are injected together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultSet(pub Vec<Spanned<String>>);

impl std::fmt::Display for FaultSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.0.iter().map(|name| name.value.as_str()).collect();
        f.write_str(&names.join(" + "))
    }
}

/// The party under test. The harness plays all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UnderTest {
    /// The authorization server and resource server.
    Provider,
    /// The client.
    Consumer,
    /// Both together.
    Pair,
}

/// What a scenario may lock out or exhaust, by guessing or by flooding. At a shared target, such a scenario is run last and
/// alone, and only if the target permits it (`offers: [may-lock-out]`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Disturbs {
    /// A client may be locked out.
    Client,
    /// A user may be locked out.
    User,
    /// The provider may throttle all callers for a while.
    Provider,
}

impl Disturbs {
    /// The name used in scenarios.
    pub fn name(self) -> &'static str {
        match self {
            Disturbs::Client => "client",
            Disturbs::User => "user",
            Disturbs::Provider => "provider",
        }
    }
}

/// One row of `for each:`.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The name of the case.
    pub case: Spanned<String>,
    /// The requirements that the case is about; empty: those of the scenario.
    pub verifies: Vec<Spanned<String>>,
    /// What the target must offer for this case, in addition to what the scenario needs.
    pub needs: Vec<Spanned<String>>,
    /// All values of the row; steps use them as `${row.…}`.
    pub values: Node,
}

/// Steps that several scenarios share, with parameters and results: one file in a folder `fragments`.
#[derive(Clone, Debug, PartialEq)]
pub struct Fragment {
    /// The file.
    pub source: Source,
    /// Its name, equal to the file's.
    pub id: Spanned<String>,
    /// One sentence: what it does.
    pub title: String,
    /// The parameters that `with:` of a `use` may set, with their defaults; `None`: required. Steps use `${with.…}`.
    pub parameters: Vec<(String, Option<Node>)>,
    /// The steps.
    pub steps: Vec<StepSource>,
    /// The result that `save:` of a `use` saves: names, and values that are evaluated after the last step.
    pub result: Option<Node>,
}

/// A step as written: exactly one action, and its expectation.
#[derive(Clone, Debug, PartialEq)]
pub struct StepSource {
    /// The whole step.
    pub span: Span,
    /// The name of the action.
    pub kind: Spanned<String>,
    /// The arguments of the action.
    pub args: Node,
    /// The expectation; a step without one is a precondition and must work as usual.
    pub expect: Option<Node>,
    /// The condition of the expectation: if it is not met, nothing is judged.
    pub given: Option<Node>,
    /// The requirements that this step's expectation is about; `None`: those of the scenario; an empty list: none, the
    /// expectation is a precondition.
    pub verifies: Option<Vec<Spanned<String>>>,
}

impl StepSource {
    /// Everything in it that may contain `${…}`: its arguments, its expectation, and the condition of that.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        std::iter::once(&self.args).chain(&self.expect).chain(&self.given)
    }
}
