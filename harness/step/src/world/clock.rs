//! Time in a story: what it is, how it passes, and how much of it there is to wait.

use std::sync::Arc;
use std::time::Duration;

use crate::model::levers::{Levers, NoLevers};
use crate::now::Now;
use crate::obstacle::Obstacle;

/// How long a busy server may put the client off where nobody has to wait for it: a lock-out takes longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The clock of a case.
pub struct Clock {
    /// The time by which tokens are judged.
    pub now: Now,
    /// Moves the clocks of the target, where that can be done.
    levers: Arc<dyn Levers>,
    longest_wait: Duration,
    patient: bool,
}

impl Clock {
    /// The clock at a target whose own cannot be moved, and where nothing is waited for.
    pub(super) fn new(now: Now) -> Clock {
        Clock { now, levers: Arc::new(NoLevers), longest_wait: Duration::ZERO, patient: true }
    }

    /// Takes hold of the target's clocks; `longest_wait` is for a target that has its own time.
    pub(super) fn connect(&mut self, levers: Arc<dyn Levers>, longest_wait: Duration) {
        (self.levers, self.longest_wait) = (levers, longest_wait);
    }

    /// Whether the client and the browsers come back later where a busy server says when. An attacker who guesses does not.
    pub fn set_patient(&mut self, patient: bool) {
        self.patient = patient;
    }

    /// True where the target's clocks can be moved, so that nobody has to wait for them.
    pub(crate) fn can_be_moved(&self) -> bool {
        self.levers.advance(Duration::ZERO)
    }

    /// How long a step may wait where the target has its own time.
    pub(crate) fn longest_wait(&self) -> Duration {
        self.longest_wait
    }

    /// How long the client waits for a busy server. Where the clocks can be moved it costs nothing.
    pub(crate) fn patience(&self) -> Duration {
        if !self.patient {
            Duration::ZERO
        } else if self.can_be_moved() {
            PATIENCE
        } else {
            self.longest_wait
        }
    }

    /// Lets time pass: moves the clocks where they can be moved, or else waits.
    pub(crate) async fn pass(&self, time: Duration) {
        if self.levers.advance(time) {
            self.now.advance(time);
        } else {
            tokio::time::sleep(time).await;
        }
    }

    /// Lets time pass, where the wait is not longer than `longest`.
    pub(crate) async fn pass_within(&self, time: Duration, longest: Duration) -> Result<(), Obstacle> {
        if !self.can_be_moved() && time > longest {
            // At this target there is no such time.
            return Err(Obstacle::NotOffered(format!(
                "{} s would have to be waited for, and the target file allows {} s (`limits: {{longest-wait-seconds: …}}`)",
                time.as_secs(),
                longest.as_secs()
            )));
        }
        self.pass(time).await;
        Ok(())
    }
}
