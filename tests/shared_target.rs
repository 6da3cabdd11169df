//! All scenarios against one provider and one consumer that run on, as most deployments do: what a case leaves behind, the
//! others find. Each has the verdict that it has where it is alone, whatever ran before it, beside it, and how often.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::Arc;

use oauth_harness::model::event::Event;
use oauth_harness::model::source::Source;
use oauth_harness::model::target::Target;
use oauth_harness::model::verdict::{CaseReport, Verdict};
use oauth_harness::run::offers::lacking;
use oauth_harness::run::plan::Case;
use oauth_harness::run::{self, Options};
use oauth_harness::{Scenarios, Suite, report, syntax};
use reference_consumer::Consumer;
use reference_provider::{Clock, Provider};

use crate::support::root;

/// What nobody has at a deployment of somebody else's: these cases are skipped there, and it is said why.
const LEVERS: [&str; 4] = [
    "the target has no clock that can be moved, and its `limits` allow no waiting",
    "the target has no provider that misbehaves on demand",
    "the target has no reference provider, which keeps a journal of what it is asked",
    "the target has no leave to lock out a client or a user of its own",
];

/// A provider and a consumer that all cases share.
struct Pair {
    provider: Provider,
    consumer: Consumer,
}

impl Pair {
    async fn start() -> Pair {
        let (provider_listener, consumer_listener) = (listen(), listen());
        let consumer_url = format!("http://localhost:{}", consumer_listener.local_addr().unwrap().port());
        let mut config = reference_provider::Config::embedded();
        let client = config.clients.iter_mut().find(|client| client.client_id == "test-consumer").unwrap();
        client.redirect_uris = vec![format!("{consumer_url}/accounts/testprovider/login/callback/")];
        let environment = reference_provider::Environment {
            clock: Clock::manual(std::time::SystemTime::now()),
            random: reference_provider::Random::system(),
        };
        let provider = Provider::start(config, environment, provider_listener).await.unwrap();
        let base = provider.url().parse().unwrap();
        let secret = Some("test-consumer-secret".to_owned());
        let config = reference_consumer::Config::for_provider(&base, "test-consumer", secret);
        let environment = reference_consumer::Environment::system();
        let consumer = Consumer::start(config, environment, consumer_listener).await.unwrap();
        Pair { provider, consumer }
    }

    /// The target file of the embedded pair, in which this one stands in its place.
    fn target(&self) -> Target {
        let text = std::fs::read_to_string(root().join("scenarios/targets/reference.yaml")).unwrap();
        let (mut party, mut lines) = ("", Vec::new());
        for line in text.lines() {
            match line {
                "provider:" => party = self.provider.url(),
                "consumer:" => party = self.consumer.url(),
                _ => {}
            }
            let is_place = line.trim_start().starts_with("reference:");
            lines.push(if is_place { format!("  url: {party}") } else { line.to_owned() });
        }
        read(&lines.join("\n"))
    }
}

fn read(text: &str) -> Target {
    syntax::target::read(&Source::new("shared.yaml", text), &BTreeMap::new()).unwrap_or_else(|mistakes| {
        let mistakes: Vec<String> = mistakes.iter().map(|mistake| mistake.render(false)).collect();
        panic!("{}", mistakes.join("\n\n"))
    })
}

fn listen() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

async fn reports(cases: Vec<Case>, target: &Target, seed: u64) -> Vec<CaseReport> {
    let mut reports = Vec::new();
    let options = Options { seed, ..Options::default() };
    run::run(cases, Arc::new(target.clone()), options, std::future::pending(), |event| {
        if let Event::Case(report) = event {
            reports.push(*report);
        }
    })
    .await;
    reports
}

/// What is not as it is where a case is alone, in full.
fn astray(reports: &[CaseReport], cases: &[Case], alone: &Target) -> Vec<String> {
    let offered = |name: &str| {
        let case = cases.iter().find(|case| case.name == name);
        case.is_none_or(|case| lacking(&case.story.scenario, alone).is_none())
    };
    let is_fine = |report: &&CaseReport| match report.verdict {
        Verdict::Pass => true,
        Verdict::Skip => {
            let reason = report.reason.as_deref().unwrap_or_default();
            !offered(&report.name) || LEVERS.contains(&reason) || reason.contains("would have to be waited for")
        }
        _ => false,
    };
    let astray = reports.iter().filter(|report| !is_fine(report));
    astray.map(|found| format!("{}{}", found.reason.clone().unwrap_or_default(), report::explain(found))).collect()
}

/// The same cases in another order, the same for each seed.
fn shuffled(mut cases: Vec<Case>, mut seed: u64) -> Vec<Case> {
    for last in (1..cases.len()).rev() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from(seed >> 33).unwrap() % (last + 1);
        cases.swap(last, other);
    }
    cases
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_order_gives_the_same_verdicts_at_a_pair_that_runs_on() {
    let pair = Pair::start().await;
    let alone = Suite::load(&Scenarios::at([root().join("scenarios")]), "reference", &BTreeMap::new()).unwrap();
    let (shared, cases) = (pair.target(), alone.cases());
    let mut one_at_once = shared.clone();
    one_at_once.limits.at_once = Some(1);
    let reversed: Vec<Case> = cases.iter().rev().cloned().collect();
    let orders = [
        ("one after the other", cases.clone(), &one_at_once),
        ("several at once", cases.clone(), &shared),
        ("reversed", reversed, &shared),
        ("shuffled", shuffled(cases.clone(), 7), &shared),
    ];
    for (seed, (order, in_order, target)) in (1..).zip(orders) {
        let reports = reports(in_order, target, seed).await;
        let astray = astray(&reports, &cases, &alone.target);
        assert!(astray.is_empty(), "{order}: {} cases:\n{}", astray.len(), astray.join("\n"));
        let passed = reports.iter().filter(|report| report.verdict == Verdict::Pass).count();
        assert!(passed > 350, "{order}: only {passed} cases passed");
    }
}
