//! The pace of requests, for everything that is sent to one target.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A pace. Clones share it, so that all connections of a run keep it.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    /// The interval between two requests; zero: no limit.
    interval: Duration,
    /// When the next request may go out.
    next: Arc<Mutex<Option<Instant>>>,
}

impl Pace {
    /// At most this many requests per second; at least one in a thousand seconds.
    pub fn per_second(requests: f64) -> Pace {
        Pace { interval: Duration::from_secs_f64(requests.max(0.001).recip()), ..Pace::default() }
    }

    /// Reserves the next slot: how long the caller has to wait for it.
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
    fn clones_share_one_queue() {
        let (pace, now) = (Pace::per_second(4.0), Instant::now());
        let quarter = Duration::from_millis(250);
        assert_eq!([pace.wait(now), pace.clone().wait(now)], [Duration::ZERO, quarter]);
        assert_eq!(pace.wait(now + quarter), quarter, "who comes later waits less");
        assert_eq!(pace.wait(now + 9 * quarter), Duration::ZERO, "a free slot takes no wait");
    }

    #[test]
    fn without_a_pace_no_request_waits() {
        let (pace, now) = (Pace::default(), Instant::now());
        assert_eq!([pace.wait(now), pace.wait(now)], [Duration::ZERO; 2]);
    }
}
