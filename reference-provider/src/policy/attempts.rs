//! How often something may be tried.

use std::time::{Duration, SystemTime};

use super::{ClientRules, DeviceRules, LoginRules, Seconds};

/// So many failures within a window, which opens with the first of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) attempts: u32,
    pub(crate) window: Seconds,
}

impl Limit {
    /// When a window closes that opened at `opened`.
    pub(crate) fn closes(self, opened: SystemTime) -> SystemTime {
        opened + Duration::from(self.window)
    }
}

impl LoginRules {
    pub(crate) fn limit(&self) -> Limit {
        Limit { attempts: self.attempts, window: self.attempts_window }
    }
}

impl ClientRules {
    pub(crate) fn limit(&self) -> Limit {
        Limit { attempts: self.attempts, window: self.attempts_window }
    }
}

impl DeviceRules {
    pub(crate) fn limit(&self) -> Limit {
        Limit { attempts: self.attempts, window: self.attempts_window }
    }
}
