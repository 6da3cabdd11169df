//! Who sees which fault: every fault of the references is seen, by something that is about what it breaks, and every
//! requirement on a provider is broken by a fault. The table in `scenarios/FAULTS.md` is this file's doing:
//! `UPDATE_FAULTS=1 cargo test -p oauth-harness --test behaviour fault` writes it. That each line of it is true is proven by
//! `tests/fault_matrix.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use oauth_harness::compile::plan::Case;
use oauth_harness::run::always;
use oauth_harness::syntax::catalogue::Catalogue;
use oauth_harness::system::{self, Fault};

use crate::support;

/// What turns red under a fault, and the requirements that it is about.
pub(crate) struct Witness {
    pub(crate) name: String,
    about: BTreeSet<String>,
    /// Sets of faults, as `provider/one + provider/other`.
    red_when: Vec<String>,
}

/// Requirements on a provider that no fault breaks, and why.
const UNBROKEN: &[(&str, &str)] = &[
    ("oauth21-10.2-redirect-uri-not-required", "superseded under the profile of the reference targets, `oauth2`"),
    ("oauth21-2.4.1-body-credentials-supported", "superseded under the profile of the reference targets, `oauth2`"),
    ("oauth21-3.2.3-no-store-without-pragma", "superseded under the profile of the reference targets, `oauth2`"),
    ("oidc-core-3.1.2.1-unknown-scope-ignored", "superseded under the profile of the reference targets, `oauth2`"),
    ("oidc-core-6.1-merge-parameters", "superseded under the profile of the reference targets, `oauth2`"),
    ("oidc-core-2-id-token-is-jwt", "the reference writes no ID token but JWTs; unit tests of the oracle break it"),
    ("rfc6749-3.1-tls-authorization", "the reference never answers http and https at one address"),
    ("rfc6749-3.2-tls-token", "the reference never answers http and https at one address"),
    ("rfc6750-5.2-rs-tls", "the reference never answers http and https at one address"),
    (
        "rfc7662-4-rs-honours-inactive",
        "the reference's resources look into its store and ask no introspection endpoint",
    ),
    ("rfc7591-3.2.1-member-types", "the reference writes every member in its type; unit tests of the oracle break it"),
    ("rfc8414-2-member-types", "the reference writes every member in its type; unit tests of the oracle break it"),
    ("rfc6749-5.1-member-types", "the reference writes every member in its type; unit tests of the oracle break it"),
    ("rfc7515-4.1.1-alg-present", "the reference always says how it signs; unit tests of the oracle break it"),
    ("rfc7518-3.3-rsa-key-size", "the reference makes no short keys; unit tests of the oracle break it"),
    ("rfc9101-10.4.1-request-uri-fetch-limited", "the reference fetches no `request_uri`"),
];

#[test]
fn every_fault_is_seen_by_something_that_is_about_what_it_breaks() {
    let witnesses = witnesses();
    let mut unseen = Vec::new();
    for fault in system::faults() {
        let seen: Vec<&Witness> = seeing(&witnesses, &fault).collect();
        if seen.is_empty() {
            unseen.push(format!("{}/{}: nothing names it under `red-when`", fault.party, fault.name));
        }
        let unnoticed = broken(&fault).filter(|id| !seen.iter().any(|witness| witness.about.contains(*id)));
        let unnoticed: Vec<&str> = unnoticed.collect();
        if !seen.is_empty() && !unnoticed.is_empty() {
            let names: Vec<&str> = seen.iter().map(|witness| witness.name.as_str()).collect();
            let (party, name, names, ids) = (fault.party, fault.name, names.join(", "), unnoticed.join(", "));
            unseen.push(format!("{party}/{name}: {names} see it, and are not about {ids}"));
        }
    }
    assert!(unseen.is_empty(), "{}", unseen.join("\n"));
}

#[test]
fn every_requirement_on_a_provider_is_broken_by_a_fault() {
    let broken: BTreeSet<&str> = system::faults().iter().flat_map(broken).collect();
    let excused: BTreeMap<&str, &str> = UNBROKEN.iter().copied().collect();
    let mut wrong = Vec::new();
    for requirement in Catalogue::built_in().iter() {
        if requirement.subject == "client" {
            continue;
        }
        match (broken.contains(requirement.id.as_str()), excused.contains_key(requirement.id.as_str())) {
            (false, false) => wrong.push(format!("{}: no fault breaks it", requirement.id)),
            (true, true) => wrong.push(format!("{}: excused, and yet a fault breaks it", requirement.id)),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_is_up_to_date() {
    let file = support::root().join("scenarios/FAULTS.md");
    let table = table();
    if std::env::var_os("UPDATE_FAULTS").is_some() {
        std::fs::write(&file, table).expect("the file can be written");
        return;
    }
    let stored = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        stored == table,
        "scenarios/FAULTS.md is old: UPDATE_FAULTS=1 cargo test -p oauth-harness --test behaviour fault"
    );
}

fn table() -> String {
    let witnesses = witnesses();
    let mut text = String::from(
        "# Faults\n\nAll faults of the references, the requirements that they break, and the scenarios and checks that detect them.\n\
         Generated by `tests/fault_table.rs`, verified by `tests/fault_matrix.rs`. `oauth-harness explain NAME` shows more.\n",
    );
    for party in ["provider", "consumer"] {
        let faults: Vec<Fault> = system::faults().into_iter().filter(|fault| fault.party == party).collect();
        let _ = write!(
            text,
            "\n## The {party}: {} faults\n\n| fault | what it does | breaks | detected by |\n| --- | --- | --- | --- |\n",
            faults.len()
        );
        for fault in faults {
            let seen: Vec<String> = seeing(&witnesses, &fault).map(|witness| format!("`{}`", witness.name)).collect();
            let _ = writeln!(
                text,
                "| `{}` | {} | `{}` | {} |",
                fault.name,
                fault.sentence.replace('|', "\\|"),
                broken(&fault).collect::<Vec<&str>>().join("`, `"),
                seen.join(", ")
            );
        }
    }
    if !UNBROKEN.is_empty() {
        text.push_str("\n## Requirements on a provider that no fault breaks\n\n| requirement | why |\n| --- | --- |\n");
        for (id, why) in UNBROKEN {
            let _ = writeln!(text, "| `{id}` | {why} |");
        }
    }
    text
}

pub(crate) fn seeing<'w>(witnesses: &'w [Witness], fault: &Fault) -> impl Iterator<Item = &'w Witness> {
    let name = format!("{}/{}", fault.party, fault.name);
    witnesses.iter().filter(move |witness| witness.red_when.iter().any(|set| set.split(" + ").any(|one| one == name)))
}

/// The requirements that a fault breaks, its own first.
fn broken(fault: &Fault) -> impl Iterator<Item = &'static str> + use<> {
    std::iter::once(fault.breaks).chain(fault.also.iter().copied())
}

/// Every scenario and every always-on check.
pub(crate) fn witnesses() -> Vec<Witness> {
    let suites = support::embedded_suites();
    let stories = &suites.first().expect("the reference pair is a target").stories;
    let stories = stories.iter().map(|story| Witness {
        name: story.scenario.name(),
        about: story.cases().iter().flat_map(Case::requirements).collect(),
        red_when: story.scenario.red_when.iter().map(ToString::to_string).collect(),
    });
    let checks = always::checks().iter().map(|check| Witness {
        name: check.name(),
        about: check.requirements.iter().map(|&id| id.to_owned()).collect(),
        red_when: check.red_when.iter().map(|&set| set.to_owned()).collect(),
    });
    stories.chain(checks).collect()
}
