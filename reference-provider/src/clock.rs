//! The time every lifetime is measured by.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Where the provider reads the time. Clones share one clock, so a test can keep a handle and move it.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Manual(Arc<Mutex<SystemTime>>),
}

impl Clock {
    /// The time of the operating system.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `start` until it is told to [`advance`](Self::advance).
    pub fn manual(start: SystemTime) -> Self {
        Self(Source::Manual(Arc::new(Mutex::new(start))))
    }

    /// The present moment.
    pub fn now(&self) -> SystemTime {
        match &self.0 {
            Source::System => SystemTime::now(),
            Source::Manual(time) => *time.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Moves a manual clock forward, for all its clones. The system's clock cannot be moved: `false`.
    pub fn advance(&self, by: Duration) -> bool {
        let Source::Manual(time) = &self.0 else { return false };
        let mut time = time.lock().unwrap_or_else(PoisonError::into_inner);
        *time = time.checked_add(by).unwrap_or(*time);
        true
    }
}

/// Whole seconds since 1970, as `exp` and `iat` are written (RFC 7662 §2.2).
pub(crate) fn unix_seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_of_a_manual_clock_move_together() {
        let clock = Clock::manual(UNIX_EPOCH);
        let handle = clock.clone();
        assert!(handle.advance(Duration::from_secs(61)));
        assert_eq!(unix_seconds(clock.now()), 61);
    }

    #[test]
    fn the_system_clock_cannot_be_moved() {
        assert!(!Clock::system().advance(Duration::from_secs(1)));
    }

    #[test]
    fn advancing_past_the_end_of_time_stays_put() {
        let clock = Clock::manual(UNIX_EPOCH);
        clock.advance(Duration::MAX);
        assert_eq!(clock.now(), UNIX_EPOCH);
    }
}
