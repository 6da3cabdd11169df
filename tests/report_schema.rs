//! JSON reports of real runs match `scenarios/schema/report.json`, and contain no secrets.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use boon::{Compiler, SchemaIndex, Schemas};
use oauth_harness::compile::plan::Case;
use oauth_harness::model::event::Event;
use oauth_harness::model::span::{Span, Spanned};
use oauth_harness::model::target::{Party, PartyLocation, Target};
use oauth_harness::report::{FORMATS, Report};
use oauth_harness::run::Options;
use oauth_harness::{Scenarios, Suite, schema};
use reference_provider::{Override, Route};
use serde_json::{Value, json};

use crate::support::pair::Pair;
use crate::support::root;

#[tokio::test]
async fn green_skipped_and_red_runs_match_the_schema() {
    let suite = suite();
    let names =
        ["code-single-use", "implicit-grant-disabled", "form-post", "hybrid", "pkce-missing", "code-race-condition"];
    let cases = || -> Vec<Case> {
        let is_wanted = |case: &Case| names.iter().any(|name| case.name.contains(name));
        suite.cases().into_iter().filter(is_wanted).collect()
    };
    let green = lines_of(cases(), suite.target.clone()).await;
    assert_eq!(verdicts(&green), BTreeSet::from(["passed", "skipped"]));
    let red = lines_of(cases(), faulty(&suite.target, &["code-replay-accepted", "clickjacking"])).await;
    assert!(verdicts(&red).contains("failed"), "{:?}", verdicts(&red));
    let events: BTreeSet<&str> = red.iter().filter_map(|line| line["event"].as_str()).collect();
    assert_eq!(events.len(), 5, "{events:?}");
    fits(&green);
    fits(&red);
    let all = serde_json::to_string(&red).expect("JSON");
    for secret in suite.target.clients.values().filter_map(|client| client.secret.as_deref()) {
        assert!(!all.contains(secret), "a client secret is in the report");
    }
    for user in suite.target.users.values() {
        assert!(!all.contains(&format!("\"{}\"", user.password)), "a password is in the report");
    }
}

#[tokio::test]
async fn unreachable_and_inconclusive_cases_match_the_schema() {
    let suite = suite();
    let cases: Vec<Case> = suite.cases().into_iter().filter(|case| case.name.ends_with("/code-single-use")).collect();
    let lines = lines_of(cases.clone(), faulty(&suite.target, &["basic-unsupported"])).await;
    assert!(verdicts(&lines).contains("error"), "{:?}", verdicts(&lines));
    fits(&lines);
    let mut unreachable = suite.target.clone();
    let url = Spanned { value: "http://127.0.0.1:1/".parse().expect("a URL"), span: Span::default() };
    unreachable.provider = unreachable.provider.map(|party| Party { place: PartyLocation::External(url), ..party });
    unreachable.consumer = None;
    let lines = lines_of(cases, unreachable).await;
    let failed = |line: &&Value| line["exchanges"][0]["failure"]["kind"] == "unreachable";
    assert!(lines.iter().any(|line| failed(&line)), "{lines:#?}");
    fits(&lines);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unstable_case_matches_the_schema() {
    let twice = Override::faults(["revocation-unknown-error"]).at_endpoint(Route::Revoke).times(3);
    let pair = Pair::with(|config| drop(config.overrides.insert("twice".to_owned(), twice))).await;
    let cases = suite().cases().into_iter().filter(|case| case.name == "provider/revocation-of-unknown-token");
    let lines = lines_of(cases.collect(), pair.target()).await;
    let unstable = lines.iter().find(|line| line["verdict"] == "unstable").expect("an unstable case");
    assert_eq!(unstable["again"]["verdict"], "passed");
    fits(&lines);
}

#[test]
fn invalid_reports_do_not_match_the_schema() {
    let schema = CompiledLineSchema::new();
    let started = json!({"version": 2, "event": "started", "target": "T", "cases": 1});
    schema.fits(&started).expect("fits");
    for (member, value) in
        [("version", json!(1)), ("event", json!("case")), ("cases", json!("one")), ("target", json!(null))]
    {
        let mut wrong = started.clone();
        wrong[member] = value;
        assert!(schema.fits(&wrong).is_err(), "accepted: {wrong}");
    }
    let mut more = started.clone();
    more["more"] = json!(1);
    assert!(schema.fits(&more).is_err(), "an unknown member is accepted");
    for member in ["version", "event", "target", "cases"] {
        let mut wrong = started.clone();
        wrong.as_object_mut().expect("an object").remove(member);
        assert!(schema.fits(&wrong).is_err(), "accepted: {wrong}");
    }
}

fn suite() -> Suite {
    Suite::load(&Scenarios::at([root().join("scenarios")]), "reference", &BTreeMap::new()).expect("the files are valid")
}

/// The target with faults in its provider.
fn faulty(target: &Target, faults: &[&str]) -> Target {
    let mut target = target.clone();
    let Some(Party { place: PartyLocation::Reference(options), .. }) = target.provider.as_mut() else {
        panic!("the provider is a reference")
    };
    let named = faults.iter().map(|name| Spanned { value: (*name).to_owned(), span: Span::default() });
    options.faults.extend(named);
    target
}

/// The lines of the JSON report of a run.
async fn lines_of(cases: Vec<Case>, target: Target) -> Vec<Value> {
    let format = FORMATS.iter().find(|format| format.name == "json").expect("there is one");
    let mut report: Box<dyn Report> = (format.begin)();
    let mut text = String::new();
    let options = Options { seed: 1, ..Options::default() };
    oauth_harness::run::run(cases, Arc::new(target), options, std::future::pending(), |event: Event| {
        text += &report.on_event(&event);
    })
    .await;
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn verdicts(lines: &[Value]) -> BTreeSet<&str> {
    lines.iter().filter_map(|line| line["verdict"].as_str()).collect()
}

fn fits(lines: &[Value]) {
    let schema = CompiledLineSchema::new();
    for line in lines {
        if let Err(wrong) = schema.fits(line) {
            panic!("{wrong}\n{line:#}");
        }
    }
}

/// The schema of a line, without additional members: no other test would find a member that the schema leaves out.
struct CompiledLineSchema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl CompiledLineSchema {
    fn new() -> CompiledLineSchema {
        let mut schema = schema::report().to_value();
        close(&mut schema);
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource("file:///report.json", schema).expect("one resource");
        let index = compiler.compile("file:///report.json", &mut schemas).expect("a valid schema");
        CompiledLineSchema { schemas, index }
    }

    fn fits(&self, line: &Value) -> Result<(), String> {
        self.schemas.validate(line, self.index).map_err(|error| format!("{error:#}"))
    }
}

/// Forbids additional members in a line and in its parts, except for a case, which shares its object with the line.
fn close(schema: &mut Value) {
    let parts = schema["$defs"].as_object_mut().expect("definitions");
    let parts = parts.iter_mut().filter(|(name, part)| *name != "Case" && part.get("properties").is_some());
    parts.for_each(|(_, part)| part["unevaluatedProperties"] = json!(false));
    schema["unevaluatedProperties"] = json!(false);
}
