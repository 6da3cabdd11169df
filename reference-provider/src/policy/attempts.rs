//! How often something may be tried.

use std::time::{Duration, SystemTime};

use super::{ClientRules, CodeRules, DeviceRules, LoginRules, Seconds};

/// So many failures within a window, which opens with the first of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limit {
    /// From one source.
    pub(crate) attempts: u32,
    /// From all sources together.
    pub(crate) in_total: u32,
    pub(crate) window: Seconds,
}

impl Limit {
    /// All sources together have no fewer attempts than one of them.
    fn of(attempts: u32, in_total: u32, window: Seconds) -> Self {
        Self { attempts, in_total: in_total.max(attempts), window }
    }

    /// When a window closes that opened at `opened`.
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
    /// What a client brings from all its places counts together.
    pub(crate) fn limit(&self) -> Limit {
        Limit::of(self.attempts, self.attempts, self.attempts_window)
    }
}

impl DeviceRules {
    /// A user types a code: where from makes no difference.
    pub(crate) fn limit(&self) -> Limit {
        Limit::of(self.attempts, self.attempts, self.attempts_window)
    }
}
