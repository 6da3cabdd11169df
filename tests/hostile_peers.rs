//! Whatever a peer does, a case ends in a verdict that says what, in bounded time, and the run goes on. What each peer costs
//! in memory `harness/benches/hostile_peers.rs` measures.

use std::sync::Arc;
use std::time::Duration;

use oauth_harness::model::event::Event;
use oauth_harness::model::verdict::{CaseReport, Verdict};
use oauth_harness::report::{FORMATS, explain};
use oauth_harness::run::{self, Options};

use crate::support::hostile::{ROWS, Row, Site, bystander_asked, case, meet};

/// The slowest machine, with everything else running at the same time.
const BOUNDED: Duration = Duration::from_secs(50);
/// Rows that are met at once. The parties are on the same threads, which a row that is made to be slow keeps busy.
const LANES: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 6)]
async fn every_hostile_peer_ends_in_a_verdict_that_says_what_it_does() {
    let lanes = (0..LANES).map(|lane| {
        tokio::spawn(async move {
            let mut wrong = Vec::new();
            for row in ROWS.iter().skip(lane).step_by(LANES) {
                wrong.extend(wrong_with(row).await.map(|why| format!("{}: {why}", row.name)));
            }
            wrong
        })
    });
    let mut wrong = Vec::new();
    for lane in lanes.collect::<Vec<_>>() {
        wrong.extend(lane.await.expect("no row panics"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert_eq!(bystander_asked(), 0, "a party followed metadata to a service that is none of the parties");
}

async fn wrong_with(row: &Row) -> Option<String> {
    let (report, took) = meet(row).await;
    let printed = explain(&report);
    let on_one_line = printed.split_whitespace().collect::<Vec<_>>().join(" ");
    if took > BOUNDED {
        Some(format!("it took {took:?}\n{printed}"))
    } else if report.verdict == Verdict::HarnessError {
        Some(printed)
    } else if !on_one_line.contains(row.expected) || row.expected.is_empty() {
        Some(format!("{} without `{}` after {took:?}\n{printed}", report.verdict.name(), row.expected))
    } else {
        unprintable(&report).map(|c| format!("{} shows a terminal {c:?}\n{printed}", report.verdict.name()))
    }
}

/// The first character that a terminal would act upon, or that turns the text around it (UAX #9).
fn unprintable(report: &CaseReport) -> Option<char> {
    let acts = |c: &char| {
        c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let shown = format!("{}{}", explain(report), report.transcript());
    let event = Event::CaseFinished(Box::new(report.clone()));
    let reports = FORMATS.iter().map(|format| (format.begin)().on_event(&event));
    std::iter::once(shown).chain(reports).find_map(|text| text.replace("\r\n", "\n").chars().find(acts))
}

/// The whole way of a run: preflight, cases in parallel, always-on checks.
#[tokio::test(flavor = "multi_thread", worker_threads = 6)]
async fn the_run_goes_on() {
    for name in
        ["a key set with objects 100,000 deep", "a consumer with a gzip bomb", "a provider with headers without end"]
    {
        let row = ROWS.iter().find(|row| row.name == name).expect("it is in the table");
        let site = Site::of(row).await;
        let cases = vec![case(row.case), case("provider/client-credentials")];
        let (mut reports, mut interrupted) = (Vec::new(), None);
        run::run(
            cases,
            Arc::new(site.target.clone()),
            Options::default(),
            std::future::pending(),
            |event| match event {
                Event::CaseFinished(report) => reports.push((report.name, report.verdict)),
                Event::Finished { interrupted: at, .. } => interrupted = Some(at),
                _ => {}
            },
        )
        .await;
        assert_eq!((reports.len(), interrupted), (2, Some(false)), "{name}: {reports:?}");
    }
}
