//! A requirement in words: its text, its source, how it is checked, and what verifies it.

use std::fmt::Write as _;
use std::sync::Arc;

use super::super::print::{self, BOLD, DIM};
use crate::check::always_on;
use crate::compile::plan::{Case, ScenarioPlan};
use crate::model::requirement::Requirement;
use crate::system;

pub(super) fn explain(requirement: &Requirement, plans: &[Arc<ScenarioPlan>]) -> String {
    let mut text = format!("{BOLD}{}{BOLD:#}  {DIM}a requirement{DIM:#}\n\n", requirement.id);
    let _ = writeln!(
        text,
        "  {} · {} · {} at {} · {}",
        requirement.source,
        level(requirement),
        requirement.subject,
        requirement.endpoint,
        requirement.severity
    );
    let _ = writeln!(text, "\n{}", print::wrapped(&requirement.requirement, 2));
    paragraph(&mut text, "how it is checked", &requirement.check);
    if let Some(note) = &requirement.note {
        paragraph(&mut text, "note", note);
    }
    paragraph(&mut text, "also stated in", &requirement.also.join(", "));
    paragraph(&mut text, "in conflict with", &requirement.conflicts_with.join(", "));
    paragraph(&mut text, "needs", &requirement.needs.join(", "));
    let profiles: Vec<&str> = requirement.profiles.iter().map(|profile| profile.name()).collect();
    paragraph(&mut text, "applies under the profile", &profiles.join(", "));
    if requirement.informational {
        paragraph(&mut text, "informational", "For information: it is reported, and cannot be violated.");
    }
    verified_by(&mut text, requirement, plans);
    broken_by(&mut text, requirement);
    text
}

/// Two lines: its source, level and id; its text.
pub(super) fn in_short(requirement: &Requirement) -> String {
    let (source, level, id) = (&requirement.source, requirement.level.word(), &requirement.id);
    format!("  {source} {level}  {DIM}{id}{DIM:#}\n{}", print::wrapped(&requirement.requirement, 4))
}

/// The level and its basis, as the head of the catalog explains it.
fn level(requirement: &Requirement) -> String {
    let backed = match requirement.normative.as_str() {
        "prose" => " (in prose: the level is our interpretation)",
        "derived" => " (derived from the text)",
        "control" => " (a verification control; the level is ours by convention)",
        _ => "",
    };
    format!("{}{backed}", requirement.level.word())
}

fn paragraph(text: &mut String, heading: &str, paragraph: &str) {
    if !paragraph.is_empty() {
        let _ = writeln!(text, "\n{BOLD}{heading}{BOLD:#}\n{}", print::wrapped(paragraph, 2));
    }
}

fn verified_by(text: &mut String, requirement: &Requirement, plans: &[Arc<ScenarioPlan>]) {
    let _ = writeln!(text, "\n{BOLD}verified by{BOLD:#}");
    let mut any = false;
    for plan in plans {
        let cases = plan.cases();
        let verifying: Vec<&Case> = cases.iter().filter(|case| case.requirements().contains(&requirement.id)).collect();
        if verifying.is_empty() {
            continue;
        }
        any = true;
        let _ = writeln!(text, "  {:<40} {DIM}{}{DIM:#}", plan.scenario.name(), plan.scenario.title);
        if verifying.len() < cases.len() {
            let rows: Vec<&str> =
                verifying.iter().filter_map(|case| Some(case.row.as_ref()?.case.value.as_str())).collect();
            let _ = writeln!(text, "{}", print::wrapped(&format!("rows {}", rows.join(", ")), 6));
        }
    }
    for check in always_on::KINDS.iter().filter(|check| check.requirements.contains(&requirement.id.as_str())) {
        any = true;
        let _ = writeln!(text, "  {:<40} {DIM}{}{DIM:#}", check.name(), check.sentence);
    }
    if !any {
        let _ = writeln!(text, "  {DIM}no scenario yet{DIM:#}");
    }
}

fn broken_by(text: &mut String, requirement: &Requirement) {
    let faults: Vec<system::Fault> =
        system::faults().into_iter().filter(|fault| fault.breaks == requirement.id).collect();
    if faults.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{BOLD}broken by the faults{BOLD:#}");
    for fault in faults {
        let _ = writeln!(text, "  {}\n{DIM}{}{DIM:#}", fault.full_name(), print::wrapped(fault.sentence, 4));
    }
}
