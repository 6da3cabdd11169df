//! Secrets that are looked for in every report, in every encoding.

use std::collections::BTreeSet;
use std::time::Duration;

use oauth_harness::model::encoding::encodings;
use oauth_harness::model::event::Event;
use oauth_harness::model::needles::Needles;
use oauth_harness::model::verdict::CaseReport;
use oauth_harness::record::snapshot::unified_diff;
use oauth_harness::report::{self, Detail, FORMATS, Human};

/// What every encoding writes in another way.
pub(crate) const ODD: &str = r#"C4n@ry&se=cr%et+"<k>'é\ /?#;"#;

/// The canaries that appear in any report of a case, each with the place.
pub(crate) fn leaks(found: &CaseReport, canaries: &[String], name: &str) -> Vec<String> {
    let search = Search::of(canaries);
    sinks(found)
        .iter()
        .flat_map(|(sink, text)| search.all(text).into_iter().map(move |seen| format!("{name}, {sink}: {seen}")))
        .collect()
}

/// Every report of one case.
pub(crate) fn sinks(found: &CaseReport) -> Vec<(&'static str, String)> {
    let mut found = found.clone();
    // As a run does before it says anything.
    found.forget_samples();
    let found = &found;
    let events = [
        Event::Started { target: "T".to_owned(), cases: 1 },
        Event::CaseFinished(Box::new(found.clone())),
        Event::Finished { interrupted: false, took: Duration::ZERO },
    ];
    let human = |hops, transcripts| {
        let mut human = Human::new(Detail { hops, transcripts });
        events.iter().map(|event| human.on_event(event)).collect::<String>()
    };
    let mut all = vec![
        ("terminal", human(false, false)),
        ("terminal -v", human(true, false)),
        ("terminal -vv", human(true, true)),
        ("explanation", report::explain(found)),
        ("snapshot", found.transcript()),
        ("diff of a snapshot", unified_diff("one\n", &found.transcript())),
        ("debug output", format!("{found:?}")),
    ];
    for format in FORMATS {
        let mut report = (format.begin)();
        all.push((format.name, events.iter().map(|event| report.on_event(event)).collect()));
    }
    all
}

/// Looks for canaries by encoding them, not as redaction does by decoding the text.
pub(crate) struct Search {
    needles: Needles,
    forms: Vec<String>,
}

impl Search {
    pub(crate) fn of(canaries: &[String]) -> Search {
        let forms = canaries.iter().flat_map(|canary| {
            let middle = (0..=canary.len() / 2).rev().find(|at| canary.is_char_boundary(*at)).unwrap_or_default();
            let halves = [&canary[..middle], &canary[middle..]].into_iter().filter(|half| half.len() >= 12);
            let hex = canary.bytes().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
            let again = encodings(canary).into_iter().flat_map(|form| encodings(&form));
            let halves: Vec<String> = halves.map(str::to_owned).collect();
            again.chain(halves).chain([hex]).collect::<Vec<_>>()
        });
        let mut forms: Vec<String> = forms.filter(|form| form.len() >= 8).collect();
        forms.sort();
        forms.dedup();
        Search { needles: Needles::new(forms.clone()), forms }
    }

    pub(crate) fn all(&self, text: &str) -> BTreeSet<String> {
        let around = |start: usize| {
            let from = (0..=start.saturating_sub(60)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
            text[from..].chars().take(160).collect::<String>()
        };
        let found = self.needles.leftmost_longest(text.as_bytes());
        found.map(|seen| format!("`{}` in …{}…", self.forms[seen.text], around(seen.start))).collect()
    }
}
