//! Durations in rules.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

/// A number of seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Seconds(pub u32);

impl Seconds {
    /// Minutes, as seconds.
    pub const fn minutes(minutes: u32) -> Self {
        Self(minutes * 60)
    }

    /// Days, as seconds.
    pub const fn days(days: u32) -> Self {
        Self(days * 24 * 60 * 60)
    }

    /// Whether a period that began at `start` still lasts at `now`. One of zero seconds never does, not even for a
    /// request that read the clock before `start` and got the lock after it.
    pub(crate) fn still_runs(self, start: SystemTime, now: SystemTime) -> bool {
        self.0 > 0 && now < start + Duration::from(self)
    }
}

impl From<Seconds> for Duration {
    fn from(seconds: Seconds) -> Self {
        Self::from_secs(seconds.0.into())
    }
}
