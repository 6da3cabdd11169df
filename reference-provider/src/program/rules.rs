//! The flags for rules, faults and variants.

use clap::Args;

use crate::faults::{self, UnknownFault};
use crate::variants::{self, UnknownVariant};
use crate::{Config, Mistake, Override, Policy, PolicyPatch};

/// The strictness of the provider.
#[derive(Debug, Args)]
pub(super) struct RuleFlags {
    /// Inject this fault, or for this client only; repeatable. `--list-faults` lists the names.
    #[arg(long, value_name = "NAME[@CLIENT]")]
    fault: Vec<String>,
    /// Enable this variant, another way to conform; repeatable. `--list-variants` lists the names.
    #[arg(long, value_name = "NAME[@CLIENT]")]
    variant: Vec<String>,
    /// Change a rule, such as `code.lifetime=30`; repeatable. `--print-policy` prints all rules.
    #[arg(long, value_name = "KEY=VALUE")]
    policy: Vec<String>,
    /// Inject random faults: one is picked for each request. The same seed and requests get the same faults.
    #[arg(long, value_name = "SEED[:CHANCE]")]
    random_faults: Option<String>,
}

/// The default chance of a fault: a sign-in takes several requests, and some should succeed.
const CHANCE: f64 = 0.1;

/// An invalid flag about rules.
#[derive(Debug, thiserror::Error)]
pub(super) enum WrongRule {
    #[error("{0} (`--list-faults` lists all)")]
    Fault(#[from] UnknownFault),
    #[error("{0} (`--list-variants` lists all)")]
    Variant(#[from] UnknownVariant),
    #[error("--policy {flag}: {why}")]
    Policy { flag: String, why: Mistake },
    #[error("--policy {0}: expected KEY=VALUE, such as code.lifetime=30")]
    NoValue(String),
    #[error("--random-faults {0}: expected SEED or SEED:CHANCE, such as 7 or 7:0.3, with a chance between 0 and 1")]
    Random(String),
}

impl RuleFlags {
    /// Applies the flags to the rules of a configuration: first the variants, then the faults, then the rules.
    pub(super) fn apply(&self, config: &mut Config) -> Result<(), WrongRule> {
        for variant in &self.variant {
            match variant.split_once('@') {
                None => variants::apply(variant, &mut config.policy)?,
                Some((name, client)) => {
                    variants::apply(name, &mut Policy::default())?;
                    config.overrides.insert(variant.clone(), Override::variants([name]).for_client(client));
                }
            }
        }
        for fault in &self.fault {
            match fault.split_once('@') {
                None => faults::apply(fault, &mut config.policy)?,
                Some((name, client)) => {
                    faults::apply(name, &mut Policy::default())?;
                    config.overrides.insert(fault.clone(), Override::faults([name]).for_client(client));
                }
            }
        }
        for flag in &self.policy {
            let (key, value) = flag.split_once('=').ok_or_else(|| WrongRule::NoValue(flag.clone()))?;
            let patch = PolicyPatch::rule(key.trim(), value);
            patch.map_err(|why| WrongRule::Policy { flag: flag.clone(), why })?.apply(&mut config.policy);
        }
        if let Some(flag) = &self.random_faults {
            let random = random(flag).ok_or_else(|| WrongRule::Random(flag.clone()))?;
            config.overrides.insert("random-faults".to_owned(), random);
        }
        Ok(())
    }

    /// The changed rules, for the start message.
    pub(super) fn summary(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let random = self.random_faults.iter().map(|seed| format!("at random, with seed {seed}"));
        for (title, flags) in [
            ("Rules", self.policy.clone()),
            ("Variants", self.variant.clone()),
            ("Faults", self.fault.iter().cloned().chain(random).collect()),
        ] {
            if !flags.is_empty() {
                lines.push(title.to_owned());
                lines.extend(flags.iter().map(|flag| format!("  {flag}")));
            }
        }
        lines
    }
}

fn random(flag: &str) -> Option<Override> {
    let (seed, chance) = match flag.split_once(':') {
        Some((seed, chance)) => (seed, chance.parse().ok()?),
        None => (flag, CHANCE),
    };
    let is_chance = (0.0..=1.0).contains(&chance);
    let rules = Override { random: true, seed: Some(seed.parse().ok()?), chance: Some(chance), ..Override::default() };
    is_chance.then_some(rules)
}
