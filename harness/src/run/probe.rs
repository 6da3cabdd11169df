//! Single steps at a target, outside of any case: for a survey.

use std::time::Duration;

use serde_json::Value;

use super::case::{StartFailure, start_world};
use super::case_record::CaseRecord;
use super::tries;
use crate::model::redacted::Redacted;
use crate::model::target::{RunLimits, Target};
use crate::oauth::random::Random;
use crate::step::{Observation, World};

/// How long a busy party may ask to come back later.
const PATIENCE: Duration = Duration::from_secs(10);

/// The actors, the exchanges and the saved values of these steps.
pub(crate) struct Probe {
    world: World,
}

impl Probe {
    /// New browsers at a target. `name` distinguishes the random values of one probe from those of another.
    pub(crate) async fn start(target: &Target, seed: u64, name: &str) -> Result<Probe, Redacted> {
        let longest_wait = target.limits.longest_wait.max(PATIENCE);
        let target = Target { limits: RunLimits { longest_wait, ..target.limits }, ..target.clone() };
        let world = start_world(&target, Random::for_case(seed, name)).await;
        let mut world = world.map_err(|StartFailure { reason, .. }| reason)?;
        world.clock.set_patient(true);
        Ok(Probe { world })
    }

    /// Runs a step with these arguments, and saves its result under its name. An error says what kept it from running.
    pub(crate) async fn step(&mut self, kind: &str, args: &Value) -> Result<Observation, Redacted> {
        let step = tries::read(kind, args);
        match step.run(&mut self.world).await {
            Ok(seen) => {
                self.world.scope.save(kind, &seen.result, None);
                Ok(seen)
            }
            Err(obstacle) => Err(self.redacted(&obstacle.to_string())),
        }
    }

    /// A text of the peers, with symbols for values.
    pub(crate) fn redacted(&mut self, text: &str) -> Redacted {
        CaseRecord::of(&mut self.world).apply(text)
    }
}
