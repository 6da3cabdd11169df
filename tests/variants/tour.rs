//! Few cases that go to every endpoint in every way that a case does: where a variant is seen soon.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use super::base::{BaseRun, base};

/// The cases of the tour, those that go to most places first.
pub(super) static TOUR: LazyLock<Vec<&'static BaseRun>> = LazyLock::new(|| {
    let mut open: BTreeSet<Arc<str>> = base().iter().flat_map(|base| base.places.iter().cloned()).collect();
    let mut tour = Vec::new();
    while !open.is_empty() {
        let news = |base: &&BaseRun| base.places.iter().filter(|place| open.contains(*place)).count();
        let next = base().iter().max_by_key(|base| (news(base), usize::MAX - base.exchanged.len()));
        let next = next.expect("there are cases");
        open.retain(|place| !next.places.contains(place));
        tour.push(next);
    }
    tour
});
