//! Time in a scenario: what time it is, how it passes, and how long steps wait.

use std::sync::Arc;
use std::time::Duration;

use crate::model::target_controls::{NoControls, TargetControls};
use crate::step_error::StepError;
use crate::time_source::TimeSource;

/// How long a busy server may defer the client if no real time passes: a lockout takes longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The clock of a case.
pub struct Clock {
    /// The time by which tokens are judged.
    pub now: TimeSource,
    /// Moves the clocks of the target, if that is possible.
    controls: Arc<dyn TargetControls>,
    longest_wait: Duration,
    patient: bool,
}

impl Clock {
    /// The clock at a target whose own cannot be moved, and where no step waits.
    pub(super) fn new(now: TimeSource) -> Clock {
        Clock { now, controls: Arc::new(NoControls), longest_wait: Duration::ZERO, patient: true }
    }

    /// Connects to the target's clocks; `longest_wait` is for a target with its own time.
    pub(super) fn connect(&mut self, controls: Arc<dyn TargetControls>, longest_wait: Duration) {
        (self.controls, self.longest_wait) = (controls, longest_wait);
    }

    /// Whether the client and the browsers retry when a busy server says so. An attacker who guesses does not.
    pub fn set_patient(&mut self, patient: bool) {
        self.patient = patient;
    }

    /// True if the target's clocks can be moved, so that no step has to wait for real.
    pub(crate) fn can_be_moved(&self) -> bool {
        self.controls.advance(Duration::ZERO)
    }

    /// How long a step may wait if the target has its own time.
    pub(crate) fn longest_wait(&self) -> Duration {
        self.longest_wait
    }

    /// How long the client waits for a busy server. If the clocks can be moved it costs nothing.
    pub(crate) fn patience(&self) -> Duration {
        if !self.patient {
            Duration::ZERO
        } else if self.can_be_moved() {
            PATIENCE
        } else {
            self.longest_wait
        }
    }

    /// Lets time pass: moves the clocks if they can be moved, or else waits.
    pub(crate) async fn pass(&self, time: Duration) {
        if self.controls.advance(time) {
            self.now.advance(time);
        } else {
            tokio::time::sleep(time).await;
        }
    }

    /// Lets time pass, if the wait is not longer than `longest`.
    pub(crate) async fn pass_within(&self, time: Duration, longest: Duration) -> Result<(), StepError> {
        if !self.can_be_moved() && time > longest {
            // This target does not permit such a wait.
            return Err(StepError::NotOffered(format!(
                "this takes a wait of {} s, and the target file allows {} s (`limits: {{longest-wait-seconds: …}}`)",
                time.as_secs(),
                longest.as_secs()
            )));
        }
        self.pass(time).await;
        Ok(())
    }
}
