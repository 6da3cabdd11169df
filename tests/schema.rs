//! The JSON Schemas: every file of the project matches its schema, typical mistakes do not, and the copies in
//! `scenarios/schema` are current. `report_schema.rs` tests the schema of reports.
//!
//! `UPDATE_SCHEMA=1 cargo test --test behavior schema` writes the copies, and the first line of files that have none.

use std::path::{Path, PathBuf};

use boon::{Compiler, SchemaIndex, Schemas};
use oauth_harness::model::source::Source;
use oauth_harness::schema;
use oauth_harness::syntax::{decode, yaml};
use serde_json::Value;

/// Generates a schema.
type Make = fn() -> schemars::Schema;

/// Every kind of file that is read or written, and its schema.
const SCHEMAS: [(&str, Make); 4] = [
    ("fragment", schema::fragment),
    ("report", schema::report),
    ("scenario", schema::scenario),
    ("target", schema::target),
];

const SCENARIO: &str = "id: a\ntitle: T\nunder-test: provider\nverifies: [rfc6749-4.1.2-code-single-use]\n";

#[test]
fn every_file_matches_its_schema() {
    let of = |schema| CompiledSchema::new(&schema);
    let schemas = SCHEMAS.map(|(name, schema)| (name, of(schema())));
    let files = yaml_files();
    assert!(files.len() > 40, "{} files", files.len());
    for file in files {
        let (_, schema) = schemas.iter().find(|(name, _)| *name == kind(&file)).expect("a kind of file");
        let source = Source::read(&file).expect("readable");
        if let Err(wrong) = schema.fits(&source) {
            panic!("{}: {wrong}", file.display());
        }
    }
}

#[test]
fn every_step_and_check_is_in_the_schema() {
    let schema = schema::scenario();
    let step = schema.pointer("/$defs/Step/anyOf/1/properties").expect("steps");
    let expect = schema.pointer("/$defs/Expect/properties").expect("expectations");
    for (name, entry) in oauth_harness::step::KINDS
        .iter()
        .map(|kind| (kind.name, &step[kind.name]))
        .chain(oauth_harness::check::KINDS.iter().map(|kind| (kind.name, &expect[kind.name])))
    {
        let reference = entry.get("$ref").or_else(|| entry.pointer("/anyOf/0/$ref")).and_then(Value::as_str);
        let described = match reference {
            Some(reference) => schema.pointer(reference.trim_start_matches('#')),
            None => Some(entry),
        };
        let described = described.unwrap_or_else(|| panic!("the reference of `{name}` has no target"));
        let says = ["type", "enum", "anyOf", "oneOf"].iter().any(|keyword| described.get(keyword).is_some());
        assert!(says && entry["description"].is_string(), "{name}: {entry}");
    }
}

#[test]
fn typical_mistakes_in_scenarios_are_rejected() {
    let schema = CompiledSchema::new(&schema::scenario());
    let validate = |rest: &str| schema.fits(&Source::new("a.yaml", format!("{SCENARIO}{rest}")));
    validate(
        "steps:\n  - sign-in\n  - exchange: {code: x}\n    expect: {status: [4xx, 500], oauth-error: invalid_grant}\n",
    )
    .expect("fits");
    validate("steps:\n  - home:\n    expect: {redirect: {to: client, parameters: {has: [code]}}}\n").expect("fits");
    for wrong in [
        "",
        "steps: []\n",
        "steps:\n  - exchange\n",
        "steps:\n  - exchnage: {code: x}\n",
        "steps:\n  - exchange: {cod: x}\n",
        "steps:\n  - exchange: {code: [x]}\n",
        "steps:\n  - exchange: {code: x}\n    authorize: {}\n",
        "steps:\n  - expect: {status: 400}\n",
        "steps:\n  - sign-in\n    \nexpect: {status: 400}\n",
        "steps:\n  - sign-in: {consent: perhaps}\n",
        "steps:\n  - sign-in: {stop-before: moon}\n",
        "steps:\n  - sign-in:\n    expect: {}\n",
        "steps:\n  - sign-in:\n    expect: {status: 4x}\n",
        "steps:\n  - sign-in:\n    expect: {status: 99}\n",
        "steps:\n  - sign-in:\n    expect: {oauth-error: invalid_grand}\n",
        "steps:\n  - sign-in:\n    expect: {redirect: {where: client}}\n",
        "steps:\n  - sign-in:\n    verifies: [no-such-requirement]\n",
        "steps: [sign-in]\nneeds: [wings]\n",
        "steps: [sign-in]\nneed: []\n",
        "steps: [sign-in]\nred-when: [code-replay-accepted]\n",
        "steps: [sign-in]\nfor each: [{uri: x}]\n",
    ] {
        assert!(validate(wrong).is_err(), "accepted:\n{wrong}");
    }
}

#[test]
fn typical_mistakes_in_targets_are_rejected() {
    let schema = CompiledSchema::new(&schema::target());
    let validate = |text: &str| schema.fits(&Source::new("a.yaml", text));
    let provider = "title: T\nprovider:\n  url: http://localhost:8000\n  pages: {authorization: /a, token: /t}\n";
    validate(provider).expect("fits");
    for wrong in [
        "title: T\n".to_owned(),
        provider.replace("title: T\n", ""),
        provider.replace("token: /t", "tokn: /t"),
        provider.replace("  url", "  reference: {}\n  url"),
        provider.replace("  url: http://localhost:8000\n", ""),
        format!("{provider}users: {{alice: {{name: alice}}}}\n"),
        format!("{provider}clients: {{web: {{id: a, auth: digest}}}}\n"),
        format!("{provider}offers: [wings]\n"),
        format!("{provider}limits: {{at-once: 0}}\n"),
        format!("{provider}deviations: {{no-such-requirement: {{reason: R}}}}\n"),
    ] {
        assert!(validate(&wrong).is_err(), "accepted:\n{wrong}");
    }
}

#[test]
fn copies_are_current_and_files_point_to_them() {
    let update = std::env::var_os("UPDATE_SCHEMA").is_some();
    let mut stale = Vec::new();
    for (name, schema) in SCHEMAS.map(|(name, schema)| (name, schema())) {
        let path = root().join(format!("scenarios/schema/{name}.json"));
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).expect("JSON"));
        if std::fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            stale.push((path, text));
        }
    }
    for file in yaml_files() {
        let name = kind(&file);
        let header = format!("# yaml-language-server: $schema=../schema/{name}.json\n");
        let text = std::fs::read_to_string(&file).expect("readable");
        if !text.starts_with(&header) {
            stale.push((file, format!("{header}{text}")));
        }
    }
    for (path, text) in &stale {
        if update {
            std::fs::create_dir_all(path.parent().expect("in a folder")).expect("a folder");
            std::fs::write(path, text).expect("writable");
        }
    }
    let paths: Vec<String> = stale.iter().map(|(path, _)| path.display().to_string()).collect();
    assert!(
        update || stale.is_empty(),
        "run `UPDATE_SCHEMA=1 cargo test --test behavior schema`:\n{}",
        paths.join("\n")
    );
}

/// A compiled schema.
struct CompiledSchema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl CompiledSchema {
    fn new(schema: &schemars::Schema) -> CompiledSchema {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource("file:///schema.json", schema.clone().to_value()).expect("one resource");
        let index = compiler.compile("file:///schema.json", &mut schemas).expect("a valid schema");
        CompiledSchema { schemas, index }
    }

    fn fits(&self, source: &Source) -> Result<(), String> {
        let node = yaml::parse(source).unwrap_or_else(|mistake| panic!("{}", mistake.render(false)));
        let value: Value = decode::decode(&node).unwrap_or_else(|error| panic!("{error}"));
        self.schemas.validate(&value, self.index).map_err(|error| format!("{error:#}"))
    }
}

/// The root folder of the project.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate is in the project's folder")
}

/// The schema that a file has to match.
fn kind(file: &Path) -> &'static str {
    match file.parent().and_then(Path::file_name).and_then(|folder| folder.to_str()) {
        Some("targets") => "target",
        Some("fragments") => "fragment",
        _ => "scenario",
    }
}

/// The scenarios and targets of the project.
fn yaml_files() -> Vec<PathBuf> {
    let folders = std::fs::read_dir(root().join("scenarios"))
        .expect("the scenarios")
        .map(|entry| entry.expect("readable").path());
    let files = folders.filter(|path| path.is_dir()).flat_map(|folder| std::fs::read_dir(folder).expect("a folder"));
    let mut files: Vec<PathBuf> = files.map(|entry| entry.expect("readable").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    files
}
