//! The ways this provider can be told to misbehave: one row each, an edit of the [`Policy`], in one file for each subject.
//!
//! A row reads: the name, the requirement that a provider with this fault no longer keeps (by its id in
//! `harness/syntax/requirements.yaml`; `and` what else it cannot keep then), what such a provider does, and the rules that are others then. Each is a mistake that real
//! providers make or have made, and all other rules still hold. Faults combine: they are applied one after another.
//! Who sees which of them is in `scenarios/FAULTS.md`.

pub use self::fault::Fault;
use crate::base::similar::{did_you_mean, similar};
use crate::policy::Policy;

macro_rules! faults {
    ($(
        $name:literal breaks $requirement:literal $(and $also:literal)*:
            $sentence:literal => |$policy:ident| $edit:expr;
    )*) => {
        &[$(Fault {
            name: $name,
            breaks: $requirement,
            also: &[$($also),*],
            sentence: $sentence,
            edit: |$policy| $edit,
        }),*]
    };
}

mod access_token;
mod assertion;
mod authorization;
mod client;
mod code;
mod device;
mod dpop;
mod fault;
mod grant;
mod id_token;
mod introspection;
mod logout;
mod metadata;
mod openid;
mod page;
mod pushed;
mod redirect_uri;
mod registration;
mod request_object;
mod resource;
mod resource_indicator;
mod resource_metadata;
mod token;
mod userinfo;
mod wire;

const TABLES: [&[Fault]; 24] = [
    code::FAULTS,
    authorization::FAULTS,
    redirect_uri::FAULTS,
    client::FAULTS,
    token::FAULTS,
    resource::FAULTS,
    page::FAULTS,
    assertion::FAULTS,
    pushed::FAULTS,
    request_object::FAULTS,
    dpop::FAULTS,
    resource_indicator::FAULTS,
    access_token::FAULTS,
    resource_metadata::FAULTS,
    grant::FAULTS,
    device::FAULTS,
    introspection::FAULTS,
    metadata::FAULTS,
    userinfo::FAULTS,
    registration::FAULTS,
    logout::FAULTS,
    id_token::FAULTS,
    openid::FAULTS,
    wire::FAULTS,
];

/// No fault has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown fault `{name}`{}", did_you_mean(.similar))]
pub struct UnknownFault {
    /// The name that was asked for.
    pub name: String,
    /// Names of faults that look like it, the likeliest first.
    pub similar: Vec<&'static str>,
}

/// All faults.
pub fn all() -> impl Iterator<Item = &'static Fault> {
    TABLES.into_iter().flatten()
}

/// Makes `policy` misbehave as the fault of this name says.
pub fn apply(name: &str, policy: &mut Policy) -> Result<(), UnknownFault> {
    let fault = all().find(|fault| fault.name == name).ok_or_else(|| UnknownFault::new(name))?;
    (fault.edit)(policy);
    Ok(())
}

impl UnknownFault {
    fn new(name: &str) -> Self {
        let similar = similar(name, all().map(|fault| fault.name));
        Self { name: name.to_owned(), similar }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const REQUIREMENTS: &str = include_str!("../../../harness/syntax/requirements.yaml");

    #[test]
    fn every_broken_requirement_is_in_the_catalogue() {
        let known: BTreeSet<&str> =
            REQUIREMENTS.lines().filter_map(|line| line.strip_prefix("- id: ")).map(str::trim).collect();
        let broken = |fault: &Fault| [&[fault.breaks], fault.also].concat();
        let unknown: Vec<_> = all().filter(|fault| !broken(fault).iter().all(|id| known.contains(id))).collect();
        assert!(unknown.is_empty(), "{unknown:#?}");
    }

    #[test]
    fn names_are_unique() {
        let names: BTreeSet<&str> = all().map(|fault| fault.name).collect();
        assert_eq!(names.len(), all().count());
    }

    #[test]
    fn each_fault_is_another_policy() {
        let mut policies = vec![Policy::default()];
        for fault in all() {
            let mut policy = Policy::default();
            apply(fault.name, &mut policy).expect("it is in the table");
            assert!(!policies.contains(&policy), "{} changes nothing, or the same as another", fault.name);
            policies.push(policy);
        }
    }

    #[test]
    fn a_slip_of_the_pen_is_understood() {
        let error = apply("code-reuseable", &mut Policy::default()).expect_err("no such fault").to_string();
        assert!(error.starts_with("unknown fault `code-reuseable`; did you mean code-reusable, "), "{error}");
    }
}
