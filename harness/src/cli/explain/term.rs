//! A term of the field, such as `login CSRF`: the scenarios, always-on checks and requirements that use it.

use std::fmt::Write as _;
use std::sync::Arc;

use super::super::print::{BOLD, DIM};
use super::requirement;
use super::scenario_list::list_scenarios;
use crate::check::always_on;
use crate::compile::plan::ScenarioPlan;
use crate::syntax::catalog::Catalog;

/// `None` if no text uses the term.
pub(super) fn explain(term: &str, plans: &[Arc<ScenarioPlan>]) -> Option<String> {
    let is_used = |text: &str| uses(text, term);
    let plans = plans.iter().filter(|plan| {
        let scenario = &plan.scenario;
        is_used(&scenario.title) || scenario.why.as_deref().is_some_and(is_used)
    });
    let plans: Vec<&Arc<ScenarioPlan>> = plans.collect();
    let checks: Vec<&always_on::AlwaysOnCheck> = always_on::KINDS.iter().filter(|kind| is_used(kind.sentence)).collect();
    let requirements = Catalog::built_in().iter().filter(|found| {
        is_used(&found.requirement) || is_used(&found.source) || found.note.as_deref().is_some_and(is_used)
    });
    let requirements: Vec<_> = requirements.collect();
    if plans.is_empty() && checks.is_empty() && requirements.is_empty() {
        return None;
    }
    let mut text = format!("{BOLD}{term}{BOLD:#}  {DIM}a term in titles, reasons and requirements{DIM:#}\n");
    if !plans.is_empty() {
        list_scenarios(&mut text, "scenarios", plans.into_iter());
    }
    if !checks.is_empty() {
        let _ = writeln!(text, "\n{BOLD}always-on checks{BOLD:#}");
    }
    for kind in checks {
        let _ = writeln!(text, "  {:<40} {DIM}{}{DIM:#}", kind.name(), kind.sentence);
    }
    if !requirements.is_empty() {
        let _ = writeln!(text, "\n{BOLD}requirements{BOLD:#}");
    }
    for found in requirements {
        let _ = writeln!(text, "{}", requirement::in_short(found));
    }
    Some(text)
}

/// Whether the text has the term as words, in any case, with or without hyphens, also in the plural.
fn uses(text: &str, term: &str) -> bool {
    let (text, term) = (folded(text), folded(term));
    !term.trim().is_empty() && (text.contains(&term) || text.contains(&format!("{}s ", term.trim_end())))
}

/// Lower-case words with one space around each.
fn folded(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    format!(" {} ", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_found_as_words_and_not_as_a_part_of_one() {
        assert!(uses("Login CSRF: a callback with a wrong state", "login-csrf"));
        assert!(uses("A site without open redirects.", "Open redirect"));
        assert!(!uses("Authorization codes are exchanged.", "exchang"));
        assert!(!uses("Anything.", " "));
    }

    #[test]
    fn an_always_on_check_alone_explains_a_term() {
        let text = explain("referrer leakage", &[]).expect("a check uses it");
        assert!(text.contains("always/referrer-policy") && !text.contains("scenarios"), "{text}");
        assert!(explain("no such attack", &[]).is_none());
    }
}
