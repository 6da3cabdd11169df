//! How fast requests may follow each other, over everything that is sent to one target.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A pace. Clones keep it together, so that all connections of a run do.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    /// From one request to the next; zero: as fast as can be.
    interval: Duration,
    /// When the next request may go out.
    next: Arc<Mutex<Option<Instant>>>,
}

impl Pace {
    /// So many requests in a second, and no more; one in a thousand seconds at least.
    pub fn per_second(requests: f64) -> Pace {
        Pace { interval: Duration::from_secs_f64(requests.max(0.001).recip()), ..Pace::default() }
    }

    /// Takes the next place in the row: how long whoever comes now has to wait for it.
    pub fn wait(&self, now: Instant) -> Duration {
        if self.interval.is_zero() {
            return Duration::ZERO;
        }
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let at = next.map_or(now, |next| next.max(now));
        *next = Some(at + self.interval);
        at - now
    }
}

impl PartialEq for Pace {
    fn eq(&self, other: &Pace) -> bool {
        self.interval == other.interval
    }
}

impl Eq for Pace {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_stand_in_one_row() {
        let (pace, now) = (Pace::per_second(4.0), Instant::now());
        let quarter = Duration::from_millis(250);
        assert_eq!([pace.wait(now), pace.clone().wait(now)], [Duration::ZERO, quarter]);
        assert_eq!(pace.wait(now + quarter), quarter, "who comes later waits less");
        assert_eq!(pace.wait(now + 9 * quarter), Duration::ZERO, "nobody waits for a place that is free");
    }

    #[test]
    fn without_a_pace_nobody_waits() {
        let (pace, now) = (Pace::default(), Instant::now());
        assert_eq!([pace.wait(now), pace.wait(now)], [Duration::ZERO; 2]);
    }
}
