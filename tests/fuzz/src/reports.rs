//! Reports about whatever a peer sends: JSON that can be read back, XML that is well formed, nothing that a terminal acts on.

use std::collections::BTreeMap;
use std::time::Duration;

use oauth_harness::browser::page_from_html;
use oauth_harness::model::event::Event;
use oauth_harness::model::exchange::{Cause, Exchange};
use oauth_harness::model::redacted::Redacted;
use oauth_harness::model::verdict::{CaseReport, Verdict};
use oauth_harness::record::redact::redacted;
use oauth_harness::record::symbol::Symbols;
use oauth_harness::report::{Detail, FORMATS, Human, explain};

use super::input::{request, response, text};

/// Reads it.
pub fn read(data: &[u8]) {
    let text = text(data);
    let (request, response) = (request(&text), response(&text));
    let page = page_from_html(&request.url, response.status, "text/html", &response.body);
    let pages: BTreeMap<_, _> = [(0, page)].into_iter().collect();
    let log = [Exchange {
        actor: "alice".to_owned(),
        cause: Cause::Open,
        request,
        outcome: Ok(response),
        took: Duration::ZERO,
    }];
    let symbols = Symbols::default();
    let mut report = CaseReport::new("provider/x", "a title");
    report.verdict = Verdict::Inconclusive;
    report.reason = Some(Redacted::by(&symbols, &text));
    report.exchanges = redacted(&log, &pages, &symbols).into();
    let events = [
        Event::Started { target: "t".to_owned(), cases: 1 },
        Event::CaseFinished(Box::new(report.clone())),
        Event::Finished { interrupted: false, took: Duration::ZERO },
    ];
    for format in FORMATS {
        let mut fold = (format.begin)();
        let written: String = events.iter().map(|event| fold.on_event(event)).collect();
        if written.starts_with("<?xml") {
            let mut reader = quick_xml::Reader::from_str(&written);
            while reader.read_event().expect("it is well formed") != quick_xml::events::Event::Eof {}
        } else if written.starts_with('{') {
            for line in written.lines() {
                serde_json::from_str::<serde_json::Value>(line).expect("each line is JSON");
            }
        }
        assert_harmless(&written);
    }
    let mut human = Human::new(Detail { hops: true, transcripts: true });
    let printed: String = events.iter().map(|event| human.on_event(event)).collect();
    for shown in [explain(&report), report.transcript(), plain(&printed)] {
        assert_harmless(&shown);
    }
}

/// Without the colors that are ours.
fn plain(printed: &str) -> String {
    let mut parts = printed.split("\x1b[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + part.split_once('m').map_or(part, |(_, rest)| rest))
}

fn assert_harmless(text: &str) {
    let acts = |c: &char| {
        c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert_eq!(text.replace("\r\n", "\n").chars().find(acts), None, "{text:?}");
}
