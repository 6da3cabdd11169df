//! Machine-readable reports: their contents, that a parser reads them, and that no run loses its findings.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use oauth_harness::model::event::Event;
use oauth_harness::model::exchange::Cause;
use oauth_harness::model::page::PageKind;
use oauth_harness::model::place::Place;
use oauth_harness::model::redacted::{
    Redacted, RedactedBody, RedactedExchange, RedactedLocation, RedactedOutcome, RedactedPage, RedactedRequest,
    RedactedResponse, RedactedUrl,
};
use oauth_harness::model::source::Source;
use oauth_harness::model::span::Span;
use oauth_harness::model::verdict::{
    CaseReport, Finding, JudgedRequirement, RedactedMismatch, RequirementOutcome, Verdict,
};
use oauth_harness::report::{FORMATS, Human};
use quick_xml::events::Event as Xml;
use serde_json::{Value, json};

use crate::support::temporary_folder::TemporaryFolder;

#[test]
fn junit_maps_each_verdict_to_an_element_that_ci_servers_know() {
    let text = rendered("junit", &events(false));
    assert_snapshot("junit", &text);
    let cases = cases_of(&text);
    let kind = |name: &str| cases[name].iter().map(|child| child.element.as_str()).collect::<Vec<_>>();
    assert_eq!(kind("passed"), ["properties"]);
    assert_eq!(kind("failed"), ["failure", "properties"]);
    assert_eq!(kind("unexpected-pass"), ["failure", "properties"]);
    assert_eq!(kind("inconclusive"), ["error", "properties"]);
    assert_eq!(kind("harness-error"), ["error", "properties"]);
    assert_eq!(kind("skipped"), ["properties", "skipped"]);
    assert_eq!(kind("known-deviation"), ["properties", "skipped"]);
    assert_eq!(kind("warned"), ["properties", "system-out"]);
    let failure = &cases["failed"][0];
    assert!(failure.message.contains("RFC 6749 §4.1.2 MUST"), "{}", failure.message);
    for part in ["a refusal", "status 200", "scenarios/provider/failed.yaml:9:5", "client   POST <provider>/token  200"]
    {
        assert!(failure.text.contains(part), "no {part} in {}", failure.text);
    }
}

#[test]
fn json_has_one_object_per_event() {
    let text = rendered("json", &events(false));
    assert_snapshot("json", &text);
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), Verdict::ALL.len() + 2);
    assert_eq!(lines[0]["event"], "started");
    let failed = lines.iter().find(|line| line["verdict"] == "failed").expect("the failed case");
    assert_eq!(failed["findings"][0]["requirement"]["level"], "MUST");
    assert!(lines.iter().all(|line| line["version"] == 2));
    let last = lines.last().expect("lines");
    assert_eq!(last["counts"]["known-deviation"], 1);
    let cause = &last["root_causes"][0];
    assert_eq!((&cause["id"], &cause["cases"]), (&failed["findings"][0]["root_cause"], &json!(["provider/failed"])));
}

#[test]
fn always_on_checks_and_started_cases_have_their_own_events() {
    let events = [
        Event::CaseStarted { name: "provider/passed".to_owned() },
        Event::AlwaysOnFinished(Box::new(case(Verdict::Failed))),
        Event::CaseFinished(Box::new(case(Verdict::Failed))),
        Event::Finished { interrupted: false, took: Duration::ZERO },
    ];
    let lines: Vec<Value> =
        rendered("json", &events).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let names: Vec<&Value> = lines.iter().map(|line| &line["event"]).collect();
    assert_eq!(names, ["case-started", "always-on-finished", "case-finished", "finished"]);
    assert_eq!(lines[3]["counts"]["failed"], 2);
    let junit = rendered("junit", &events);
    assert_eq!(junit.matches("<testcase").count(), 2, "a started case is not a test case: {junit}");
}

#[test]
fn mistakes_of_the_target_are_not_counted_as_cases() {
    let events = [
        Event::Started { target: "T".to_owned(), cases: 2 },
        Event::TargetFinished(Box::new(case(Verdict::Inconclusive))),
        Event::CaseFinished(Box::new(case(Verdict::Passed))),
        Event::Finished { interrupted: true, took: Duration::ZERO },
    ];
    let junit = rendered("junit", &events);
    assert!(junit.contains("interrupted: 1 of 2 cases") && junit.matches("<testcase").count() == 3, "{junit}");
    let mut human = Human::default();
    let shown: String = events.iter().map(|event| human.on_event(event)).collect();
    assert!(shown.contains("1 case unfinished"), "{shown}");
}

#[test]
fn responses_of_a_hostile_peer_do_not_break_a_report() {
    let hostile = "]]> <failure/> & \u{0}\u{1b}[31m\u{fffe} \" ' \u{85} é\r\n".to_owned();
    let mut report = case(Verdict::Failed);
    report.name = format!("provider/{hostile}");
    report.title.clone_from(&hostile);
    let text = Redacted::ours(hostile.clone());
    report.findings[0].mismatch =
        RedactedMismatch::new(text.clone(), Redacted::ours(hostile.repeat(100_000))).hint(text.clone());
    let mut exchange = exchange("alice", "GET", "/authorize", RedactedBody::Text(text.clone()));
    exchange.request.url.address = text;
    report.exchanges = vec![exchange; 1000].into();
    report.findings[0].after_exchange = 999;
    let events = [
        Event::Started { target: hostile.clone(), cases: 1 },
        Event::CaseFinished(Box::new(report)),
        Event::Finished { interrupted: false, took: Duration::ZERO },
    ];
    let xml = rendered("junit", &events);
    assert!(xml.len() < 200_000, "{} bytes", xml.len());
    let cases = cases_of(&xml);
    let (_, children) = cases.first_key_value().expect("one case");
    assert_eq!((cases.len(), children[0].element.as_str()), (1, "failure"));
    assert!(children[0].message.contains("]]> <failure/> & \\u{0}\\u{1b}[31m\\u{fffe}"), "{}", children[0].message);
    assert!(children[0].text.contains("]]> <failure/> & \\u{fffe}"), "{}", children[0].text);
    let json = rendered("json", &events);
    let line: Value = serde_json::from_str(json.lines().nth(1).expect("the case")).expect("JSON");
    assert_eq!(line["title"], hostile);
}

#[test]
fn an_interrupted_run_is_not_green() {
    let text = rendered("junit", &events(true));
    let cases = cases_of(&text);
    assert_eq!(cases["every case is run"][0].element, "error");
    assert!(cases["every case is run"][0].message.contains("9 of 10 cases"), "{:?}", cases["every case is run"]);
}

#[test]
fn the_program_writes_reports_in_addition_to_its_output() {
    let folder = TemporaryFolder::new("program");
    let (xml, json) = (folder.file("report.xml"), folder.file("report.json"));
    let output = harness()
        .args(["run", "--only", "code-single-use", "--no-snapshots", "--fault", "provider/code-replay-accepted"])
        .args([format!("--report=junit={}", xml.display()), format!("--report=json={}", json.display())])
        .output()
        .expect("it starts");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("code-single-use"));
    let cases = cases_of(&std::fs::read_to_string(&xml).expect("written"));
    assert_eq!(cases["code-single-use"][0].element, "failure");
    let lines = std::fs::read_to_string(&json).expect("written");
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let events: Vec<&str> = lines.iter().filter_map(|line| line["event"].as_str()).collect();
    assert_eq!(events, ["started", "case-started", "case-finished", "finished"]);
    assert!(lines[2]["exchanges"].as_array().is_some_and(|exchanges| !exchanges.is_empty()));
}

#[test]
fn a_report_on_standard_output_replaces_other_output() {
    let output = harness()
        .args(["run", "--only", "code-single-use", "--no-snapshots", "--report", "json=-"])
        .output()
        .expect("it starts");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let stdout = String::from_utf8(output.stdout).expect("text");
    for line in stdout.lines() {
        serde_json::from_str::<Value>(line).expect("nothing but JSON");
    }
    assert!(String::from_utf8_lossy(&output.stderr).contains("1 passed"));
}

#[test]
fn a_report_that_cannot_be_written_is_an_error_before_the_run() {
    for (argument, message) in [
        ("junit=no/such/folder/report.xml", "cannot be written"),
        ("junit", "does not say where the report goes"),
        ("json=", "does not say where the report goes"),
        ("junti=x.xml", "did you mean `junit`?"),
    ] {
        let output = harness().args(["run", "--report", argument]).output().expect("it starts");
        assert_eq!(output.status.code(), Some(2), "{argument}");
        assert!(
            String::from_utf8_lossy(&output.stderr).contains(message),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(output.stdout.is_empty(), "{argument}: something ran");
    }
    let twice = harness().args(["run", "--report", "json=-", "--report", "junit=-"]).output().expect("it starts");
    assert_eq!(twice.status.code(), Some(2));
}

/// One case of each verdict.
fn events(interrupted: bool) -> Vec<Event> {
    let cases = Verdict::ALL.map(|verdict| Event::CaseFinished(Box::new(case(verdict))));
    let started = Event::Started { target: "A pair <under> test".to_owned(), cases: 10 };
    let finished = Event::Finished { interrupted, took: Duration::from_millis(1234) };
    std::iter::once(started).chain(cases).chain([finished]).collect()
}

fn case(verdict: Verdict) -> CaseReport {
    let name = serde_json::to_value(verdict).expect("a name").as_str().expect("text").to_owned();
    let reason = match verdict {
        Verdict::Skipped => Some("the target has no consumer"),
        Verdict::KnownDeviation => Some("it is older than the rule"),
        Verdict::UnexpectedPass => Some("the target file lists it as a deviation, but it no longer happens"),
        Verdict::Inconclusive => Some("a precondition failed: status 500"),
        Verdict::Unstable => Some("failed at first, and passed when it was run once more, alone"),
        Verdict::HarnessError => Some("internal error in oauth-harness at step.rs:1: this case was not completed"),
        Verdict::Passed | Verdict::Warned | Verdict::Failed => None,
    };
    let requirement = match verdict {
        Verdict::Failed => Some("rfc6749-4.1.2-code-single-use"),
        Verdict::Warned => Some("rfc6749-4.1.2-code-replay-revokes-access"),
        _ => None,
    };
    let finding = Finding {
        step: "exchange".to_owned(),
        place: Place::Scenario {
            source: Source::new(
                format!("scenarios/provider/{name}.yaml"),
                format!("{}    expect: {{ oauth-error: invalid_grant }}\n", "\n".repeat(8)),
            ),
            span: Span { start: 12, end: 18 },
        },
        requirement: requirement.map(str::to_owned),
        mismatch: RedactedMismatch::new("a refusal", "status 200 with a token").hint("is the code kept after its use?"),
        after_exchange: 2,
    };
    let location = RedactedLocation { written: "/login".into(), leads_to: Some(url("/login")), error: None };
    let mut sent_on = exchange("alice", "GET", "/authorize", RedactedBody::Empty);
    sent_on.request.url.query.push(("state".into(), "<state:1>".into()));
    if let RedactedOutcome::Response(response) = &mut sent_on.outcome {
        (response.status, response.location) = (302, Some(location));
    }
    CaseReport {
        verifies: requirement.iter().map(|id| (*id).to_owned()).collect(),
        verdict,
        reason: reason.map(Redacted::ours),
        outcomes: requirement
            .iter()
            .map(|id| JudgedRequirement {
                requirement: (*id).to_owned(),
                outcome: RequirementOutcome::Violated,
                step: Some("exchange".to_owned()),
                exchange: Some(2),
            })
            .collect(),
        findings: if requirement.is_some() { vec![finding] } else { Vec::new() },
        exchanges: Arc::new([
            sent_on,
            exchange("client", "POST", "/token", RedactedBody::Json("{\n  \"scope\": \"read\"\n}".into())),
            exchange("alice", "GET", "/login", RedactedBody::Page(Box::new(page()))),
        ]),
        took: Duration::from_micros(12_345),
        ..CaseReport::new(format!("provider/{name}"), format!("A case with the verdict {name}"))
    }
}

fn exchange(actor: &str, method: &str, path: &str, body: RedactedBody) -> RedactedExchange {
    let response = RedactedResponse {
        status: 200,
        media_type: "text/plain".into(),
        location: None,
        headers: vec![("cache-control".into(), "no-store".into())],
        written: Redacted::default(),
        body,
    };
    RedactedExchange {
        actor: actor.to_owned(),
        cause: if actor == "client" { Cause::Call } else { Cause::Open },
        request: RedactedRequest {
            method: method.to_owned(),
            url: url(path),
            headers: Vec::new(),
            body: RedactedBody::Empty,
        },
        outcome: RedactedOutcome::Response(response),
        took: Duration::from_micros(4_200),
    }
}

fn url(path: &str) -> RedactedUrl {
    RedactedUrl { address: Redacted::ours(format!("<provider>{path}")), query: Vec::new(), fragment: None }
}

fn page() -> RedactedPage {
    RedactedPage {
        kind: PageKind::Login,
        evidence: vec!["a password field".into()],
        heading: "Log in".into(),
        links: Vec::new(),
        forms: Vec::new(),
    }
}

fn rendered(format: &str, events: &[Event]) -> String {
    let format = FORMATS.iter().find(|known| known.name == format).expect("a format");
    let mut report = (format.begin)();
    events.iter().map(|event| report.on_event(event)).collect()
}

fn assert_snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/reports");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// A child of a `testcase`.
#[derive(Debug, Default)]
struct Child {
    element: String,
    message: String,
    text: String,
}

/// The children of every `testcase`, sorted by element, by the name of the case.
fn cases_of(xml: &str) -> BTreeMap<String, Vec<Child>> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut cases, mut case, mut path) = (BTreeMap::<String, Vec<Child>>::new(), String::new(), Vec::<String>::new());
    let attribute = |start: &quick_xml::events::BytesStart<'_>, name: &str| {
        let found = start.try_get_attribute(name).expect("well-formed");
        let value = found
            .map(|found| found.normalized_value(quick_xml::XmlVersion::Explicit1_0).expect("well-formed").into_owned());
        value.unwrap_or_default()
    };
    loop {
        let event = reader.read_event().expect("well-formed");
        match &event {
            Xml::Start(start) | Xml::Empty(start) => {
                let element = String::from_utf8_lossy(start.name().as_ref()).into_owned();
                if element == "testcase" {
                    case = attribute(start, "name");
                    assert!(cases.insert(case.clone(), Vec::new()).is_none(), "{case} twice");
                } else if path.last().is_some_and(|parent| parent == "testcase") {
                    let child =
                        Child { element: element.clone(), message: attribute(start, "message"), ..Child::default() };
                    cases.get_mut(&case).expect("inside a case").push(child);
                }
                if matches!(event, Xml::Start(_)) {
                    path.push(element);
                }
            }
            Xml::Text(text) => add_text(&mut cases, &case, &path, &text.decode().expect("UTF-8")),
            Xml::GeneralRef(reference) => {
                let name = reference.decode().expect("UTF-8");
                let entity = quick_xml::escape::unescape(&format!("&{name};")).expect("a known entity").into_owned();
                add_text(&mut cases, &case, &path, &entity);
            }
            Xml::End(_) => drop(path.pop()),
            Xml::Eof => break,
            _ => {}
        }
    }
    assert!(path.is_empty(), "{path:?} left open");
    for children in cases.values_mut() {
        children.sort_by(|a, b| a.element.cmp(&b.element));
    }
    cases
}

fn add_text(cases: &mut BTreeMap<String, Vec<Child>>, case: &str, path: &[String], text: &str) {
    if path.iter().rev().nth(1).is_some_and(|parent| parent == "testcase") {
        cases.get_mut(case).and_then(|children| children.last_mut()).expect("inside a child").text.push_str(text);
    }
}

fn harness() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oauth-harness"));
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."));
    command
}
