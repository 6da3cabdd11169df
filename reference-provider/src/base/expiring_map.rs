//! A bounded map whose entries expire.

use std::collections::HashMap;
use std::time::SystemTime;

use super::hash::Digest;

/// Entries by key, each with an expiration time of its own, at most `capacity` of them.
#[derive(Debug)]
pub(crate) struct ExpiringMap<V> {
    entries: HashMap<Digest, (SystemTime, V)>,
    capacity: usize,
    /// Half of the capacity is free again after a sweep, so that the amortized cost of an insertion is small.
    sweep_at: usize,
}

impl<V> ExpiringMap<V> {
    pub(crate) fn bounded(capacity: usize) -> Self {
        Self { entries: HashMap::new(), capacity, sweep_at: capacity.min(64) }
    }

    /// Stores `value` until `until`. If the map is full, the eighth of the entries that would have expired first is
    /// removed, all at once, so that insertions into a full map are not slower.
    pub(crate) fn insert(&mut self, key: Digest, value: V, until: SystemTime, now: SystemTime) {
        if self.entries.len() >= self.sweep_at {
            self.entries.retain(|_, (until, _)| *until > now);
            if self.entries.len() >= self.capacity {
                self.make_room();
            }
            self.sweep_at = (self.entries.len() * 2).clamp(self.capacity.min(64), self.capacity);
        }
        self.entries.insert(key, (until, value));
    }

    fn make_room(&mut self) {
        let mut ends: Vec<SystemTime> = self.entries.values().map(|(until, _)| *until).collect();
        let going = (ends.len() / 8).max(1);
        let (_, last, _) = ends.select_nth_unstable(going - 1);
        let (last, mut left) = (*last, going);
        self.entries.retain(|_, (until, _)| {
            let goes = *until <= last && left > 0;
            left -= usize::from(goes);
            !goes
        });
    }

    pub(crate) fn get(&self, key: &Digest, now: SystemTime) -> Option<&V> {
        self.entries.get(key).filter(|(until, _)| *until > now).map(|(_, value)| value)
    }

    pub(crate) fn get_mut(&mut self, key: &Digest, now: SystemTime) -> Option<&mut V> {
        self.entries.get_mut(key).filter(|(until, _)| *until > now).map(|(_, value)| value)
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn remove(&mut self, key: &Digest) {
        self.entries.remove(key);
    }

    /// Removes and returns an entry, expired or not.
    pub(crate) fn take(&mut self, key: &Digest) -> Option<V> {
        self.entries.remove(key).map(|(_, value)| value)
    }

    /// Removes all other entries.
    pub(crate) fn retain(&mut self, is_kept: impl Fn(&V) -> bool) {
        self.entries.retain(|_, (_, value)| is_kept(value));
    }

    /// All entries, expired or not.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Digest, &V)> {
        self.entries.iter().map(|(key, (_, value))| (key, value))
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.entries.values_mut().map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;
    use crate::base::hash::digest;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn entries_run_out() {
        let mut table = ExpiringMap::bounded(8);
        table.insert(digest("a"), 1, at(10), at(0));
        assert_eq!(table.get(&digest("a"), at(9)), Some(&1));
        assert_eq!(table.get(&digest("a"), at(10)), None);
    }

    #[test]
    fn a_full_table_stays_full_and_keeps_the_latest() {
        let mut table = ExpiringMap::bounded(100);
        for n in 0..1000_u64 {
            table.insert(digest(&n.to_string()), n, at(5000 + n), at(0));
        }
        assert!((88..=100).contains(&table.entries.len()), "{}", table.entries.len());
        assert_eq!(table.get(&digest("999"), at(0)), Some(&999));
        assert_eq!(table.get(&digest("0"), at(0)), None);
    }

    #[test]
    fn expired_entries_are_swept() {
        let mut table = ExpiringMap::bounded(1000);
        for n in 0..5000_u64 {
            table.insert(digest(&n.to_string()), n, at(n + 10), at(n));
        }
        assert!(table.entries.len() <= 64, "{}", table.entries.len());
    }
}
