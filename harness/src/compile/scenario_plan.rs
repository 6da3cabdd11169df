//! A compiled scenario, and its cases.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::need::Need;
use super::planned::{Action, PlannedStep};
use super::{capabilities, profile, unknown_names};
use crate::model::scenario::{Row, Scenario};
use crate::model::target::Target;

/// A scenario with compiled steps and checks.
#[derive(Debug)]
pub struct ScenarioPlan {
    /// As written.
    pub scenario: Scenario,
    /// Its steps.
    pub steps: Vec<PlannedStep>,
    /// What each of its cases needs of a target, in addition to the sides under test: declared needs, and those derived from
    /// its steps.
    pub(super) needs: Vec<Vec<Need>>,
    /// Its references to clients, users and other sites.
    pub(super) names: Vec<unknown_names::NamedItem>,
}

/// A scenario, or one row of its table.
#[derive(Clone, Debug)]
pub struct Case {
    /// `folder/id`, with `/case` for a row.
    pub name: String,
    /// The scenario.
    pub plan: Arc<ScenarioPlan>,
    /// The row.
    pub row: Option<Row>,
    /// Its index among the scenario's cases.
    index: usize,
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

    /// What it needs of a target, in addition to the sides under test.
    pub fn needs(&self) -> &[Need] {
        &self.plan.needs[self.index]
    }

    /// Why the case is skipped at a target: something is missing, or nothing that it judges counts there. `None` if it can run.
    pub fn lacking(&self, target: &Target) -> Option<String> {
        capabilities::missing_side(self.plan.scenario.under_test, target)
            .map(str::to_owned)
            .or_else(|| self.needs().iter().find_map(|need| need.lacking(target)))
            .or_else(|| profile::nothing_left(&self.requirements(), target.profile))
    }

    /// Every requirement (id) that the case judges, sorted.
    pub fn requirements(&self) -> Vec<String> {
        let mut all = BTreeSet::new();
        let mut steps: Vec<&PlannedStep> = self.plan.steps.iter().collect();
        while let Some(step) = steps.pop() {
            if !step.expect.is_empty() {
                all.extend(self.verified_by(step));
            }
            if let Action::Use(used) = &step.action {
                steps.extend(&used.fragment.steps);
            }
        }
        all.into_iter().collect()
    }
}

impl ScenarioPlan {
    /// The cases of the scenario: one, or one for each row.
    pub fn cases(self: &Arc<Self>) -> Vec<Case> {
        let name = self.scenario.name();
        if self.scenario.rows.is_empty() {
            return vec![Case { name, plan: Arc::clone(self), row: None, index: 0 }];
        }
        let rows = self.scenario.rows.iter().enumerate();
        rows.map(|(index, row)| Case {
            name: format!("{name}/{}", row.case.value),
            plan: Arc::clone(self),
            row: Some(row.clone()),
            index,
        })
        .collect()
    }

    /// Why all its cases are skipped at a target; `None` if one of them can run.
    pub fn lacking(self: &Arc<Self>, target: &Target) -> Option<String> {
        let mut first = None;
        for case in self.cases() {
            let reason = case.lacking(target)?;
            first.get_or_insert(reason);
        }
        first
    }

    /// What any of its cases needs, as one list.
    pub fn needs(&self) -> Vec<&Need> {
        let mut all: Vec<&Need> = Vec::new();
        for need in self.needs.iter().flatten() {
            if !all.contains(&need) {
                all.push(need);
            }
        }
        all
    }
}
