//! Protection against brute force. A source with too many failures for an account within a window has to wait. After
//! too many failures from all sources together, all sources have to wait except those that have logged in to the
//! account before.

use std::time::{Duration, SystemTime};

use crate::base::expiring_map::ExpiringMap;
use crate::base::hash::{Digest, digest};
use crate::http::request::AttemptSource;
use crate::policy::Limit;

/// How long a source remains known after it logged in to an account.
const KNOWN: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Counts failures by source and account, and by account alone, by the clock and without sleeping. The limits are in
/// the rules of each request.
#[derive(Debug)]
pub(crate) struct Throttle {
    from_source: ExpiringMap<Failures>,
    in_total: ExpiringMap<Failures>,
    /// Sources that logged in to an account: attackers cannot lock its owner out with wrong guesses.
    known: ExpiringMap<()>,
}

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    since: SystemTime,
}

impl Default for Throttle {
    fn default() -> Self {
        Self {
            from_source: ExpiringMap::bounded(10_000),
            in_total: ExpiringMap::bounded(10_000),
            known: ExpiringMap::bounded(10_000),
        }
    }
}

impl Throttle {
    /// How long `guesser` has to wait, if at all.
    pub(crate) fn wait(&self, guesser: &AttemptSource, limit: Limit, now: SystemTime) -> Option<Duration> {
        let (source, account) = keys(guesser);
        let of_source = wait(&self.from_source, &source, limit, limit.attempts, now);
        let of_account = || {
            let is_known = self.known.get(&source, now).is_some();
            wait(&self.in_total, &account, limit, limit.in_total, now).filter(|_| !is_known)
        };
        of_source.or_else(of_account)
    }

    pub(crate) fn failed(&mut self, guesser: &AttemptSource, limit: Limit, now: SystemTime) {
        let (source, account) = keys(guesser);
        count(&mut self.from_source, source, limit, now);
        count(&mut self.in_total, account, limit, now);
    }

    /// The number of failures of the guesser.
    pub(crate) fn failures(&self, guesser: &AttemptSource, now: SystemTime) -> u32 {
        let (source, _) = keys(guesser);
        self.from_source.get(&source, now).map_or(0, |failures| failures.count)
    }

    pub(crate) fn succeeded(&mut self, guesser: &AttemptSource, now: SystemTime) {
        let (source, _) = keys(guesser);
        self.from_source.remove(&source);
        self.known.insert(source, (), now + KNOWN, now);
    }
}

/// The keys for the failures of a guesser: of its source, and of the account.
fn keys(guesser: &AttemptSource) -> (Digest, Digest) {
    (digest(&format!("{} {}", guesser.source, guesser.account)), digest(&guesser.account))
}

/// How long a window with too many failures remains open.
fn wait(
    failures: &ExpiringMap<Failures>,
    key: &Digest,
    limit: Limit,
    attempts: u32,
    now: SystemTime,
) -> Option<Duration> {
    let failures = failures.get(key, now)?;
    let wait = limit.closes(failures.since).duration_since(now).ok().filter(|wait| !wait.is_zero());
    wait.filter(|_| failures.count >= attempts)
}

fn count(failures: &mut ExpiringMap<Failures>, key: Digest, limit: Limit, now: SystemTime) {
    match failures.get_mut(&key, now) {
        Some(failures) if limit.closes(failures.since) > now => failures.count = failures.count.saturating_add(1),
        _ => failures.insert(key, Failures { count: 1, since: now }, limit.closes(now), now),
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};
    use std::time::UNIX_EPOCH;

    use super::*;
    use crate::policy::Seconds;

    const fn limit(attempts: u32) -> Limit {
        Limit { attempts, in_total: u32::MAX, window: Seconds(60) }
    }

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn from(last: u8, account: &str) -> AttemptSource {
        AttemptSource { source: IpAddr::from(Ipv4Addr::new(192, 0, 2, last)), account: account.to_owned() }
    }

    #[test]
    fn the_window_opens_with_the_first_failure_and_closes_automatically() {
        let (mut throttle, alice) = (Throttle::default(), from(1, "alice"));
        throttle.failed(&alice, limit(2), at(0));
        assert_eq!(throttle.wait(&alice, limit(2), at(10)), None);
        throttle.failed(&alice, limit(2), at(10));
        assert_eq!(throttle.wait(&alice, limit(2), at(20)), Some(Duration::from_secs(40)));
        assert_eq!(throttle.wait(&from(1, "bob"), limit(2), at(20)), None);
        assert_eq!(throttle.wait(&from(2, "alice"), limit(2), at(20)), None);
        assert_eq!(throttle.wait(&alice, limit(2), at(60)), None);
    }

    #[test]
    fn success_wipes_the_slate() {
        let (mut throttle, alice) = (Throttle::default(), from(1, "alice"));
        throttle.failed(&alice, limit(1), UNIX_EPOCH);
        throttle.succeeded(&alice, UNIX_EPOCH);
        assert_eq!(throttle.wait(&alice, limit(1), UNIX_EPOCH), None);
    }

    #[test]
    fn other_rules_apply_immediately() {
        let (mut throttle, alice) = (Throttle::default(), from(1, "alice"));
        throttle.failed(&alice, limit(5), at(0));
        assert_eq!(throttle.wait(&alice, limit(5), at(10)), None);
        assert_eq!(throttle.wait(&alice, limit(1), at(10)), Some(Duration::from_secs(50)));
        let shorter = Limit { window: Seconds(5), ..limit(1) };
        assert_eq!(throttle.wait(&alice, shorter, at(10)), None);
        throttle.failed(&alice, shorter, at(10));
        assert_eq!(throttle.wait(&alice, limit(2), at(11)), None);
    }

    #[test]
    fn many_sources_together_lock_out_strangers_and_not_the_owner() {
        let mut throttle = Throttle::default();
        let limit = Limit { in_total: 6, ..limit(3) };
        let (owner, stranger) = (from(1, "alice"), from(9, "alice"));
        throttle.succeeded(&owner, at(0));
        for last in 2..8 {
            assert_eq!(throttle.wait(&stranger, limit, at(10)), None);
            throttle.failed(&from(last, "alice"), limit, at(10));
        }
        assert_eq!(throttle.wait(&stranger, limit, at(20)), Some(Duration::from_secs(50)));
        assert_eq!(throttle.wait(&from(9, "bob"), limit, at(20)), None);
        assert_eq!(throttle.wait(&owner, limit, at(20)), None);
        assert_eq!(throttle.wait(&stranger, limit, at(70)), None);
        // The owner has the attempts of one source, like every other source.
        (0..3).for_each(|_| throttle.failed(&owner, limit, at(80)));
        assert_eq!(throttle.wait(&owner, limit, at(80)), Some(Duration::from_secs(60)));
    }
}
