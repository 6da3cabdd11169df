//! A scenario in words: its purpose, its steps, what it judges, and what turns it red.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use super::super::print::{self, BOLD, DIM};
use super::{requirement, step_in_words};
use crate::compile::need::Need;
use crate::compile::plan::{Case, ScenarioPlan};
use crate::model::node::Value;
use crate::model::scenario::{Disturbs, Row, Scenario, UnderTest};
use crate::syntax::catalog::Catalog;
use crate::system;

pub(super) fn explain(plan: &Arc<ScenarioPlan>) -> String {
    let scenario = &plan.scenario;
    let mut text = format!("{BOLD}{}{BOLD:#}  {DIM}a scenario{DIM:#}\n\n", scenario.name());
    let _ = writeln!(text, "{}", print::wrapped(&scenario.title, 2));
    if let Some(why) = &scenario.why {
        let _ = writeln!(text, "\n{}", print::wrapped(why, 2));
    }
    let under_test = match scenario.under_test {
        UnderTest::Provider => "the provider is under test",
        UnderTest::Consumer => "the consumer is under test",
        UnderTest::Pair => "provider and consumer are under test together",
    };
    let _ = writeln!(text, "\n  {DIM}{} · {under_test}{DIM:#}", scenario.source.path().display());
    let _ = writeln!(text, "\n{BOLD}steps{BOLD:#}");
    for (index, step) in scenario.steps.iter().enumerate() {
        let _ = write!(text, "{}", step_in_words::step(index + 1, step));
    }
    if !scenario.rows.is_empty() {
        let _ = writeln!(text, "\n{BOLD}run once for each row{BOLD:#}");
        for row in &scenario.rows {
            let line = format!("  {:<24} {DIM}{}{DIM:#}", row.case.value, values(row));
            let _ = writeln!(text, "{}", line.trim_end());
        }
    }
    let _ = writeln!(text, "\n{BOLD}verifies{BOLD:#}");
    let judged: BTreeSet<String> = plan.cases().iter().flat_map(Case::requirements).collect();
    for requirement in judged.iter().filter_map(|id| Catalog::built_in().get(id)) {
        let _ = writeln!(text, "{}", requirement::in_short(requirement));
    }
    needs(&mut text, plan);
    disturbs(&mut text, scenario);
    red_when(&mut text, scenario);
    text
}

fn values(row: &Row) -> String {
    let Value::Map(entries) = &row.values.value else { return String::new() };
    let own = entries.iter().filter(|(key, _)| !matches!(key.value.as_str(), "case" | "needs" | "verifies"));
    own.map(|(key, value)| format!("{}: {}", key.value, step_in_words::written(value))).collect::<Vec<_>>().join(", ")
}

/// What is listed under `needs`, and what is derived from the steps.
fn needs(text: &mut String, plan: &Arc<ScenarioPlan>) {
    let needs: Vec<&Need> = plan.needs().into_iter().filter(|need| !need.is_common()).collect();
    if needs.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{BOLD}skipped if the target has no{BOLD:#}");
    let mut shown = BTreeSet::new();
    for need in needs.into_iter().filter(|need| shown.insert(need.name())) {
        let _ = writeln!(text, "  {:<18}  {DIM}{}{DIM:#}", need.name(), need.sentence());
    }
    let rows = plan.scenario.rows.iter().filter(|row| !row.needs.is_empty());
    for row in rows {
        let names: Vec<&str> = row.needs.iter().map(|need| need.value.as_str()).collect();
        let _ = writeln!(text, "  {DIM}{} applies only to the row {}{DIM:#}", names.join(", "), row.case.value);
    }
}

fn disturbs(text: &mut String, scenario: &Scenario) {
    if let Some(disturbs) = &scenario.disturbs {
        let sentence = match disturbs.value {
            Disturbs::Client => "the client that it uses, which may be locked out",
            Disturbs::User => "the user that it names, whose account may be locked",
            Disturbs::Provider => "the whole provider, which may throttle the caller",
        };
        let _ = writeln!(text, "\n{BOLD}disturbs{BOLD:#}\n  {sentence}");
    }
    if let Some(reason) = &scenario.no_control {
        let _ = writeln!(text, "\n{BOLD}no positive control{BOLD:#}\n{}", print::wrapped(&reason.value, 2));
    }
}

fn red_when(text: &mut String, scenario: &Scenario) {
    let _ = writeln!(text, "\n{BOLD}turned red by{BOLD:#}");
    if scenario.red_when.is_empty() {
        let _ = writeln!(text, "  {DIM}`red-when` names no fault, so nothing proves that it can fail{DIM:#}");
    }
    let faults = system::faults();
    for set in &scenario.red_when {
        let _ = writeln!(text, "  {set}");
        for name in &set.0 {
            if let Some(fault) = faults.iter().find(|fault| fault.full_name() == name.value) {
                let _ = writeln!(text, "{DIM}{}{DIM:#}", print::wrapped(fault.sentence, 4));
            }
        }
    }
}
