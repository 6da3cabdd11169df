//! Hosts that do not respond: after three timeouts in a row, no more requests are sent to a host.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::model::redacted::Redacted;
use crate::model::scenario::UnderTest;
use crate::model::target::{Party, PartyLocation, Target};

use crate::compile::plan::Case;
use crate::model::verdict::{CaseReport, Verdict};

/// After this many timeouts in a row, a host is given up.
const IN_A_ROW: usize = 3;

/// The hosts that have responded, and those that have not.
#[derive(Debug, Default)]
pub(super) struct Hosts(Mutex<BTreeMap<String, Timeouts>>);

#[derive(Debug, Default)]
struct Timeouts {
    in_vain: usize,
    /// It is never reset: a late response belongs to no request.
    given_up: bool,
}

impl Hosts {
    /// Records the hosts that a case called.
    pub(super) fn note(&self, met: &[(String, bool)]) {
        let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (host, in_vain) in met {
            let patience = hosts.entry(host.clone()).or_default();
            patience.in_vain = if *in_vain { patience.in_vain + 1 } else { 0 };
            patience.given_up |= patience.in_vain >= IN_A_ROW;
        }
    }

    pub(super) fn is_given_up(&self, host: &str) -> bool {
        let hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.get(host).is_some_and(|patience| patience.given_up)
    }

    /// Every host that is given up.
    pub(super) fn given_up(&self) -> Vec<String> {
        let hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.iter().filter(|(_, patience)| patience.given_up).map(|(host, _)| host.clone()).collect()
    }

    /// Why a case is not run any more: a party that it is about is given up.
    pub(super) fn lost(&self, case: &Case, target: &Target) -> Option<String> {
        let provider = host(target.provider.as_ref());
        let consumer = host(target.consumer.as_ref()).filter(|_| case.plan.scenario.under_test != UnderTest::Provider);
        provider.into_iter().chain(consumer).find(|host| self.is_given_up(host)).map(|host| not_run(&host))
    }
}

/// Why a case about a host that was given up was not run.
pub(super) fn not_run(host: &str) -> String {
    format!("no more requests are sent to {host}, which does not respond")
}

/// The report about a host that is given up.
pub(super) fn diagnosis(host: &str, target: &Target) -> CaseReport {
    let within = target.connection.limits.timeout.as_secs_f64();
    let reason =
        format!("{host} did not respond within {within} s, {IN_A_ROW} times in a row; no more requests are sent to it");
    let name = host.split_once("://").map_or(host, |(_, rest)| rest);
    CaseReport {
        verdict: Verdict::Inconclusive,
        reason: Some(Redacted::ours(reason)),
        notes: vec!["raise `connection: {timeout-seconds: …}` in the target file if it is merely slow".into()],
        ..CaseReport::new(format!("hosts/{name}"), "The party under test responds in time")
    }
}

fn host<P>(party: Option<&Party<P>>) -> Option<String> {
    match &party?.place {
        PartyLocation::External(url) => Some(url.value.origin().ascii_serialization()),
        PartyLocation::Reference(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_in_a_row_are_too_many_and_an_answer_in_between_counts() {
        let hosts = Hosts::default();
        let (late, fine) = (("http://a".to_owned(), true), ("http://a".to_owned(), false));
        let other = ("http://b".to_owned(), false);
        hosts.note(&[late.clone(), late.clone(), fine, late.clone(), late.clone()]);
        assert!(!hosts.is_given_up("http://a"));
        hosts.note(&[other, late]);
        assert_eq!(hosts.given_up(), ["http://a"]);
        hosts.note(&[("http://a".to_owned(), false)]);
        assert!(hosts.is_given_up("http://a") && !hosts.is_given_up("http://b"));
    }
}
