//! Overrides: the faults and rules that apply to an issuer, a client, an endpoint, a number of requests, or at random.
//!
//! The rules of a request are computed once, before it is handled: those of its issuer, changed by all overrides that
//! match it, in the order of their names. Without overrides that costs nothing.

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::config::Override;
use crate::faults;
use crate::http::routes::Route;
use crate::oauth::random::Random;
use crate::policy::Policy;
use crate::variants;

/// All overrides of a provider.
#[derive(Debug)]
pub(crate) struct Overrides {
    /// Whether there are any, so that requests do not have to wait for the lock otherwise.
    any: AtomicBool,
    by_name: Mutex<BTreeMap<String, ActiveOverride>>,
}

/// An active override, with the state of its random generator.
#[derive(Debug)]
struct ActiveOverride {
    rules: Override,
    chance: Random,
}

/// The properties of a request that overrides match.
pub(crate) struct RequestProperties<'r, F: FnOnce() -> Option<String>> {
    pub(crate) issuer: &'r str,
    pub(crate) endpoint: Option<Route>,
    pub(crate) client: &'r LazyCell<Option<String>, F>,
}

/// The rules of one request, and how they differ from those of its issuer.
#[derive(Debug)]
pub(crate) struct EffectivePolicy {
    pub(crate) policy: Arc<Policy>,
    pub(crate) applied: AppliedOverrides,
}

/// The overrides that applied to a request.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct AppliedOverrides {
    /// The names of the overrides.
    pub(crate) overrides: Vec<String>,
    /// Their faults.
    pub(crate) faults: Vec<String>,
}

impl Overrides {
    /// They must have been checked.
    pub(crate) fn new(overrides: &BTreeMap<String, Override>) -> Self {
        let by_name: BTreeMap<_, _> =
            overrides.iter().map(|(name, rules)| (name.clone(), ActiveOverride::new(rules.clone()))).collect();
        Self { any: AtomicBool::new(!by_name.is_empty()), by_name: Mutex::new(by_name) }
    }

    /// All overrides by name, with the remaining `times`.
    pub(crate) fn all(&self) -> BTreeMap<String, Override> {
        self.lock().iter().map(|(name, active)| (name.clone(), active.rules.clone())).collect()
    }

    /// Adds an override, or replaces the one with the same name. It must have been checked.
    pub(crate) fn put(&self, name: String, rules: Override) {
        self.change(|by_name| by_name.insert(name, ActiveOverride::new(rules)));
    }

    /// Removes an override; whether there was one of this name.
    pub(crate) fn remove(&self, name: &str) -> bool {
        self.change(|by_name| by_name.remove(name)).is_some()
    }

    /// Replaces all overrides. They must have been checked.
    pub(crate) fn replace(&self, overrides: &BTreeMap<String, Override>) {
        let fresh = Self::new(overrides).by_name.into_inner().unwrap_or_else(PoisonError::into_inner);
        self.change(|by_name| *by_name = fresh);
    }

    /// The rules for a request, where `usual` are the rules of its issuer.
    pub(crate) fn rule<F: FnOnce() -> Option<String>>(
        &self,
        usual: Arc<Policy>,
        asked: &RequestProperties<'_, F>,
    ) -> EffectivePolicy {
        let mut ruling = EffectivePolicy { policy: usual, applied: AppliedOverrides::default() };
        if self.any.load(Ordering::Acquire) {
            self.change(|by_name| by_name.retain(|name, active| active.judge(name, asked, &mut ruling)));
        }
        ruling
    }

    fn change<T>(&self, edit: impl FnOnce(&mut BTreeMap<String, ActiveOverride>) -> T) -> T {
        let mut by_name = self.lock();
        let result = edit(&mut by_name);
        self.any.store(!by_name.is_empty(), Ordering::Release);
        result
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, ActiveOverride>> {
        self.by_name.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ActiveOverride {
    fn new(mut rules: Override) -> Self {
        let seed = rules.seed.unwrap_or_else(|| draw(&Random::system()) >> 33);
        if rules.random || rules.chance.is_some() {
            rules.seed = Some(seed);
        }
        Self { rules, chance: Random::seeded(seed) }
    }

    /// Changes the rules if the override matches the request; `false` after the last of its `times`.
    fn judge<F: FnOnce() -> Option<String>>(
        &mut self,
        name: &str,
        asked: &RequestProperties<'_, F>,
        ruling: &mut EffectivePolicy,
    ) -> bool {
        if !self.is_about(asked) || !self.is_hit() {
            return true;
        }
        let policy = Arc::make_mut(&mut ruling.policy);
        let drawn = self.rules.random.then(|| {
            let all: Vec<&str> = faults::all().map(|fault| fault.name).collect();
            let place = draw(&self.chance) % u64::try_from(all.len()).expect("the table has an end");
            all[usize::try_from(place).expect("it is below the table's length")].to_owned()
        });
        for variant in &self.rules.variants {
            variants::apply(variant, policy).expect("it was checked");
        }
        for fault in self.rules.faults.iter().chain(&drawn) {
            faults::apply(fault, policy).expect("it was checked, or drawn from the table");
            ruling.applied.faults.push(fault.clone());
        }
        self.rules.policy.apply(policy);
        ruling.applied.overrides.push(name.to_owned());
        match &mut self.rules.times {
            Some(times) => {
                *times -= 1;
                *times > 0
            }
            None => true,
        }
    }

    fn is_about<F: FnOnce() -> Option<String>>(&self, asked: &RequestProperties<'_, F>) -> bool {
        let Override { issuer, endpoint, client, .. } = &self.rules;
        issuer.as_deref().is_none_or(|issuer| issuer == asked.issuer)
            && endpoint.is_none_or(|endpoint| asked.endpoint == Some(endpoint))
            && client.as_deref().is_none_or(|client| asked.client.as_deref() == Some(client))
    }

    fn is_hit(&self) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "31 bits fit")]
        let drawn = |random: &Random| (draw(random) >> 33) as f64 / (1_u64 << 31) as f64;
        self.rules.chance.is_none_or(|chance| drawn(&self.chance) < chance)
    }
}

fn draw(random: &Random) -> u64 {
    random.bytes().iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::PolicyPatch;

    fn overrides<const N: usize>(list: [(&str, Override); N]) -> Overrides {
        Overrides::new(&list.into_iter().map(|(name, rules)| (name.to_owned(), rules)).collect())
    }

    /// The faults that apply to a request of a client at the token endpoint of the root issuer.
    fn applied(overrides: &Overrides, client: &str) -> Vec<String> {
        met_at(overrides, "", Some(Route::Token), client)
    }

    fn met_at(overrides: &Overrides, issuer: &str, endpoint: Option<Route>, client: &str) -> Vec<String> {
        let client = LazyCell::new(|| Some(client.to_owned()));
        overrides.rule(Arc::default(), &RequestProperties { issuer, endpoint, client: &client }).applied.faults
    }

    #[test]
    fn without_overrides_the_rules_are_the_usual_ones_themselves() {
        let usual = Arc::new(Policy::default());
        let client = LazyCell::new(|| unreachable!("no override asks for the client"));
        let asked = RequestProperties { issuer: "", endpoint: None, client: &client };
        assert!(Arc::ptr_eq(&overrides([]).rule(Arc::clone(&usual), &asked).policy, &usual));
    }

    #[test]
    fn faults_of_several_overrides_combine() {
        let patch = PolicyPatch::rule("code.lifetime", "30").expect("there is such a rule");
        let all = overrides([
            ("a", Override::faults(["code-replay-accepted"])),
            ("b", Override { policy: patch, ..Override::faults(["pkce-not-required"]) }),
        ]);
        let client = LazyCell::new(|| None);
        let ruling = all.rule(Arc::default(), &RequestProperties { issuer: "", endpoint: None, client: &client });
        assert_eq!(ruling.applied.overrides, ["a", "b"]);
        assert_eq!(ruling.applied.faults, ["code-replay-accepted", "pkce-not-required"]);
        assert!(!ruling.policy.pkce.required);
        assert_eq!(ruling.policy.code.lifetime, crate::policy::Seconds(30));
    }

    #[test]
    fn every_fault_is_in_force_for_the_request_that_falls_under_it() {
        for fault in faults::all() {
            let all = overrides([("a", Override::faults([fault.name]))]);
            let client = LazyCell::new(|| None);
            let ruling = all.rule(Arc::default(), &RequestProperties { issuer: "", endpoint: None, client: &client });
            let mut broken = Policy::default();
            fault.apply(&mut broken);
            assert_eq!(*ruling.policy, broken, "{}", fault.name);
        }
    }

    #[test]
    fn a_scope_is_an_issuer_an_endpoint_and_a_client() {
        let fault = || Override::faults(["code-replay-accepted"]);
        let all = overrides([("a", fault().at_issuer("evil").at_endpoint(Route::Token).for_client("one"))]);
        let hit = ["code-replay-accepted"];
        assert_eq!(met_at(&all, "evil", Some(Route::Token), "one"), hit);
        assert!(met_at(&all, "", Some(Route::Token), "one").is_empty());
        assert!(met_at(&all, "evil", Some(Route::Authorize), "one").is_empty());
        assert!(met_at(&all, "evil", None, "one").is_empty());
        assert!(met_at(&all, "evil", Some(Route::Token), "two").is_empty());
        assert_eq!(met_at(&overrides([("a", fault().at_issuer(""))]), "", None, "one"), hit);
    }

    #[test]
    fn times_run_out_with_the_requests_they_are_for() {
        let all = overrides([("twice", Override::faults(["code-replay-accepted"]).for_client("one").times(2))]);
        let fates: Vec<bool> =
            ["one", "two", "one", "one"].iter().map(|client| !applied(&all, client).is_empty()).collect();
        assert_eq!(fates, [true, false, true, false]);
        assert!(all.all().is_empty());
    }

    #[test]
    fn chance_is_reproducible_and_about_right() {
        let fates = |seed| {
            let by_chance =
                Override { chance: Some(0.3), seed: Some(seed), ..Override::faults(["code-replay-accepted"]) };
            let all = overrides([("some", by_chance)]);
            (0..1000).map(|_| !applied(&all, "one").is_empty()).collect::<Vec<bool>>()
        };
        assert_eq!(fates(7), fates(7));
        assert_ne!(fates(7), fates(8));
        let hits = fates(7).into_iter().filter(|hit| *hit).count();
        assert!((250..350).contains(&hits), "{hits}");
    }

    #[test]
    fn a_random_fault_is_another_one_each_time_and_its_seed_is_shown() {
        let drawn = |all: &Overrides| (0..20).map(|_| applied(all, "one").remove(0)).collect::<Vec<String>>();
        let all = overrides([("any", Override { random: true, ..Override::default() })]);
        let first = drawn(&all);
        assert!(first.iter().any(|fault| *fault != first[0]), "{first:?}");
        assert_eq!(drawn(&overrides([("any", all.all()["any"].clone())])), first);
    }
}
