//! The common causes of findings in several cases: one defect is one cause, however many cases meet it.

use std::collections::HashMap;

use crate::model::redacted::{RedactedBody, RedactedExchange, RedactedOutcome};
use crate::model::verdict::{CaseReport, Finding, Verdict};

/// What is broken, or keeps cases from being judged, as the first case met it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cause {
    /// The requirement (id); `None` if a step failed that only leads to what is judged.
    pub(super) requirement: Option<String>,
    /// Method and URL of the last request before it was seen.
    pub(super) endpoint: Option<String>,
    /// What was acceptable; `None` if there is only a reason.
    pub(super) expected: Option<String>,
    /// What was seen, or the reason.
    pub(super) seen: String,
    /// The names of the cases, in order.
    pub(super) cases: Vec<String>,
}

/// The causes of a run, in the order in which they were first met.
#[derive(Debug, Default)]
pub(super) struct Causes {
    all: Vec<Cause>,
    known: HashMap<CauseKey, usize>,
}

/// What is the same wherever a cause is met.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct CauseKey {
    requirement: Option<String>,
    endpoint: Option<String>,
    /// `None` for an obstacle that is an error: what a step expected instead does not identify the cause.
    expected: Option<String>,
    seen: String,
}

impl Causes {
    /// Records what a case met. Returns an index into [`Causes::all`] for each of its findings; if it has none and could not be
    /// judged, one for the reason.
    pub(super) fn note(&mut self, report: &CaseReport) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for finding in &report.findings {
            let last = finding.after_exchange.checked_sub(1).and_then(|index| report.exchanges.get(index));
            let (requirement, mismatch) = (finding.requirement.clone(), &finding.mismatch);
            let (endpoint, expected) = (last.map(endpoint), Some(mismatch.expected.to_string()));
            let cause = Cause { requirement, endpoint, expected, seen: mismatch.seen.to_string(), cases: Vec::new() };
            found.push(self.note_one(CauseKey::of(finding, last), cause, &report.name));
        }
        let alone = report.findings.is_empty() && report.verdict == Verdict::Inconclusive;
        if let Some(reason) = report.reason.as_ref().filter(|_| alone) {
            let key = CauseKey { requirement: None, endpoint: None, expected: None, seen: without_numbers(reason) };
            let (requirement, endpoint, expected) = (None, None, None);
            let cause = Cause { requirement, endpoint, expected, seen: reason.to_string(), cases: Vec::new() };
            found.push(self.note_one(key, cause, &report.name));
        }
        found
    }

    /// Every cause so far.
    pub(super) fn all(&self) -> &[Cause] {
        &self.all
    }

    fn note_one(&mut self, key: CauseKey, cause: Cause, met_by: &str) -> usize {
        let index = *self.known.entry(key).or_insert(self.all.len());
        if index == self.all.len() {
            self.all.push(cause);
        }
        let cases = &mut self.all[index].cases;
        if cases.last().is_none_or(|last| last != met_by) {
            cases.push(met_by.to_owned());
        }
        index
    }
}

impl CauseKey {
    fn of(finding: &Finding, last: Option<&RedactedExchange>) -> CauseKey {
        let error = last.and_then(error);
        let is_obstacle = finding.requirement.is_none() || finding.mismatch.unjudged;
        let requirement = finding.requirement.clone().filter(|_| !(is_obstacle && error.is_some()));
        CauseKey {
            requirement,
            endpoint: last.map(endpoint),
            expected: Some(without_numbers(&finding.mismatch.expected)).filter(|_| !(is_obstacle && error.is_some())),
            seen: error.unwrap_or_else(|| without_urls(&without_numbers(&finding.mismatch.seen))),
        }
    }
}

/// Method and URL.
fn endpoint(exchange: &RedactedExchange) -> String {
    without_numbers(&format!("{} {}", exchange.request.method, exchange.request.url.address))
}

/// What went wrong in an exchange, if anything did: an OAuth error is identified by its code, whatever its description.
fn error(exchange: &RedactedExchange) -> Option<String> {
    let response = match &exchange.outcome {
        RedactedOutcome::Response(response) => response,
        RedactedOutcome::Failure(failure) => return Some(without_numbers(&failure.message)),
    };
    let status = response.status;
    if let Some(target) = response.location.as_ref().and_then(|location| location.leads_to.as_ref()) {
        let (_, code) = target.query.iter().find(|(name, _)| name == "error")?;
        return Some(format!("{status} {code}"));
    }
    if status < 400 {
        return None;
    }
    Some(match &response.body {
        RedactedBody::Json(body) => {
            let json: Option<serde_json::Value> = serde_json::from_str(body).ok();
            let code = json.as_ref().and_then(|json| json["error"].as_str());
            format!("{status} {}", code.map_or_else(|| without_numbers(body), str::to_owned))
        }
        RedactedBody::Page(page) => format!("{status} {} {}", page.kind.name(), page.heading),
        RedactedBody::Text(line) => format!("{status} {}", without_numbers(line)),
        RedactedBody::Empty | RedactedBody::Form(_) => status.to_string(),
    })
}

/// A text in which every absolute URL is replaced by its parameters: the rows of a scenario differ in the URL that an attacker
/// names.
fn without_urls(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let scheme = rest[..at].rfind(|c: char| !c.is_ascii_alphanumeric() && !"+.-".contains(c));
        let start = scheme.map_or(0, |before| before + rest[before..].chars().next().map_or(1, char::len_utf8));
        let ends = |c: char| c.is_whitespace() || "\"'(){},\\`".contains(c);
        let end = at + 3 + rest[at + 3..].find(ends).unwrap_or(rest.len() - at - 3);
        shown.push_str(&rest[..start]);
        shown.push_str("URL");
        let query = rest[start..end].split_once(['?', '#']).map_or("", |(_, query)| query);
        for name in query.split(['&', '#']).filter_map(|pair| pair.split('=').next()).filter(|name| !name.is_empty()) {
            shown.push(' ');
            shown.push_str(name);
        }
        rest = &rest[end..];
    }
    shown.push_str(rest);
    shown
}

/// A text in which `<access_token:3>` is any access token: how many others a case has seen before does not identify the cause.
fn without_numbers(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        shown.push_str(before);
        shown.push('<');
        rest = after;
        let Some((name, behind)) = after.split_once('>') else { continue };
        let numbered = name.rsplit_once(':').filter(|(_, number)| number.bytes().all(|byte| byte.is_ascii_digit()));
        let is_a_name = |name: &str| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        };
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
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;
    use crate::model::exchange;
    use crate::model::place::Place;
    use crate::model::redacted::Redacted;
    use crate::model::redacted::{RedactedRequest, RedactedResponse, RedactedUrl};
    use crate::model::verdict::RedactedMismatch;

    fn case(name: &str, requirement: Option<&str>, seen: &str) -> CaseReport {
        let finding = Finding {
            step: "exchange".to_owned(),
            place: Place::Exchange { case: name.to_owned(), number: 1 },
            requirement: requirement.map(str::to_owned),
            mismatch: RedactedMismatch::new("a refusal", Redacted::ours(seen)),
            after_exchange: 1,
        };
        CaseReport { verdict: Verdict::Failed, findings: vec![finding], ..CaseReport::new(name, "") }
    }

    fn answered(report: CaseReport, status: u16, body: RedactedBody) -> CaseReport {
        let url = RedactedUrl { address: "<provider>/token".into(), query: Vec::new(), fragment: None };
        let (headers, media_type, location) = (Vec::new(), Redacted::default(), None);
        let response = RedactedResponse {
            status,
            media_type,
            location,
            headers: headers.clone(),
            written: Redacted::default(),
            body,
        };
        let exchange = RedactedExchange {
            actor: "client".to_owned(),
            cause: exchange::Cause::Call,
            request: RedactedRequest { method: "POST".to_owned(), url, headers, body: RedactedBody::Empty },
            outcome: RedactedOutcome::Response(response),
            took: Duration::ZERO,
        };
        CaseReport { exchanges: Arc::new([exchange]), ..report }
    }

    fn causes_of(found: &[CaseReport]) -> Vec<usize> {
        let mut causes = Causes::default();
        found.iter().flat_map(|report| causes.note(report)).collect()
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
        let first = &causes.all()[0];
        assert_eq!(
            (first.cases.as_slice(), first.seen.as_str()),
            (&["p/a".into(), "p/b".into()][..], "a token: <access_token:1>")
        );
    }

    #[test]
    fn an_error_is_the_same_by_its_code_whatever_its_description() {
        let json = |code: &str, why: &str| {
            RedactedBody::Json(Redacted::ours(format!("{{\"error\": \"{code}\", \"error_description\": \"{why}\"}}")))
        };
        let failed_with = |name, requirement, seen, body| answered(case(name, requirement, seen), 400, body);
        let found = [
            failed_with("p/a", Some("x"), "no iat", json("invalid_request", "no iat")),
            failed_with("p/b", Some("x"), "no jti", json("invalid_request", "no jti")),
            failed_with("p/c", Some("x"), "no iat", json("invalid_grant", "no iat")),
            failed_with("p/d", Some("y"), "no iat", json("invalid_request", "no iat")),
            failed_with("p/e", None, "no token", json("invalid_request", "no iat")),
            failed_with("p/f", None, "no `request_uri`", json("invalid_request", "no jti")),
        ];
        assert_eq!(causes_of(&found), [0, 0, 1, 2, 3, 3]);
        let fine = |name, seen| answered(case(name, Some("x"), seen), 200, json("invalid_request", "no"));
        assert_eq!(causes_of(&[fine("p/a", "one"), fine("p/b", "two")]), [0, 1], "no error distinguishes them");
    }

    #[test]
    fn the_url_of_a_row_is_ignored_but_its_parameters_are_not() {
        let sent_to = |url: &str| case("p/a", Some("x"), &format!("a redirect to another location: {url}"));
        let (one, two) =
            (sent_to("https://evil.test/a?code=1&state=<state:1>"), sent_to("http://[::1]/?code=2&state=3"));
        assert_eq!(causes_of(&[one, two, sent_to("https://evil.test/a?error=x")]), [0, 0, 1]);
        assert_eq!(without_urls("é\"https://a/b?c=d#e=f\" and x://y, z"), "é\"URL c e\" and URL, z");
    }

    #[test]
    fn a_reason_alone_is_a_cause_where_nothing_could_be_judged() {
        let mut causes = Causes::default();
        let (reason, verdict) = (Some("it did not start".into()), Verdict::Inconclusive);
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
