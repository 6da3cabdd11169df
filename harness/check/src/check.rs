//! What a check is.

use std::fmt::Debug;

use crate::model::verdict::Mismatch;
use crate::step::{Evidence, Observation};

/// One expectation.
pub trait Check: Debug + Send + Sync {
    /// Compares it with what was seen. If the scenario gives it nothing to compare with, the mismatch is `unjudged`.
    fn judge(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch>;

    /// True if it is about statuses, including that of a missing endpoint, so that such a response is judged.
    fn is_about_statuses(&self) -> bool {
        false
    }

    /// True if it names statuses of the same kind as this one, with which an overloaded or failing server responds (429, 5xx).
    /// If it does not, such a response is about the server's state and not about what was expected: it does not judge `status:
    /// 200`.
    fn is_about_failures(&self, _status: u16) -> bool {
        false
    }

    /// True if [`Check::judge_each`] can distinguish which of several requirements is violated. A step that verifies more than
    /// one needs such a check.
    fn distinguishes(&self) -> bool {
        false
    }

    /// Those of the `requirements` (ids) that this observation does not put to the test, because their condition is not met:
    /// they are not reached. Only a check that distinguishes requirements knows.
    fn not_reached(&self, _requirements: &[String], _seen: &Observation, _evidence: &Evidence<'_>) -> Vec<String> {
        Vec::new()
    }

    /// The mismatches, each with the requirement (id) that it violates; of those in `requirements` alone.
    fn judge_each(
        &self,
        requirements: &[String],
        seen: &Observation,
        evidence: &Evidence<'_>,
    ) -> Vec<(String, Mismatch)> {
        let about = requirements.first().cloned().unwrap_or_default();
        self.judge(seen, evidence).err().map(|mismatch| (about, mismatch)).into_iter().collect()
    }

    /// True if this status is among those that it names: such a response of an endpoint is judged, not taken for a missing
    /// endpoint.
    fn names_status(&self, _status: u16) -> bool {
        false
    }
}
