//! What a check is.

use std::fmt::Debug;

use crate::model::verdict::Mismatch;
use crate::step::{Evidence, Observation};

/// One expectation.
pub trait Check: Debug + Send + Sync {
    /// Compares it with what was seen. What the scenario gives nothing to compare with is a mismatch that is `unjudged`.
    fn judge(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch>;

    /// True where it speaks of statuses, that of a missing endpoint among them, so that such an answer is judged.
    fn is_about_statuses(&self) -> bool {
        false
    }

    /// True where it names statuses of a kind with this one, which an overloaded or failing server answers (429, 5xx). Where it
    /// does not, such an answer says something of the server's state and nothing of what was expected: not of `status: 200`.
    fn is_about_failures(&self, _status: u16) -> bool {
        false
    }

    /// True where [`Check::judge_each`] can say which of several requirements is broken. A step that verifies more than one
    /// needs such a check.
    fn tells_apart(&self) -> bool {
        false
    }

    /// Those of the `requirements` (ids) that what was seen does not put to the test, as their condition is not met: they are
    /// not reached. A check that tells requirements apart knows.
    fn not_reached(&self, _requirements: &[String], _seen: &Observation, _evidence: &Evidence<'_>) -> Vec<String> {
        Vec::new()
    }

    /// What is wrong, each with the requirement (id) that it breaks; of those in `requirements` alone.
    fn judge_each(
        &self,
        requirements: &[String],
        seen: &Observation,
        evidence: &Evidence<'_>,
    ) -> Vec<(String, Mismatch)> {
        let about = requirements.first().cloned().unwrap_or_default();
        self.judge(seen, evidence).err().map(|mismatch| (about, mismatch)).into_iter().collect()
    }

    /// True where this status is among those that it names: an endpoint that answers so is judged, and not looked for elsewhere.
    fn names_status(&self, _status: u16) -> bool {
        false
    }
}
