//! An outcome is about one requirement: a step that is about several must have checks that can distinguish which of them is
//! violated.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::planned::PlannedStep;
use super::scenario_plan::{Case, ScenarioPlan};
use crate::check::Expectation;
use crate::model::scenario::Row;
use crate::model::span::Spanned;
use crate::syntax::catalog::Catalog;
use crate::syntax::decode::DecodeError;

/// The steps of a scenario with these rows, or of a fragment, that are about several requirements in some case, with checks
/// that cannot distinguish which of them is violated.
pub(super) fn steps(rows: &[Row], steps: &[PlannedStep]) -> Vec<DecodeError> {
    let mut mistakes = Vec::new();
    for step in steps {
        let of_rows = rows.iter().filter(|row| !step.own_verifies && !row.verifies.is_empty());
        let of_rows = of_rows.map(|row| row.verifies.iter().map(|id| id.value.as_str()).collect());
        let of_step = step.verifies.iter().map(String::as_str).collect();
        // If every row names its own, those of the scenario judge nothing.
        let all_rows = !rows.is_empty() && rows.iter().all(|row| !row.verifies.is_empty());
        let lists: Vec<Vec<&str>> = if all_rows && !step.own_verifies {
            of_rows.collect()
        } else {
            std::iter::once(of_step).chain(of_rows).collect()
        };
        if let Some(ids) = lists.iter().find(|ids| at_once(ids).len() > 1) {
            mistakes.extend(expectations(&step.expect, &at_once(ids)));
        }
    }
    mistakes
}

/// The requirements that a scenario, or a row of it, lists under `verifies` and that no step judges: a mistake for each.
pub(super) fn unproven(plan: &Arc<ScenarioPlan>) -> Vec<DecodeError> {
    let of_cases: Vec<(Case, Vec<String>)> =
        plan.cases().into_iter().map(|case| (case.clone(), case.requirements())).collect();
    if of_cases.iter().all(|(_, judged)| judged.is_empty()) {
        // That is one mistake of its own, which is reported for the whole scenario.
        return Vec::new();
    }
    let of_scenario = plan.scenario.verifies.iter();
    let of_scenario = of_scenario.filter(|id| !of_cases.iter().any(|(_, judged)| judged.contains(&id.value)));
    let of_rows = of_cases.iter().flat_map(|(case, judged)| {
        let named = case.row.iter().flat_map(|row| &row.verifies);
        named.filter(|id| !judged.contains(&id.value))
    });
    let mistake = |id: &Spanned<String>| {
        let help = "give a step an `expect` and `verifies: [ID]`, or remove it";
        DecodeError::at(id.span, format!("no step judges `{}`", id.value)).help(help)
    };
    of_scenario.chain(of_rows).map(mistake).collect()
}

/// The checks of a step that is about these requirements and cannot distinguish which of them is violated: a mistake for each.
fn expectations(checks: &[Expectation], ids: &BTreeSet<&str>) -> Vec<DecodeError> {
    let blurred = checks.iter().filter(|expectation| !expectation.check.distinguishes());
    let names: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
    blurred
        .map(|check| {
            let message = format!("`{}` cannot distinguish which requirement is violated", check.name.value);
            let help = "give each a step of its own, with `verifies: [ID]`";
            DecodeError::at(check.span, message).help(format!("the step is about {}: {help}", names.join(", ")))
        })
        .collect()
}

/// The requirements of a list that can count at one target: if two documents contradict each other, one counts.
fn at_once<'a>(ids: &[&'a str]) -> BTreeSet<&'a str> {
    let mut kept = BTreeSet::new();
    for id in ids {
        let conflicts = Catalog::built_in().get(id).map(|found| found.conflicts_with.as_slice()).unwrap_or_default();
        if !conflicts.iter().any(|other| kept.contains(other.as_str())) {
            kept.insert(*id);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::known_variables::KnownVariables;
    use super::super::plan::compile;
    use super::super::planner::Planner;
    use super::*;
    use crate::model::source::Source;

    const TWO: &str = "[rfc6749-4.1.2-code-single-use, rfc6749-4.1.2-code-expires]";

    fn messages(text: &str) -> Vec<String> {
        let source = Source::new(
            "scenarios/provider/sample.yaml",
            format!("id: sample\ntitle: T\nunder-test: provider\n{text}"),
        );
        let (scenario, mistakes) = crate::syntax::scenario::read(&source);
        assert!(mistakes.is_empty(), "{}", mistakes[0].message);
        let (scenario, fragments) = (scenario.expect("a scenario"), BTreeMap::new());
        let mut known = KnownVariables::at_the_start(&scenario);
        let (steps, mistakes) =
            Planner::new(&fragments).steps(&scenario.steps, &scenario.source, &scenario.verifies, &mut known);
        assert!(mistakes.is_empty(), "{}", mistakes[0].message);
        super::steps(&scenario.rows, &steps).into_iter().map(|mistake| mistake.message).collect()
    }

    #[test]
    fn a_step_about_two_needs_a_check_that_distinguishes_them() {
        let steps = "steps:\n- exchange: { code: a }\n  expect: { status: 4xx }\n";
        assert_eq!(
            messages(&format!("verifies: {TWO}\n{steps}")),
            ["`status` cannot distinguish which requirement is violated"]
        );
        let own = steps.replace("expect:", "verifies: [rfc6749-4.1.2-code-expires]\n  expect:");
        assert!(messages(&format!("verifies: {TWO}\n{own}")).is_empty());
        assert!(messages(&format!("verifies: [rfc6749-4.1.2-code-expires]\n{steps}")).is_empty());
    }

    #[test]
    fn a_row_about_two_is_seen_and_one_about_either_is_not() {
        let steps = "steps:\n- exchange: { code: a }\n  expect: { status: 4xx }\n";
        let row = |ids: &str| format!("verifies: {TWO}\nfor each:\n- {{ case: one, verifies: {ids} }}\n{steps}");
        assert_eq!(messages(&row(TWO)).len(), 1);
        assert!(messages(&row("[rfc6749-4.1.2-code-expires]")).is_empty());
    }

    #[test]
    fn requirements_that_no_step_judges_are_mistakes() {
        let messages = |text: &str| {
            let source = Source::new(
                "scenarios/provider/sample.yaml",
                format!("id: sample\ntitle: T\nunder-test: provider\n{text}"),
            );
            let scenario = crate::syntax::scenario::read(&source).0.expect("a scenario");
            let compiled = compile(vec![scenario], &BTreeMap::new());
            compiled.err().into_iter().flatten().map(|mistake| mistake.message).collect::<Vec<_>>()
        };
        let steps = "steps:\n- exchange: { code: a }\n- exchange: { code: a }\n  expect: { refused: token }\n";
        let own = steps.replace("expect:", "verifies: [rfc6749-4.1.2-code-single-use]\n  expect:");
        let unproven = ["no step judges `rfc6749-4.1.2-code-expires`"];
        assert!(messages(&format!("verifies: [rfc6749-4.1.2-code-expires]\n{steps}")).is_empty());
        assert_eq!(messages(&format!("verifies: [rfc6749-4.1.2-code-expires]\n{own}")), unproven);
        let row = "verifies: [rfc6749-4.1.2-code-single-use]\nfor each:\n\
                   - { case: a, verifies: [rfc6749-4.1.2-code-expires] }\n";
        assert_eq!(messages(&format!("{row}{own}")), unproven);
    }

    #[test]
    fn of_two_that_contradict_each_other_one_counts() {
        let both = ["rfc6749-4.1.2.1-invalid-scope-reported", "oidc-core-3.1.2.1-unknown-scope-ignored"];
        assert_eq!(at_once(&both).len(), 1);
    }
}
