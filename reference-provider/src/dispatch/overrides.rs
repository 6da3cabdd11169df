//! Other rules for some requests: the faults and rules that are in force for an issuer, a client, an endpoint, a number
//! of times, or by chance.
//!
//! What a request is judged by is computed once, before it is answered: the rules of its issuer, and onto them, in the
//! order of their names, all overrides that it falls under. Where there are none it costs nothing.

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize};

use crate::base::similar::{did_you_mean, similar};
use crate::faults::{self, UnknownFault};
use crate::http::routes::Route;
use crate::oauth::random::Random;
use crate::policy::{Policy, PolicyPatch};

/// Faults and rules for the requests that it names; one that names none is for all. In YAML and JSON, keys are
/// kebab-case and unknown ones are errors.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Override {
    /// Faults, by their names; they combine.
    #[serde(deserialize_with = "fault_names", skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
    /// Rules that replace the usual ones, after the faults.
    #[serde(skip_serializing_if = "PolicyPatch::is_empty")]
    pub policy: PolicyPatch,
    /// A fault of the whole table, drawn for each request.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub random: bool,
    /// Only at this issuer: the first segment of its paths, or empty for the one at the root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Only for requests that say they are of this client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// Only at this endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<Route>,
    /// Only so many times; then it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// Only for about so many of the requests, from 0 (none) to 1 (all).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chance: Option<f64>,
    /// What chance is drawn with: the same seed and the same requests meet the same fate. Unset: one is chosen, and shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

/// An override that cannot be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidOverride {
    /// Nothing would be other than usual.
    #[error("an override has faults, a policy, or `random: true`; this one has none of them")]
    Nothing,
    /// A fault that there is not.
    #[error(transparent)]
    Fault(#[from] UnknownFault),
    /// An issuer that there is not.
    #[error("unknown issuer `{name}`{}", did_you_mean(.similar))]
    Issuer {
        /// The name that was given.
        name: String,
        /// Issuers whose names look like it.
        similar: Vec<String>,
    },
    /// No probability.
    #[error("`chance` is between 0 and 1, not {0}")]
    Chance(f64),
    /// It would never be in force.
    #[error("`times` is 1 or more")]
    NoTimes,
}

/// All overrides of a provider.
#[derive(Debug)]
pub(crate) struct Overrides {
    /// Whether there are any, so that the others need not wait for the lock.
    any: AtomicBool,
    by_name: Mutex<BTreeMap<String, Active>>,
}

/// An override in force, and where its chance has come to.
#[derive(Debug)]
struct Active {
    rules: Override,
    chance: Random,
}

/// What overrides ask of a request.
pub(crate) struct Asked<'r, F: FnOnce() -> Option<String>> {
    pub(crate) issuer: &'r str,
    pub(crate) endpoint: Option<Route>,
    pub(crate) client: &'r LazyCell<Option<String>, F>,
}

/// The rules of one request, and where they differ from the usual ones.
#[derive(Debug)]
pub(crate) struct Ruling {
    pub(crate) policy: Arc<Policy>,
    pub(crate) met: Met,
}

/// What a request fell under.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Met {
    /// Overrides, by name.
    pub(crate) overrides: Vec<String>,
    /// Their faults.
    pub(crate) faults: Vec<String>,
}

impl Override {
    /// These faults, for all requests.
    pub fn faults<S: Into<String>>(names: impl IntoIterator<Item = S>) -> Self {
        Self { faults: names.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// These rules, for all requests.
    pub fn policy(policy: PolicyPatch) -> Self {
        Self { policy, ..Self::default() }
    }

    /// Only at this issuer; empty for the one at the root.
    #[must_use]
    pub fn at_issuer(self, name: impl Into<String>) -> Self {
        Self { issuer: Some(name.into()), ..self }
    }

    /// Only for this client.
    #[must_use]
    pub fn for_client(self, client_id: impl Into<String>) -> Self {
        Self { client: Some(client_id.into()), ..self }
    }

    /// Only at this endpoint.
    #[must_use]
    pub fn at_endpoint(self, endpoint: Route) -> Self {
        Self { endpoint: Some(endpoint), ..self }
    }

    /// Only so many times.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }

    /// Whether it can be, at a provider with these issuers beside the one at the root.
    pub(crate) fn check(&self, issuers: &[String]) -> Result<(), InvalidOverride> {
        if self.faults.is_empty() && self.policy.is_empty() && !self.random {
            return Err(InvalidOverride::Nothing);
        }
        self.faults.iter().try_for_each(|name| faults::apply(name, &mut Policy::default()))?;
        if let Some(name) = self.issuer.as_ref().filter(|name| !name.is_empty() && !issuers.contains(name)) {
            let similar = similar(name, issuers.iter().map(String::as_str)).into_iter().map(str::to_owned).collect();
            return Err(InvalidOverride::Issuer { name: name.clone(), similar });
        }
        match (self.chance, self.times) {
            (Some(chance), _) if !(0.0..=1.0).contains(&chance) => Err(InvalidOverride::Chance(chance)),
            (_, Some(0)) => Err(InvalidOverride::NoTimes),
            _ => Ok(()),
        }
    }
}

impl Overrides {
    /// They must have been checked.
    pub(crate) fn new(overrides: &BTreeMap<String, Override>) -> Self {
        let by_name: BTreeMap<_, _> =
            overrides.iter().map(|(name, rules)| (name.clone(), Active::new(rules.clone()))).collect();
        Self { any: AtomicBool::new(!by_name.is_empty()), by_name: Mutex::new(by_name) }
    }

    /// All of them, by name, with the times that are left.
    pub(crate) fn all(&self) -> BTreeMap<String, Override> {
        self.lock().iter().map(|(name, active)| (name.clone(), active.rules.clone())).collect()
    }

    /// Puts one in force, in the place of the one with the same name. It must have been checked.
    pub(crate) fn put(&self, name: String, rules: Override) {
        self.change(|by_name| by_name.insert(name, Active::new(rules)));
    }

    /// Whether there was one of this name.
    pub(crate) fn remove(&self, name: &str) -> bool {
        self.change(|by_name| by_name.remove(name)).is_some()
    }

    /// These and no others. They must have been checked.
    pub(crate) fn replace(&self, overrides: &BTreeMap<String, Override>) {
        let fresh = Self::new(overrides).by_name.into_inner().unwrap_or_else(PoisonError::into_inner);
        self.change(|by_name| *by_name = fresh);
    }

    /// What a request is judged by, where `usual` are the rules of its issuer.
    pub(crate) fn rule<F: FnOnce() -> Option<String>>(&self, usual: Arc<Policy>, asked: &Asked<'_, F>) -> Ruling {
        let mut ruling = Ruling { policy: usual, met: Met::default() };
        if self.any.load(Ordering::Acquire) {
            self.change(|by_name| by_name.retain(|name, active| active.judge(name, asked, &mut ruling)));
        }
        ruling
    }

    fn change<T>(&self, edit: impl FnOnce(&mut BTreeMap<String, Active>) -> T) -> T {
        let mut by_name = self.lock();
        let result = edit(&mut by_name);
        self.any.store(!by_name.is_empty(), Ordering::Release);
        result
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Active>> {
        self.by_name.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Active {
    fn new(mut rules: Override) -> Self {
        let seed = rules.seed.unwrap_or_else(|| draw(&Random::system()) >> 33);
        if rules.random || rules.chance.is_some() {
            rules.seed = Some(seed);
        }
        Self { rules, chance: Random::seeded(seed) }
    }

    /// Adds what it has to the ruling, if the request falls under it; `false` when it has done so for the last time.
    fn judge<F: FnOnce() -> Option<String>>(&mut self, name: &str, asked: &Asked<'_, F>, ruling: &mut Ruling) -> bool {
        if !self.is_about(asked) || !self.is_hit() {
            return true;
        }
        let policy = Arc::make_mut(&mut ruling.policy);
        let drawn = self.rules.random.then(|| {
            let all: Vec<&str> = faults::all().map(|fault| fault.name).collect();
            let place = draw(&self.chance) % u64::try_from(all.len()).expect("the table has an end");
            all[usize::try_from(place).expect("it is below the table's length")].to_owned()
        });
        for fault in self.rules.faults.iter().chain(&drawn) {
            faults::apply(fault, policy).expect("it was checked, or drawn from the table");
            ruling.met.faults.push(fault.clone());
        }
        self.rules.policy.apply(policy);
        ruling.met.overrides.push(name.to_owned());
        match &mut self.rules.times {
            Some(times) => {
                *times -= 1;
                *times > 0
            }
            None => true,
        }
    }

    fn is_about<F: FnOnce() -> Option<String>>(&self, asked: &Asked<'_, F>) -> bool {
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

fn fault_names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    names.iter().try_for_each(|name| faults::apply(name, &mut Policy::default())).map_err(D::Error::custom)?;
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overrides<const N: usize>(list: [(&str, Override); N]) -> Overrides {
        Overrides::new(&list.into_iter().map(|(name, rules)| (name.to_owned(), rules)).collect())
    }

    /// The faults of a request of a client at the token endpoint of the issuer at the root.
    fn met(overrides: &Overrides, client: &str) -> Vec<String> {
        met_at(overrides, "", Some(Route::Token), client)
    }

    fn met_at(overrides: &Overrides, issuer: &str, endpoint: Option<Route>, client: &str) -> Vec<String> {
        let client = LazyCell::new(|| Some(client.to_owned()));
        overrides.rule(Arc::default(), &Asked { issuer, endpoint, client: &client }).met.faults
    }

    #[test]
    fn without_overrides_the_rules_are_the_usual_ones_themselves() {
        let usual = Arc::new(Policy::default());
        let client = LazyCell::new(|| unreachable!("nobody asks for the client"));
        let asked = Asked { issuer: "", endpoint: None, client: &client };
        assert!(Arc::ptr_eq(&overrides([]).rule(Arc::clone(&usual), &asked).policy, &usual));
    }

    #[test]
    fn faults_of_several_overrides_combine() {
        let patch = PolicyPatch::rule("code.lifetime", "30").expect("there is such a rule");
        let all = overrides([
            ("a", Override::faults(["code-reusable"])),
            ("b", Override { policy: patch, ..Override::faults(["pkce-not-required"]) }),
        ]);
        let client = LazyCell::new(|| None);
        let ruling = all.rule(Arc::default(), &Asked { issuer: "", endpoint: None, client: &client });
        assert_eq!(ruling.met.overrides, ["a", "b"]);
        assert_eq!(ruling.met.faults, ["code-reusable", "pkce-not-required"]);
        assert!(!ruling.policy.pkce.required);
        assert_eq!(ruling.policy.code.lifetime, crate::policy::Seconds(30));
    }

    #[test]
    fn a_scope_is_an_issuer_an_endpoint_and_a_client() {
        let fault = || Override::faults(["code-reusable"]);
        let all = overrides([("a", fault().at_issuer("evil").at_endpoint(Route::Token).for_client("one"))]);
        let hit = ["code-reusable"];
        assert_eq!(met_at(&all, "evil", Some(Route::Token), "one"), hit);
        assert!(met_at(&all, "", Some(Route::Token), "one").is_empty());
        assert!(met_at(&all, "evil", Some(Route::Authorize), "one").is_empty());
        assert!(met_at(&all, "evil", None, "one").is_empty());
        assert!(met_at(&all, "evil", Some(Route::Token), "two").is_empty());
        assert_eq!(met_at(&overrides([("a", fault().at_issuer(""))]), "", None, "one"), hit);
    }

    #[test]
    fn times_run_out_with_the_requests_they_are_for() {
        let all = overrides([("twice", Override::faults(["code-reusable"]).for_client("one").times(2))]);
        let fates: Vec<bool> =
            ["one", "two", "one", "one"].iter().map(|client| !met(&all, client).is_empty()).collect();
        assert_eq!(fates, [true, false, true, false]);
        assert!(all.all().is_empty());
    }

    #[test]
    fn chance_is_reproducible_and_about_right() {
        let fates = |seed| {
            let by_chance = Override { chance: Some(0.3), seed: Some(seed), ..Override::faults(["code-reusable"]) };
            let all = overrides([("some", by_chance)]);
            (0..1000).map(|_| !met(&all, "one").is_empty()).collect::<Vec<bool>>()
        };
        assert_eq!(fates(7), fates(7));
        assert_ne!(fates(7), fates(8));
        let hits = fates(7).into_iter().filter(|hit| *hit).count();
        assert!((250..350).contains(&hits), "{hits}");
    }

    #[test]
    fn a_random_fault_is_another_one_each_time_and_its_seed_is_shown() {
        let drawn = |all: &Overrides| (0..20).map(|_| met(all, "one").remove(0)).collect::<Vec<String>>();
        let all = overrides([("any", Override { random: true, ..Override::default() })]);
        let first = drawn(&all);
        assert!(first.iter().any(|fault| *fault != first[0]), "{first:?}");
        assert_eq!(drawn(&overrides([("any", all.all()["any"].clone())])), first);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let issuers = ["first".to_owned()];
        let fault = || Override::faults(["code-reusable"]);
        for (wrong, message) in [
            (Override::default(), "an override has faults, a policy, or `random: true`; this one has none of them"),
            (Override::faults(["code-reuseable"]), "unknown fault `code-reuseable`; did you mean code-reusable"),
            (fault().at_issuer("frist"), "unknown issuer `frist`; did you mean first?"),
            (fault().times(0), "`times` is 1 or more"),
            (Override { chance: Some(30.0), ..fault() }, "`chance` is between 0 and 1, not 30"),
            (Override { chance: Some(f64::NAN), ..fault() }, "`chance` is between 0 and 1, not NaN"),
        ] {
            let error = wrong.check(&issuers).expect_err(message).to_string();
            assert!(error.starts_with(message), "{error}");
        }
        assert_eq!(fault().at_issuer("").check(&issuers), Ok(()));
    }
}
