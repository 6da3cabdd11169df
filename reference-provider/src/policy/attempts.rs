//! Limits on failed attempts.

use std::time::{Duration, SystemTime};

use super::{ClientRules, CodeRules, DeviceRules, LoginRules, Seconds};

/// A limit on failures within a window that opens with the first failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limit {
    /// From one source.
    pub(crate) attempts: u32,
    /// From all sources together.
    pub(crate) in_total: u32,
    pub(crate) window: Seconds,
}

impl Limit {
    /// The limit for all sources together is at least the limit for one source.
    fn of(attempts: u32, in_total: u32, window: Seconds) -> Self {
        Self { attempts, in_total: in_total.max(attempts), window }
    }

    /// The end of a window that opened at `opened`.
    pub(crate) fn closes(self, opened: SystemTime) -> SystemTime {
        opened + Duration::from(self.window)
    }
}

impl LoginRules {
    pub(crate) fn limit(&self) -> Limit {
        Limit::of(self.attempts, self.attempts_in_total, self.attempts_window)
    }
}

impl ClientRules {
    pub(crate) fn limit(&self) -> Limit {
        Limit::of(self.attempts, self.attempts_in_total, self.attempts_window)
    }
}

impl CodeRules {
    /// Failures of one client are counted over all of its addresses.
    pub(crate) fn limit(&self) -> Limit {
        Limit::of(self.attempts, self.attempts, self.attempts_window)
    }
}

impl DeviceRules {
    /// User codes are typed by users: the address makes no difference.
    pub(crate) fn limit(&self) -> Limit {
        Limit::of(self.attempts, self.attempts, self.attempts_window)
    }
}
