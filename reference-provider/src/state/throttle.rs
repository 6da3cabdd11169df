//! Guessing costs time: who was wrong too often within a window has to wait.

use std::time::{Duration, SystemTime};

use crate::base::expiring_map::ExpiringMap;
use crate::base::hash::digest;
use crate::policy::Limit;

/// Counts failures by name, by the clock, without ever sleeping. How many are too many each request knows from its own rules.
#[derive(Debug)]
pub(crate) struct Throttle {
    failures: ExpiringMap<Failures>,
}

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    since: SystemTime,
}

impl Default for Throttle {
    fn default() -> Self {
        Self { failures: ExpiringMap::bounded(10_000) }
    }
}

impl Throttle {
    /// How long `name` has to wait, if it has to.
    pub(crate) fn wait(&self, name: &str, limit: Limit, now: SystemTime) -> Option<Duration> {
        let failures = self.failures.get(&digest(name), now)?;
        let wait = limit.closes(failures.since).duration_since(now).ok().filter(|wait| !wait.is_zero());
        wait.filter(|_| failures.count >= limit.attempts)
    }

    pub(crate) fn failed(&mut self, name: &str, limit: Limit, now: SystemTime) {
        let key = digest(name);
        match self.failures.get_mut(&key, now) {
            Some(failures) if limit.closes(failures.since) > now => failures.count = failures.count.saturating_add(1),
            _ => self.failures.insert(key, Failures { count: 1, since: now }, limit.closes(now), now),
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
    use crate::policy::Seconds;

    const fn limit(attempts: u32) -> Limit {
        Limit { attempts, window: Seconds(60) }
    }

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn the_window_opens_with_the_first_failure_and_closes_by_itself() {
        let mut throttle = Throttle::default();
        throttle.failed("alice", limit(2), at(0));
        assert_eq!(throttle.wait("alice", limit(2), at(10)), None);
        throttle.failed("alice", limit(2), at(10));
        assert_eq!(throttle.wait("alice", limit(2), at(20)), Some(Duration::from_secs(40)));
        assert_eq!(throttle.wait("bob", limit(2), at(20)), None);
        assert_eq!(throttle.wait("alice", limit(2), at(60)), None);
    }

    #[test]
    fn success_wipes_the_slate() {
        let mut throttle = Throttle::default();
        throttle.failed("alice", limit(1), UNIX_EPOCH);
        throttle.succeeded("alice");
        assert_eq!(throttle.wait("alice", limit(1), UNIX_EPOCH), None);
    }

    #[test]
    fn other_rules_hold_at_once() {
        let mut throttle = Throttle::default();
        throttle.failed("alice", limit(5), at(0));
        assert_eq!(throttle.wait("alice", limit(5), at(10)), None);
        assert_eq!(throttle.wait("alice", limit(1), at(10)), Some(Duration::from_secs(50)));
        let shorter = Limit { window: Seconds(5), ..limit(1) };
        assert_eq!(throttle.wait("alice", shorter, at(10)), None);
        throttle.failed("alice", shorter, at(10));
        assert_eq!(throttle.wait("alice", limit(2), at(11)), None);
    }
}
