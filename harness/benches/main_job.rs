//! Benchmarks of the main tasks: `cargo bench`.

use std::collections::BTreeMap;
use std::sync::Arc;

use divan::{Bencher, black_box};
use oauth_harness::model::verdict::Verdict;
use oauth_harness::run::{Options, run, run_case};
use oauth_harness::{Scenarios, Suite, browser};

fn main() {
    divan::main();
}

fn suite() -> Suite {
    Suite::load(&Scenarios::built_in(), "reference", &BTreeMap::new()).expect("the built-in scenarios are valid")
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("the runtime starts")
}

/// Loads every scenario, the target and the catalog (which is read once).
#[divan::bench]
fn load_everything() -> Suite {
    suite()
}

/// Runs the whole suite against the embedded pair, several cases concurrently.
#[divan::bench(sample_count = 20)]
fn whole_set(bencher: Bencher<'_, '_>) {
    let (suite, runtime) = (suite(), runtime());
    let target = Arc::new(suite.target.clone());
    bencher.bench(|| {
        let (mut passed, mut others) = (0, Vec::new());
        runtime.block_on(run(
            suite.cases(),
            Arc::clone(&target),
            Options::default(),
            std::future::pending(),
            |event| {
                if let Some(report) = event.into_report() {
                    match report.verdict {
                        Verdict::Passed => passed += 1,
                        Verdict::Skipped => {}
                        _ => others.push(report.name),
                    }
                }
            },
        ));
        assert!(passed > 0 && others.is_empty(), "{passed} passed; unexpected: {others:?}");
    });
}

/// Runs one full sign-in with a new browser and a new pair.
#[divan::bench(sample_count = 100)]
fn full_sign_in(bencher: Bencher<'_, '_>) {
    let (suite, runtime) = (suite(), runtime());
    let case = suite.cases().into_iter().find(|case| case.name == "pair/sign-in").expect("there is a sign-in");
    bencher.bench(|| {
        let report = runtime.block_on(run_case(&case, &suite.target, &Options::default()));
        assert_eq!(report.verdict, Verdict::Passed);
    });
}

/// Parses and classifies a page of 50 kB.
#[divan::bench]
fn understand_a_large_page(bencher: Bencher<'_, '_>) {
    let row = "<tr><td><label>Item <input type=checkbox name=item value=1></label><a href='/x'>more</a></td></tr>\n";
    let login =
        "<form method=post><input name=username><input type=password name=password><button>Log in</button></form>";
    let body = format!("<html><body>{login}<table>{}</table></body></html>", row.repeat(50_000 / row.len()));
    let url = "http://localhost/login".parse().expect("a URL");
    bencher.bench(|| browser::page_from_html(black_box(&url), 200, "text/html", black_box(&body)));
}
