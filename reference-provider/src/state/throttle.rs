//! Guessing costs time: who was wrong too often within a window has to wait.

use std::time::{Duration, SystemTime};

use crate::base::expiring_map::ExpiringMap;
use crate::base::hash::digest;
use crate::policy::Seconds;

/// Counts failures by name, by the clock, without ever sleeping.
#[derive(Debug)]
pub(crate) struct Throttle {
    failures: ExpiringMap<Failures>,
    limit: u32,
    window: Duration,
}

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    forgotten_at: SystemTime,
}

impl Throttle {
    pub(crate) fn new(limit: u32, window: Seconds) -> Self {
        Self { failures: ExpiringMap::bounded(10_000), limit, window: window.into() }
    }

    /// How long `name` has to wait, if it has to.
    pub(crate) fn wait(&self, name: &str, now: SystemTime) -> Option<Duration> {
        let failures = self.failures.get(&digest(name), now)?;
        if failures.count < self.limit { None } else { failures.forgotten_at.duration_since(now).ok() }
    }

    pub(crate) fn failed(&mut self, name: &str, now: SystemTime) {
        let key = digest(name);
        if let Some(failures) = self.failures.get_mut(&key, now) {
            failures.count = failures.count.saturating_add(1);
        } else {
            let forgotten_at = now + self.window;
            self.failures.insert(key, Failures { count: 1, forgotten_at }, forgotten_at, now);
        }
    }

    pub(crate) fn succeeded(&mut self, name: &str) {
        self.failures.remove(&digest(name));
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    #[test]
    fn the_window_opens_with_the_first_failure_and_closes_by_itself() {
        let mut throttle = Throttle::new(2, Seconds(60));
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        throttle.failed("alice", at(0));
        assert_eq!(throttle.wait("alice", at(10)), None);
        throttle.failed("alice", at(10));
        assert_eq!(throttle.wait("alice", at(20)), Some(Duration::from_secs(40)));
        assert_eq!(throttle.wait("bob", at(20)), None);
        assert_eq!(throttle.wait("alice", at(60)), None);
    }

    #[test]
    fn success_wipes_the_slate() {
        let mut throttle = Throttle::new(1, Seconds(60));
        throttle.failed("alice", UNIX_EPOCH);
        throttle.succeeded("alice");
        assert_eq!(throttle.wait("alice", UNIX_EPOCH), None);
    }
}
