//! What findings of several cases have in common: one broken thing is one cause, however many cases meet it.

use std::collections::HashMap;

use crate::model::verdict::{CaseReport, Finding, Verdict};

/// What is broken, or keeps cases from being judged.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct What {
    /// The requirement (id); none where a step did not work that only leads to what is judged.
    pub(super) requirement: Option<String>,
    /// Method and address of the last request before it was seen.
    pub(super) endpoint: Option<String>,
    /// What was acceptable; none where there is only a reason.
    pub(super) expected: Option<String>,
    /// What was seen, or the reason.
    pub(super) seen: String,
}

/// A cause, and whom it has met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cause {
    pub(super) what: What,
    /// The names of the cases, in order.
    pub(super) cases: Vec<String>,
}

/// The causes of a run, in the order in which they were first met.
#[derive(Debug, Default)]
pub(super) struct Causes {
    all: Vec<Cause>,
    known: HashMap<What, usize>,
}

impl Causes {
    /// Takes in what a case met. Returns an index into [`Causes::all`] for each of its findings; where it has none and could
    /// not be judged, one for the reason.
    pub(super) fn note(&mut self, report: &CaseReport) -> Vec<usize> {
        let found = report.findings.iter().map(|finding| What::of(report, finding));
        let reason = report.reason.as_ref().filter(|_| report.findings.is_empty() && report.verdict == Verdict::Error);
        let reason = reason.map(|reason| What {
            requirement: None,
            endpoint: None,
            expected: None,
            seen: without_numbers(reason),
        });
        found.chain(reason).map(|what| self.note_one(what, &report.name)).collect()
    }

    /// Every cause so far.
    pub(super) fn all(&self) -> &[Cause] {
        &self.all
    }

    fn note_one(&mut self, what: What, case: &str) -> usize {
        let index = *self.known.entry(what.clone()).or_insert(self.all.len());
        if index == self.all.len() {
            self.all.push(Cause { what, cases: Vec::new() });
        }
        let cases = &mut self.all[index].cases;
        if cases.last().is_none_or(|last| last != case) {
            cases.push(case.to_owned());
        }
        index
    }
}

impl What {
    fn of(report: &CaseReport, finding: &Finding) -> What {
        let last = finding.after_exchange.checked_sub(1).and_then(|index| report.exchanges.get(index));
        What {
            requirement: finding.requirement.clone(),
            endpoint: last.map(|exchange| {
                without_numbers(&format!("{} {}", exchange.request.method, exchange.request.url.address))
            }),
            expected: Some(without_numbers(&finding.mismatch.expected)),
            seen: without_numbers(&finding.mismatch.seen),
        }
    }
}

/// A text in which `<access_token:3>` is any access token: how many others a case has seen before it says nothing of the cause.
fn without_numbers(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        shown.push_str(before);
        shown.push('<');
        rest = after;
        let Some((name, behind)) = after.split_once('>') else { continue };
        let numbered = name.rsplit_once(':').filter(|(_, number)| number.bytes().all(|byte| byte.is_ascii_digit()));
        let is_a_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        if let Some((name, _)) = numbered.filter(|(name, number)| is_a_name(name) && !number.is_empty()) {
            shown.push_str(name);
            shown.push('>');
            rest = behind;
        }
    }
    shown.push_str(rest);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::place::Place;
    use crate::model::verdict::Mismatch;

    fn case(name: &str, requirement: Option<&str>, seen: &str) -> CaseReport {
        let finding = Finding {
            step: "exchange".to_owned(),
            place: Place::Exchange { case: name.to_owned(), number: 1 },
            requirement: requirement.map(str::to_owned),
            mismatch: Mismatch::new("a refusal", seen),
            after_exchange: 1,
        };
        CaseReport { verdict: Verdict::Fail, findings: vec![finding], ..CaseReport::new(name, "") }
    }

    #[test]
    fn the_same_requirement_broken_in_the_same_way_is_one_cause() {
        let mut causes = Causes::default();
        let found = [
            case("p/a", Some("x"), "a token: <access_token:1>"),
            case("p/b", Some("x"), "a token: <access_token:12>"),
            case("p/c", Some("y"), "a token: <access_token:1>"),
            case("p/d", Some("x"), "another error"),
            case("p/e", None, "status 500"),
        ];
        let indices: Vec<Vec<usize>> = found.iter().map(|report| causes.note(report)).collect();
        assert_eq!(indices, [[0], [0], [1], [2], [3]]);
        assert_eq!(causes.all()[0].cases, ["p/a", "p/b"]);
        assert_eq!(causes.all()[0].what.seen, "a token: <access_token>");
    }

    #[test]
    fn a_reason_alone_is_a_cause_where_nothing_could_be_judged() {
        let mut causes = Causes::default();
        let (reason, verdict) = (Some("it did not start".to_owned()), Verdict::Error);
        let error = CaseReport { verdict, reason: reason.clone(), ..CaseReport::new("p/a", "") };
        assert_eq!(causes.note(&error), [0]);
        assert_eq!(causes.note(&CaseReport { reason, ..CaseReport::new("p/b", "") }), [0; 0], "skipped");
    }

    #[test]
    fn only_the_numbers_of_names_are_left_out() {
        for (text, left) in [
            ("<state:1> is not <state:22>", "<state> is not <state>"),
            ("<secret:web> 12:30 <a href=\"x:1\">", "<secret:web> 12:30 <a href=\"x:1\">"),
            ("a < b, <access_token:3>", "a < b, <access_token>"),
            ("<:1> <x:> <provider-host:2>", "<:1> <x:> <provider-host>"),
        ] {
            assert_eq!(without_numbers(text), left);
        }
    }
}
