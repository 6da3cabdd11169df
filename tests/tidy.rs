//! The shape of the code, as ARCHITECTURE.md draws it: which crate may use which, how long a file may get, what no file may say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::rust_source::{names_and_those_of_tests, types};

/// Each crate below `harness`, and the crates next to it that it may use.
const CRATES: [(&str, &[&str]); 7] = [
    ("model", &[]),
    ("http", &["model"]),
    ("browser", &["http", "model"]),
    ("oauth", &["http", "model"]),
    ("syntax", &["model"]),
    ("step", &["browser", "http", "model", "oauth", "syntax"]),
    ("check", &["http", "model", "oauth", "step", "syntax"]),
];

/// Each module of `harness/src`, and the modules and crates that it may use.
const MODULES: [(&str, &[&str]); 10] = [
    ("system", &["model"]),
    ("record", &["browser", "http", "model"]),
    ("compile", &["check", "model", "step", "syntax", "system"]),
    ("run", &["browser", "check", "compile", "model", "oauth", "record", "step", "syntax", "system"]),
    ("report", &["model", "syntax"]),
    ("schema", &["check", "compile", "model", "report", "step", "syntax"]),
    ("suite", &["compile", "model", "run", "syntax", "system"]),
    ("survey", &["browser", "model", "oauth", "record", "run", "step", "syntax"]),
    ("proof", &["compile", "model", "report", "run", "suite", "system"]),
    (
        "cli",
        &[
            "browser", "check", "compile", "model", "oauth", "proof", "record", "report", "run", "schema", "step",
            "suite", "survey", "syntax", "system",
        ],
    ),
];

/// Who waits for time to pass: this file, which names what is forbidden, the step that is there to wait, a transport that
/// keeps the pace of its target file and retries when a busy server says, a consumer that retries at a busy provider, and a
/// provider with a fault that delays it.
const MAY_SLEEP: [&str; 5] = [
    "tidy.rs",
    "step/src/world/clock.rs",
    "browser/src/wait.rs",
    "reference-consumer/src/flow/back_channel.rs",
    "reference-provider/src/dispatch/wire_faults.rs",
];

/// What a file may contain, tests included.
const LONGEST: usize = 500;

/// The macros of `reference-rules` whose first name is the type that they declare.
const MACROS_THAT_DECLARE_TYPES: [&str; 3] = ["choice", "groups", "rules"];

/// Providers, clients and frameworks that live in target files and nowhere else.
const NAMES: [&str; 7] = ["allauth", "auth0", "django", "hydra", "keycloak", "okta", "spring security"];

#[test]
fn crates_use_only_what_lies_below_them() {
    for (name, allowed) in CRATES {
        let manifest = read(&root().join("harness").join(name).join("Cargo.toml"));
        let names =
            manifest.lines().filter_map(|line| line.strip_prefix("oauth-harness-")?.strip_suffix(".workspace = true"));
        let used: Vec<&str> = names.collect();
        assert_eq!(used, allowed, "harness/{name} uses other crates than ARCHITECTURE.md draws");
    }
}

#[test]
fn modules_use_only_what_lies_below_them() {
    let mut wrong = Vec::new();
    for file in sources("harness/src") {
        let module = module_of(&file);
        let Some((_, allowed)) = MODULES.iter().find(|(name, _)| *name == module) else { continue };
        for used in used_by(&file) {
            if used != module && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{} uses {used}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "edges that ARCHITECTURE.md does not draw:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_is_in_the_picture() {
    let known: BTreeSet<&str> = MODULES.iter().map(|(name, _)| *name).chain(["lib", "main"]).collect();
    let modules: BTreeSet<String> = sources("harness/src").iter().map(|file| module_of(file)).collect();
    let unknown: Vec<&String> = modules.iter().filter(|module| !known.contains(module.as_str())).collect();
    assert!(unknown.is_empty(), "modules without a place: {unknown:?}");
}

#[test]
fn files_are_read_in_one_sitting() {
    let long = all_sources().into_iter().filter_map(|file| {
        let lines = read(&file).lines().count();
        (lines > LONGEST).then(|| format!("{} has {lines} lines", file.display()))
    });
    let long: Vec<String> = long.collect();
    assert!(long.is_empty(), "do these contain one idea?\n{}", long.join("\n"));
}

/// Private types and those of tests included; the sources of a crate and the tests next to them are two crates.
#[test]
fn no_two_types_of_a_crate_have_one_name() {
    let mut declared: BTreeMap<(PathBuf, String), Vec<PathBuf>> = BTreeMap::new();
    for file in all_sources() {
        for name in types(&read(&file), &MACROS_THAT_DECLARE_TYPES) {
            declared.entry((crate_of(&file), name)).or_default().push(file.clone());
        }
    }
    assert!(declared.len() > 800, "only {} types found", declared.len());
    let twice = declared.into_iter().filter(|(_, files)| files.len() > 1).map(|((_, name), files)| {
        let files: Vec<_> = files.iter().map(|file| file.strip_prefix(root()).unwrap_or(file).display()).collect();
        format!("{name}: {files:?}")
    });
    let twice: Vec<String> = twice.collect();
    assert!(twice.is_empty(), "one name for two types of a crate; give each its full name:\n{}", twice.join("\n"));
}

#[test]
fn types_are_found_where_they_are_declared() {
    let text = r#"
        pub(crate) struct A<T>(T); // struct InComment
        impl Iterator for A<u8> { type Item = u8; fn next(&mut self) -> Option<u8> { struct InBody; "struct InText"; None } }
        trait B { type Output; }
        type C = dyn B;
        choice! { #[derive(Default)] D { E, } }
        mod tests { enum F {} }
    "#;
    assert_eq!(types(text, &["choice"]), ["A", "InBody", "B", "C", "D", "F"]);
}

#[test]
fn the_harness_names_no_provider() {
    let mut named = Vec::new();
    for file in sources("harness") {
        let text = read(&file).to_lowercase();
        named.extend(
            NAMES.iter().filter(|name| text.contains(**name)).map(|name| format!("{}: {name}", file.display())),
        );
    }
    assert!(named.is_empty(), "names that belong into target files:\n{}", named.join("\n"));
}

#[test]
fn the_references_know_neither_the_harness_nor_each_other() {
    for (reference, others) in [
        ("reference-provider", ["oauth_harness", "reference_consumer"]),
        ("reference-consumer", ["oauth_harness", "reference_provider"]),
        ("reference-provider/rules", ["oauth_harness", "reference_provider"]),
        ("reference-provider/rules", ["oauth_harness", "reference_consumer"]),
    ] {
        for file in sources(&format!("{reference}/src")) {
            let text = read(&file);
            assert!(others.iter().all(|other| !text.contains(other)), "{}", file.display());
        }
    }
}

#[test]
fn nothing_sleeps() {
    let sleepers: Vec<PathBuf> = all_sources()
        .into_iter()
        .filter(|file| MAY_SLEEP.iter().all(|exempt| !file.ends_with(exempt)) && read(file).contains("::sleep("))
        .collect();
    assert!(sleepers.is_empty(), "{sleepers:?}");
}

/// What is not about https is the same in both files, so that every plan is run both ways.
#[test]
fn the_pair_over_https_is_the_same_pair() {
    let below_title = |name: &str| {
        let text = read(&root().join("scenarios/targets").join(name));
        let start = text.find("\nprovider:").expect("a target has a provider");
        text[start..].to_owned()
    };
    let over_https =
        below_title("reference-tls.yaml").replace("tls: true, ", "").replace("/reference-tls", "/reference");
    assert_eq!(over_https, below_title("reference.yaml"));
}

/// A scenario or a case that was renamed leaves its transcript behind.
#[test]
fn every_stored_transcript_is_of_a_scenario() {
    let mut left = Vec::new();
    for target in folders(&root().join("tests/snapshots")).into_iter().filter(|target| !target.ends_with("reports")) {
        for folder in folders(&target) {
            for file in fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
                let stem = file.file_stem().expect("a name").to_string_lossy().into_owned();
                let (id, case) = stem.split_once('@').map_or((&*stem, None), |(id, case)| (id, Some(case)));
                let place = Path::new("scenarios").join(folder.file_name().expect("a name")).join(format!("{id}.yaml"));
                let scenario = fs::read_to_string(root().join(place)).unwrap_or_default();
                let has_case = |case: &str| scenario.split_whitespace().any(|word| word.trim_end_matches(',') == case);
                if scenario.is_empty() || case.is_some_and(|case| !has_case(case)) {
                    left.push(file);
                }
            }
        }
    }
    assert!(left.is_empty(), "{left:#?}");
}

#[test]
fn every_source_file_that_a_document_names_exists() {
    let sources = all_sources();
    for document in
        ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "scenarios/README.md", "reference-provider/README.md"]
    {
        let text = read(&root().join(document));
        for name in text.split('`').skip(1).step_by(2).filter(|name| is_rust(name) && !name.contains([' ', '*'])) {
            let is_there = sources.iter().any(|source| source.ends_with(name));
            assert!(is_there, "{document} names `{name}`, and there is no such file");
        }
    }
}

fn is_rust(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "rs")
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.filter(|entry| entry.is_dir()).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate lies in the project's folder")
}

fn all_sources() -> Vec<PathBuf> {
    ["harness", "reference-provider", "reference-consumer", "scenarios", "tests"]
        .into_iter()
        .flat_map(sources)
        .collect()
}

fn sources(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    assert!(!found.is_empty(), "no sources in {folder}");
    found
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !name.starts_with('.') && name != "target" {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).expect("a source file is text")
}

/// The first part of the path below `harness/src`, without `.rs`.
fn module_of(file: &Path) -> String {
    let below = file.strip_prefix(root().join("harness/src")).expect("a source of the harness");
    let first = below.iter().next().unwrap_or_default().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// The folder of a crate's sources, or of its tests: the path up to and including the last `src`, `tests` or `benches`.
fn crate_of(file: &Path) -> PathBuf {
    let is_crate = |folder: &&Path| ["src", "tests", "benches"].iter().any(|name| folder.ends_with(name));
    file.ancestors().find(is_crate).expect("a source file belongs to a crate").to_owned()
}

/// The modules behind every `crate::` in a file.
fn used_by(file: &Path) -> BTreeSet<String> {
    let names = names_and_those_of_tests(&read(file));
    let paths = names.uses.into_iter().map(|used| used.path).chain(names.paths);
    let behind_crate = paths.filter(|path| path[0] == "crate").filter_map(|path| path.get(1).cloned());
    let modules = behind_crate.filter_map(|name| match name.as_str() {
        "Scenarios" | "Suite" => Some("suite".to_owned()),
        _ => name.starts_with(|c: char| c.is_ascii_lowercase()).then_some(name),
    });
    modules.collect()
}
