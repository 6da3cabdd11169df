//! Overrides: other rules for some requests, as in a configuration.

use reference_rules::similar::{did_you_mean, similar};
use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize};

use crate::faults::{self, UnknownFault};
use crate::http::routes::Route;
use crate::policy::{Policy, PolicyPatch};
use crate::variants::{self, UnknownVariant};

/// Faults and rules for the requests that match its conditions; without conditions, for all. In YAML and JSON, keys are
/// kebab-case and unknown keys are errors.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Override {
    /// Names of faults, which can be combined.
    #[serde(deserialize_with = "fault_names", skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
    /// Names of variants, which can be combined with each other and with faults.
    #[serde(deserialize_with = "variant_names", skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<String>,
    /// Rules, applied after the variants and faults.
    #[serde(skip_serializing_if = "PolicyPatch::is_empty")]
    pub policy: PolicyPatch,
    /// A random fault for each request, out of all.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub random: bool,
    /// Only at this issuer: the first segment of its paths; empty for the root issuer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Only for requests that claim to be from this client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// Only at this endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<Route>,
    /// Only for this many requests; then the override is removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// Only for about this share of the requests, from 0 (none) to 1 (all).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chance: Option<f64>,
    /// The seed of the random choice: the same seed and the same requests give the same result. Unset: a seed is chosen
    /// and shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

/// An invalid override.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidOverride {
    /// It has no effect.
    #[error("an override needs `faults`, `variants`, `policy` or `random: true`")]
    Nothing,
    /// An unknown fault.
    #[error(transparent)]
    Fault(#[from] UnknownFault),
    /// An unknown variant.
    #[error(transparent)]
    Variant(#[from] UnknownVariant),
    /// An unknown issuer.
    #[error("unknown issuer `{name}`{}", did_you_mean(.similar))]
    Issuer {
        /// The name that was given.
        name: String,
        /// Similar names of issuers.
        similar: Vec<String>,
    },
    /// Not a probability.
    #[error("`chance` must be between 0 and 1, not {0}")]
    Chance(f64),
    /// It would never apply.
    #[error("`times` must be at least 1")]
    NoTimes,
}

impl Override {
    /// These faults, for all requests.
    pub fn faults<S: Into<String>>(names: impl IntoIterator<Item = S>) -> Self {
        Self { faults: names.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// These variants, for all requests.
    pub fn variants<S: Into<String>>(names: impl IntoIterator<Item = S>) -> Self {
        Self { variants: names.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// These rules, for all requests.
    pub fn policy(policy: PolicyPatch) -> Self {
        Self { policy, ..Self::default() }
    }

    /// Only at this issuer; empty for the root issuer.
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

    /// Only for this many requests.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times: Some(times), ..self }
    }

    /// Checks the override, for a provider with these issuers in addition to the root issuer.
    pub(crate) fn check(&self, issuers: &[String]) -> Result<(), InvalidOverride> {
        if self.faults.is_empty() && self.variants.is_empty() && self.policy.is_empty() && !self.random {
            return Err(InvalidOverride::Nothing);
        }
        self.faults.iter().try_for_each(|name| faults::apply(name, &mut Policy::default()))?;
        self.variants.iter().try_for_each(|name| variants::apply(name, &mut Policy::default()))?;
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

fn fault_names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    names.iter().try_for_each(|name| faults::apply(name, &mut Policy::default())).map_err(D::Error::custom)?;
    Ok(names)
}

fn variant_names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    names.iter().try_for_each(|name| variants::apply(name, &mut Policy::default())).map_err(D::Error::custom)?;
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_refused() {
        let issuers = ["first".to_owned()];
        let fault = || Override::faults(["code-replay-accepted"]);
        for (wrong, message) in [
            (Override::default(), "an override needs `faults`, `variants`, `policy` or `random: true`"),
            (
                Override::faults(["code-replay-acepted"]),
                "unknown fault `code-replay-acepted`; did you mean code-replay-accepted",
            ),
            (Override::variants(["azp-missing"]), "unknown variant `azp-missing`"),
            (fault().at_issuer("frist"), "unknown issuer `frist`; did you mean first?"),
            (fault().times(0), "`times` must be at least 1"),
            (Override { chance: Some(30.0), ..fault() }, "`chance` must be between 0 and 1, not 30"),
            (Override { chance: Some(f64::NAN), ..fault() }, "`chance` must be between 0 and 1, not NaN"),
        ] {
            let error = wrong.check(&issuers).expect_err(message).to_string();
            assert!(error.starts_with(message), "{error}");
        }
        assert_eq!(fault().at_issuer("").check(&issuers), Ok(()));
    }
}
