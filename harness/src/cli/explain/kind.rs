//! A kind of step or check in words: what it does, its arguments, and an example from a built-in scenario.

use std::fmt::Write as _;
use std::sync::Arc;

use super::super::print::{self, BOLD, DIM};
use super::arguments::{self, Argument, words};
use crate::check;
use crate::compile::plan::{PlannedStep, ScenarioPlan};
use crate::model::source::Source;
use crate::model::span::Span;
use crate::schema;
use crate::step;

pub(super) fn explain_step(kind: &step::StepKind, plans: &[Arc<ScenarioPlan>]) -> String {
    let mut text = format!("{BOLD}{}{BOLD:#}  {DIM}a step{DIM:#}\n\n", kind.name);
    let _ = writeln!(text, "{}", print::wrapped(kind.summary, 2));
    write_arguments(&mut text, &arguments::of(&schema::arguments(kind)));
    if !kind.members.is_empty() {
        let members = format!("With `save: NAME`, later steps can use `${{NAME.…}}`: {}", kind.members.join(", "));
        let _ = writeln!(text, "\n{BOLD}result{BOLD:#}\n{}", print::wrapped(&members, 2));
    }
    write_example(&mut text, plans, |step| step.kind.value == kind.name);
    text
}

pub(super) fn explain_check(kind: &check::CheckKind, plans: &[Arc<ScenarioPlan>]) -> String {
    let mut text = format!("{BOLD}{}{BOLD:#}  {DIM}a check, under `expect`{DIM:#}\n\n", kind.name);
    let _ = writeln!(text, "{}", print::wrapped(kind.summary, 2));
    let value = schema::alone(kind.schema);
    let arguments = arguments::of(&value);
    if arguments.is_empty() {
        let takes = words(value.as_value());
        let _ = writeln!(text, "\n{BOLD}takes{BOLD:#}\n{}", print::wrapped(&takes, 2));
    }
    write_arguments(&mut text, &arguments);
    write_example(&mut text, plans, |step| step.expect.iter().any(|expectation| expectation.name.value == kind.name));
    text
}

pub(super) fn write_arguments(text: &mut String, arguments: &[Argument]) {
    if arguments.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{BOLD}arguments{BOLD:#}");
    for argument in arguments {
        let default = match (argument.required, argument.default.as_str()) {
            (true, _) => ", required".to_owned(),
            (false, "") => String::new(),
            (false, default) => format!(", default `{default}`"),
        };
        let _ = writeln!(text, "  {BOLD}{}{BOLD:#}  {DIM}{}{default}{DIM:#}", argument.name, argument.takes);
        if !argument.description.is_empty() {
            let _ = writeln!(text, "{}", print::wrapped(&argument.description, 6));
        }
    }
}

/// The first step among the scenarios that shows it, as written there.
pub(super) fn write_example(text: &mut String, plans: &[Arc<ScenarioPlan>], shows: impl Fn(&PlannedStep) -> bool) {
    let found = plans.iter().find_map(|plan| {
        let index = plan.steps.iter().position(&shows)?;
        let next = plan.steps.get(index + 1).map(|next| next.span);
        Some((plan, lines(&plan.scenario.source, plan.steps[index].kind.span, next)))
    });
    let Some((plan, lines)) = found else { return };
    let _ = writeln!(text, "\n{BOLD}example from {}{BOLD:#}", plan.scenario.name());
    for line in lines {
        let _ = writeln!(text, "  {DIM}{line}{DIM:#}");
    }
}

/// The lines from a position to the next step or the end of the file, unindented, without comments that belong to what follows.
fn lines(source: &Source, from: Span, to: Option<Span>) -> Vec<String> {
    let first = source.position(from.start).0 - 1;
    let end = to.map_or(usize::MAX, |next| source.position(next.start).0 - 1);
    let mut lines: Vec<&str> = source.text().lines().take(end).skip(first).collect();
    while lines.len() > 1 && lines.last().is_some_and(|line| line.trim().is_empty() || line.trim().starts_with('#')) {
        lines.pop();
    }
    let indent = lines.first().map_or(0, |line| line.len() - line.trim_start().len());
    lines.into_iter().map(|line| line.get(indent..).unwrap_or_default().to_owned()).collect()
}
