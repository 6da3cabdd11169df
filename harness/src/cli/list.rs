//! `list`: the scenarios, what they verify and what they need; or the requirements, and what verifies them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use clap::Args;
use serde_json::json;

use super::exit::Exit;
use super::input::InputArguments;
use super::print::{self, BOLD, DIM};
use crate::Suite;
use crate::compile::need::Need;
use crate::compile::plan::{Case, ScenarioPlan};
use crate::model::requirement::Requirement;
use crate::run::always_on;
use crate::syntax::catalog::Catalog;

/// The arguments of `list`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ListArguments {
    #[command(flatten)]
    input: InputArguments,
    /// List the requirements instead: those that a scenario verifies, and those that none does.
    #[arg(short, long)]
    requirements: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  oauth-harness list --target my-site.yaml    what would run there, and what would be skipped
  oauth-harness list --requirements           the coverage of each document
  oauth-harness list --requirements --json    the same as JSON, for a script";

/// Prints the list.
pub(super) fn list(arguments: &ListArguments) -> Result<Exit, Exit> {
    let suite = arguments.input.load()?;
    let (cases, always) = arguments.input.asked_for(&suite)?;
    let text = match (arguments.requirements, arguments.json) {
        (false, false) => scenarios(&suite, &cases, &always),
        (false, true) => as_json(&scenarios_json(&suite, &cases)),
        (true, false) => requirements(&cases),
        (true, true) => as_json(&requirements_json(&cases)),
    };
    print::out(&text)?;
    Ok(Exit::AsExpected)
}

/// The scenarios of the cases, by folder.
fn chosen<'a>(suite: &'a Suite, cases: &[Case]) -> Vec<&'a Arc<ScenarioPlan>> {
    let chosen: BTreeSet<String> = cases.iter().map(|case| case.plan.scenario.name()).collect();
    suite.plans.iter().filter(|plan| chosen.contains(&plan.scenario.name())).collect()
}

fn judged(plan: &Arc<ScenarioPlan>) -> BTreeSet<String> {
    plan.cases().iter().flat_map(Case::requirements).collect()
}

/// What a scenario needs that not every target has, by name: what is listed under `needs`, and what is derived from its steps.
fn needs(plan: &Arc<ScenarioPlan>) -> Vec<String> {
    let needs = plan.needs().into_iter().filter(|need| !need.is_common());
    let mut names: Vec<String> = needs.map(Need::name).collect();
    let mut already_listed = BTreeSet::new();
    names.retain(|name| already_listed.insert(name.clone()));
    names
}

/// The cases of a scenario that are skipped at a target, by reason.
fn skipped(plan: &Arc<ScenarioPlan>, suite: &Suite) -> BTreeMap<String, Vec<String>> {
    let mut skipped = BTreeMap::<String, Vec<String>>::new();
    for case in plan.cases() {
        if let Some(reason) = case.lacking(&suite.target) {
            let row = case.row.map_or(case.name, |row| row.case.value);
            skipped.entry(reason).or_default().push(row);
        }
    }
    skipped
}

fn scenarios(suite: &Suite, cases: &[Case], always: &[&str]) -> String {
    let mut text = String::new();
    let mut folder = "";
    let plans = chosen(suite, cases);
    for plan in &plans {
        let scenario = &plan.scenario;
        if scenario.folder != folder {
            folder = &scenario.folder;
            let _ = writeln!(text, "\n{BOLD}{folder}{BOLD:#}");
        }
        let rows = if scenario.rows.is_empty() { String::new() } else { format!(" ({} cases)", scenario.rows.len()) };
        let _ = writeln!(text, "  {BOLD}{}{BOLD:#}{rows}  {}", scenario.id.value, scenario.title);
        for id in judged(plan) {
            let _ = writeln!(text, "      {DIM}verifies {id}{DIM:#}");
        }
        let needs = needs(plan);
        if !needs.is_empty() {
            let _ = writeln!(text, "      {DIM}needs {}{DIM:#}", needs.join(", "));
        }
        if let Some(disturbs) = &scenario.disturbs {
            let _ = writeln!(text, "      {DIM}disturbs the {}{DIM:#}", disturbs.name());
        }
        for (reason, skipped) in skipped(plan, suite) {
            let which = if skipped.len() == scenario.rows.len().max(1) {
                String::new()
            } else {
                format!(" ({})", skipped.join(", "))
            };
            let _ = writeln!(text, "      {DIM}skipped here{which}: {reason}{DIM:#}");
        }
    }
    for (index, kind) in always_on::checks().iter().filter(|kind| always.contains(&kind.id)).enumerate() {
        if index == 0 {
            let _ = writeln!(text, "\n{BOLD}always{BOLD:#}  {DIM}checked in every case, reported at the end{DIM:#}");
        }
        let _ = writeln!(text, "  {BOLD}{}{BOLD:#}  {}", kind.id, kind.sentence);
        for id in kind.requirements {
            let _ = writeln!(text, "      {DIM}verifies {id}{DIM:#}");
        }
        if let Some(reason) = always_on::lacking(kind, &suite.target) {
            let _ = writeln!(text, "      {DIM}skipped here: {reason}{DIM:#}");
        }
    }
    let counts = [(plans.len(), "scenario"), (cases.len(), "case"), (always.len(), "always-on check")];
    let counts = counts.map(|(number, what)| print::counted(number, what));
    let _ = writeln!(text, "\n{}", counts.join(", "));
    text
}

fn scenarios_json(suite: &Suite, cases: &[Case]) -> serde_json::Value {
    let plans = chosen(suite, cases).into_iter().map(|plan| {
        let scenario = &plan.scenario;
        let names: Vec<&str> =
            cases.iter().filter(|case| Arc::ptr_eq(&case.plan, plan)).map(|case| case.name.as_str()).collect();
        json!({
            "name": scenario.name(),
            "title": scenario.title,
            "file": scenario.source.path(),
            "cases": names,
            "verifies": judged(plan),
            "needs": needs(plan),
            "disturbs": scenario.disturbs.as_ref().map(|disturbs| disturbs.name()),
            "red_when": scenario.red_when.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "skipped": plan.lacking(&suite.target),
        })
    });
    plans.collect()
}

/// The cases (names) that verify each requirement.
fn verifiers(cases: &[Case]) -> BTreeMap<String, Vec<&str>> {
    let mut verifiers = BTreeMap::<String, Vec<&str>>::new();
    for case in cases {
        for id in case.requirements() {
            verifiers.entry(id).or_default().push(&case.name);
        }
    }
    verifiers
}

/// The requirements of each document.
fn by_document() -> BTreeMap<&'static str, Vec<&'static Requirement>> {
    let mut documents = BTreeMap::<&str, Vec<&Requirement>>::new();
    for requirement in Catalog::built_in().iter() {
        let document = requirement.source.split(" §").next().unwrap_or_default();
        documents.entry(document).or_default().push(requirement);
    }
    documents
}

fn requirements(cases: &[Case]) -> String {
    let verifiers = verifiers(cases);
    let is_verified = |requirement: &&&Requirement| verifiers.contains_key(&requirement.id);
    let mut text = String::new();
    let mut summary = String::new();
    let (mut all, mut verified) = (0, 0);
    for (document, requirements) in by_document() {
        let covered = requirements.iter().filter(is_verified).count();
        all += requirements.len();
        verified += covered;
        let _ = writeln!(text, "\n{BOLD}{document}{BOLD:#}  {covered} of {}", requirements.len());
        let _ = writeln!(summary, "  {covered:>4} of {:<4} {document}", requirements.len());
        for requirement in requirements {
            let (mark, by) = match verifiers.get(&requirement.id) {
                Some(cases) => ('✓', format!("  {DIM}by {}{DIM:#}", shortened(cases))),
                None => ('·', String::new()),
            };
            let level = requirement.level.word();
            let _ = writeln!(text, "  {mark} {level:<11} {}{by}", requirement.id);
        }
    }
    let _ = writeln!(
        text,
        "\n{summary}\n{verified} of {all} requirements are verified by {}",
        print::counted(cases.len(), "case")
    );
    text
}

/// The scenarios of some cases: two in full, and how many more.
fn shortened(cases: &[&str]) -> String {
    let plans: BTreeSet<String> =
        cases.iter().map(|case| case.splitn(3, '/').take(2).collect::<Vec<_>>().join("/")).collect();
    let shown: Vec<&str> = plans.iter().take(2).map(String::as_str).collect();
    let more = if plans.len() > 2 { format!(" and {} more", plans.len() - 2) } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

fn requirements_json(cases: &[Case]) -> serde_json::Value {
    let verifiers = verifiers(cases);
    let none = Vec::new();
    let requirements = Catalog::built_in().iter().map(|requirement| {
        json!({
            "id": requirement.id,
            "source": requirement.source,
            "level": requirement.level.word(),
            "subject": requirement.subject,
            "requirement": requirement.requirement,
            "verified_by": verifiers.get(&requirement.id).unwrap_or(&none),
        })
    });
    requirements.collect()
}

fn as_json(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}
