//! `docs/attacks.md`: each term of the field leads to the scenarios and always-on checks that use it, and to a requirement.
//! `UPDATE_ATTACKS=1 cargo test -p oauth-harness --test behavior attacks` writes its last column.

use std::collections::BTreeMap;
use std::fs;

use oauth_harness::run::always_on;
use oauth_harness::syntax::catalog::Catalog;
use oauth_harness::{Scenarios, Suite};

use crate::support;

/// Terms that the page has to explain, whatever else it has: an engineer searches for them.
const TERMS: [&str; 36] = [
    "307 redirect",
    "Account takeover",
    "Algorithm confusion",
    "Audience restriction",
    "Authorization code interception",
    "Back-channel logout",
    "Brute force",
    "Clickjacking",
    "Client impersonation",
    "Code injection",
    "Code replay",
    "Covert redirect",
    "Cross-site request forgery",
    "Cross-site scripting",
    "Cut-and-paste",
    "Device code phishing",
    "DPoP",
    "Dynamic client registration",
    "Issuer identification",
    "JAR",
    "Login CSRF",
    "Mix-up",
    "Open redirect",
    "PAR",
    "Parameter pollution",
    "PKCE downgrade",
    "Redirect URI validation",
    "Referrer leakage",
    "Refresh token rotation",
    "Sender-constrained",
    "Server-side request forgery",
    "Session fixation",
    "Token replay",
    "Token substitution",
    "Type confusion",
    "User enumeration",
];

#[test]
fn every_term_leads_to_scenarios_and_to_a_requirement() {
    let page = fs::read_to_string(file()).expect("the page");
    let rows: Vec<Row<'_>> = page.lines().filter_map(Row::read).collect();
    let explained: Vec<&str> = rows.iter().flat_map(Row::terms).collect();
    for term in TERMS {
        let is_explained = explained.iter().any(|other| other.eq_ignore_ascii_case(term));
        assert!(is_explained, "docs/attacks.md does not explain `{term}`: add it to a row");
    }
    let (tests, requirements) = (tests(), requirements());
    for term in explained {
        let is_tested = tests.iter().any(|test| uses(&test.text, term));
        assert!(is_tested, "`{term}` is in no title or `why`: add it to the scenario that tests it");
        let is_required = requirements.iter().any(|text| uses(text, term));
        assert!(
            is_required,
            "`{term}` is in no requirement: add it to the sentence or the note of one in requirements.yaml"
        );
    }
}

#[test]
fn the_page_lists_the_tests_of_every_term() {
    let page = fs::read_to_string(file()).expect("the page");
    let tests = tests();
    let line = |line: &str| Row::read(line).map_or_else(|| line.to_owned(), |row| row.with(&tests));
    let current: String = page.lines().map(|old| line(old) + "\n").collect();
    if std::env::var_os("UPDATE_ATTACKS").is_some() {
        fs::write(file(), current).expect("the file can be written");
        return;
    }
    assert!(
        page == current,
        "docs/attacks.md is out of date: UPDATE_ATTACKS=1 cargo test -p oauth-harness --test behavior attacks"
    );
}

#[test]
fn a_phrase_is_found_at_its_start_and_an_acronym_as_a_word() {
    assert!(uses("It is not an open-redirector.", "Open redirect"));
    assert!(uses("PAR: a request_uri works once", "PAR"));
    assert!(!uses("Parameters are fixed.", "PAR"));
    assert!(!uses("a reopen redirect", "Open redirect"));
}

/// A row of the page: terms for one thing, what it is with its source, and what tests it.
struct Row<'a> {
    terms: &'a str,
    meaning: &'a str,
    source: &'a str,
}

impl<'a> Row<'a> {
    fn read(line: &'a str) -> Option<Row<'a>> {
        let cells: Vec<&str> = line.strip_prefix("| ")?.trim_end_matches('|').split(" | ").map(str::trim).collect();
        let [terms, meaning, source, _] = cells[..] else { panic!("four cells: {line}") };
        (terms != "term" && !terms.starts_with("---")).then_some(Row { terms, meaning, source })
    }

    fn terms(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.terms.split(", ")
    }

    fn with(&self, tests: &[Test]) -> String {
        let found = tests.iter().filter(|test| self.terms().any(|term| uses(&test.text, term)));
        let links: Vec<&str> = found.map(|test| test.link.as_str()).collect();
        format!("| {} | {} | {} | {} |", self.terms, self.meaning, self.source, links.join(", "))
    }
}

/// A scenario or an always-on check.
struct Test {
    link: String,
    /// Its title, and why it matters.
    text: String,
}

fn tests() -> Vec<Test> {
    let suite = Suite::load(&Scenarios::built_in(), "reference", &BTreeMap::new()).expect("they are valid");
    let scenarios = suite.plans.iter().map(|plan| {
        let (name, scenario) = (plan.scenario.name(), &plan.scenario);
        let link = format!("[{name}](../scenarios/{name}.yaml)");
        Test { link, text: format!("{} {}", scenario.title, scenario.why.as_deref().unwrap_or_default()) }
    });
    let checks = always_on::checks();
    let checks =
        checks.iter().map(|check| Test { link: format!("`{}`", check.name()), text: check.sentence.to_owned() });
    scenarios.chain(checks).collect()
}

fn requirements() -> Vec<String> {
    let text = |requirement: &oauth_harness::model::requirement::Requirement| {
        let note = requirement.note.as_deref().unwrap_or_default();
        format!("{} {} {note}", requirement.source, requirement.requirement)
    };
    Catalog::built_in().iter().map(text).collect()
}

/// Whether the text has the term, in any case and with or without hyphens. Words may follow from it (*open redirector*), but
/// not from an acronym.
fn uses(text: &str, term: &str) -> bool {
    let is_acronym = term.chars().all(char::is_uppercase);
    let term = folded(term);
    folded(text).contains(if is_acronym { &term } else { term.trim_end() })
}

/// Lower-case words with one space around each.
fn folded(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    format!(" {} ", words.join(" "))
}

fn file() -> std::path::PathBuf {
    support::root().join("docs/attacks.md")
}
