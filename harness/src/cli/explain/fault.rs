//! A fault of a reference: the requirement that it breaks, what turns red, and the command that shows it.

use std::fmt::Write as _;
use std::sync::Arc;

use super::super::print::{self, BOLD, DIM};
use super::requirement;
use super::scenario_list::list_scenarios;
use crate::compile::plan::{Case, ScenarioPlan};
use crate::model::scenario::FaultSet;
use crate::model::target::Target;
use crate::suite::built_in::{self, embedded};
use crate::syntax::catalog::Catalog;
use crate::system;

pub(super) fn explain(fault: &system::Fault, plans: &[Arc<ScenarioPlan>]) -> String {
    let name = fault.full_name();
    let mut text = format!("{BOLD}{name}{BOLD:#}  {DIM}a fault{DIM:#}\n\n");
    let _ = writeln!(text, "{}", print::wrapped(fault.sentence, 2));
    if let Some(broken) = Catalog::built_in().get(fault.breaks) {
        let _ = writeln!(text, "\n{BOLD}breaks{BOLD:#}\n{}", requirement::in_short(broken));
    }
    let reddens = |plan: &&Arc<ScenarioPlan>| plan.scenario.red_when.iter().any(|set| names(set, &name));
    list_scenarios(&mut text, "turns red", plans.iter().filter(reddens));
    let _ = writeln!(text, "\n{DIM}  {}{DIM:#}", command(&name, plans));
    text
}

/// The command that shows the fault: at the first built-in target that offers what a scenario needs to detect it, with the
/// faults without which it does not show.
fn command(name: &str, plans: &[Arc<ScenarioPlan>]) -> String {
    let sets = plans.iter().flat_map(|plan| {
        let sets = plan.scenario.red_when.iter().filter(|set| names(set, name));
        sets.map(move |set| (plan, set))
    });
    let mut sets: Vec<(&Arc<ScenarioPlan>, &FaultSet)> = sets.collect();
    // It may show alone as well.
    sets.sort_by_key(|(_, set)| set.0.len());
    for (target, place) in embedded() {
        let shows =
            |(plan, _): &&(&Arc<ScenarioPlan>, &FaultSet)| plan.cases().iter().any(|case| is_run(case, name, &target));
        if let Some((_, set)) = sets.iter().find(shows) {
            let faults: Vec<String> = set.0.iter().map(|fault| format!("--fault {}", fault.value)).collect();
            let at = if place == built_in::DEFAULT { String::new() } else { format!(" --target {place}") };
            return format!("oauth-harness run {}{at}", faults.join(" "));
        }
    }
    format!("oauth-harness run --fault {name}")
}

fn names(set: &FaultSet, name: &str) -> bool {
    set.0.iter().any(|fault| fault.value == name)
}

/// The target offers what the case needs, and the row is about this fault if rows are about faults of its party.
fn is_run(case: &Case, name: &str, target: &Target) -> bool {
    let of_row = case.row.as_ref().and_then(|row| row.values.entry("fault")?.text());
    let party = |fault: &str| fault.split('/').next().map(str::to_owned);
    of_row.is_none_or(|of_row| of_row == name || party(of_row) != party(name)) && case.lacking(target).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scenarios;
    use crate::compile::plan;

    /// A fault with a scenario of its own needs a target that offers what the scenario needs; the faults of always-on checks
    /// show at the default one.
    #[test]
    fn the_command_of_a_fault_runs_a_scenario_that_it_turns_red() {
        let reading = Scenarios::built_in().read();
        let plans = plan::compile(reading.scenarios, &reading.fragments).expect("no mistakes");
        let mut elsewhere = 0;
        for fault in system::faults() {
            let name = fault.full_name();
            let reddened: Vec<&Arc<ScenarioPlan>> =
                plans.iter().filter(|plan| plan.scenario.red_when.iter().any(|set| names(set, &name))).collect();
            let command = command(&name, &plans);
            let at = command.split_once("--target ").map_or(built_in::DEFAULT, |(_, target)| target);
            elsewhere += usize::from(at != built_in::DEFAULT);
            let target = embedded().find(|(_, known)| *known == at).expect("a target in the program").0;
            let is_shown = |plan: &&Arc<ScenarioPlan>| plan.cases().iter().any(|case| is_run(case, &name, &target));
            assert!(reddened.is_empty() || reddened.iter().any(is_shown), "{command}");
        }
        assert!(elsewhere > 5, "{elsewhere}");
    }
}
