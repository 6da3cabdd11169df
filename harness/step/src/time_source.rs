//! The time, for everything in a scenario that refers to time.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;

/// A clock. Clones share it, so that all of them see it moved.
#[derive(Clone)]
pub struct TimeSource {
    seconds: Arc<dyn Fn() -> u64 + Send + Sync>,
    moved: Arc<AtomicU64>,
}

impl TimeSource {
    /// The system's clock.
    pub fn system() -> TimeSource {
        TimeSource::reading(|| SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()))
    }

    /// A clock that is fixed at so many seconds since 1970.
    pub fn at(seconds: u64) -> TimeSource {
        TimeSource::reading(move || seconds)
    }

    /// Moves it forward, by whole seconds: when the clocks of the target were moved.
    pub fn advance(&self, by: Duration) {
        self.moved.fetch_add(by.as_secs(), Ordering::Relaxed);
    }

    /// How far it was moved.
    pub fn moved(&self) -> Duration {
        Duration::from_secs(self.moved.load(Ordering::Relaxed))
    }

    /// Seconds since 1970.
    pub fn seconds(&self) -> u64 {
        (self.seconds)().saturating_add(self.moved.load(Ordering::Relaxed))
    }

    /// The same as a moment.
    pub fn moment(&self) -> OffsetDateTime {
        let seconds = i64::try_from(self.seconds()).ok();
        seconds.and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok()).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    fn reading(seconds: impl Fn() -> u64 + Send + Sync + 'static) -> TimeSource {
        TimeSource { seconds: Arc::new(seconds), moved: Arc::new(AtomicU64::new(0)) }
    }
}

impl fmt::Debug for TimeSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Now({})", self.seconds())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_are_moved_together() {
        let now = TimeSource::at(100);
        now.clone().advance(Duration::from_secs(61));
        assert_eq!(now.seconds(), 161);
    }
}
