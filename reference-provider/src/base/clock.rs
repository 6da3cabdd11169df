//! The clock for all lifetimes.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The provider's clock. Clones share its time, so a test can keep a handle and move it.
#[derive(Clone, Debug)]
pub struct Clock(Arc<ClockSource>);

#[derive(Debug)]
enum ClockSource {
    /// Milliseconds that are added to the time of the operating system.
    System {
        ahead: AtomicI64,
    },
    Manual {
        start: SystemTime,
        now: Mutex<SystemTime>,
    },
}

/// The end of the year 9999, in seconds since 1970: later dates cannot be represented in HTTP and RFC 3339, and the
/// longest lifetime can still be added to it.
const LATEST: Duration = Duration::from_secs(253_402_300_799);

impl Clock {
    /// The time of the operating system; a moved clock continues from there.
    pub fn system() -> Self {
        Self(Arc::new(ClockSource::System { ahead: AtomicI64::new(0) }))
    }

    /// A clock that stays at `start` until [`advance`](Self::advance) moves it.
    pub fn manual(start: SystemTime) -> Self {
        Self(Arc::new(ClockSource::Manual { start, now: Mutex::new(start) }))
    }

    /// The current time.
    pub fn now(&self) -> SystemTime {
        match &*self.0 {
            ClockSource::System { ahead } => {
                let now = SystemTime::now();
                shifted(now, ahead.load(Ordering::Relaxed)).unwrap_or(now)
            }
            ClockSource::Manual { now, .. } => *now.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Moves the clock forward, for all its clones; `false` if the new time is out of range, and the clock was not
    /// moved.
    pub fn advance(&self, by: Duration) -> bool {
        self.now().checked_add(by).is_some_and(|to| self.set(to))
    }

    /// Sets the clock, for all its clones; `false` if the new time is out of range, and the clock was not moved.
    pub fn set(&self, to: SystemTime) -> bool {
        if to.duration_since(UNIX_EPOCH).is_ok_and(|since| since > LATEST) {
            return false;
        }
        match &*self.0 {
            ClockSource::System { ahead } => {
                let real = SystemTime::now();
                let moved = difference(to, real).filter(|by| shifted(real, *by).is_some());
                moved.inspect(|by| ahead.store(*by, Ordering::Relaxed)).is_some()
            }
            ClockSource::Manual { now, .. } => {
                *now.lock().unwrap_or_else(PoisonError::into_inner) = to;
                true
            }
        }
    }

    /// Undoes all moves: back to the time of the operating system, or the start of a manual clock.
    pub fn reset(&self) {
        match &*self.0 {
            ClockSource::System { ahead } => ahead.store(0, Ordering::Relaxed),
            ClockSource::Manual { start, now } => *now.lock().unwrap_or_else(PoisonError::into_inner) = *start,
        }
    }
}

/// `time`, this many milliseconds later or, if negative, earlier.
fn shifted(time: SystemTime, milliseconds: i64) -> Option<SystemTime> {
    let by = Duration::from_millis(milliseconds.unsigned_abs());
    if milliseconds < 0 { time.checked_sub(by) } else { time.checked_add(by) }
}

/// How many milliseconds `to` is after `from`; negative if it is before.
fn difference(to: SystemTime, from: SystemTime) -> Option<i64> {
    match to.duration_since(from) {
        Ok(later) => i64::try_from(later.as_millis()).ok(),
        Err(earlier) => i64::try_from(earlier.duration().as_millis()).ok().map(|milliseconds| -milliseconds),
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
    fn the_system_clock_runs_on_from_where_it_is_moved_to() {
        let clock = Clock::system();
        assert!(clock.clone().advance(Duration::from_secs(3600)));
        let ahead = clock.now().duration_since(SystemTime::now()).expect("it is ahead");
        assert!(ahead > Duration::from_secs(3590) && ahead <= Duration::from_secs(3600), "{ahead:?}");
        assert!(clock.set(UNIX_EPOCH));
        assert!(unix_seconds(clock.now()) < 60);
        clock.reset();
        assert!(clock.now() <= SystemTime::now());
    }

    #[test]
    fn a_manual_clock_goes_back_to_its_start() {
        let clock = Clock::manual(UNIX_EPOCH);
        clock.advance(Duration::from_secs(61));
        clock.reset();
        assert_eq!(clock.now(), UNIX_EPOCH);
    }

    #[test]
    fn advancing_past_the_end_of_time_stays_put() {
        for clock in [Clock::manual(UNIX_EPOCH), Clock::system()] {
            assert!(!clock.advance(Duration::MAX));
            assert!(!clock.set(UNIX_EPOCH + LATEST + Duration::from_secs(1)));
            assert!(clock.now() <= SystemTime::now());
            assert!(clock.set(UNIX_EPOCH + LATEST));
        }
    }
}
