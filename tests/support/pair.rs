//! A provider and a consumer that keep running, and runs against them.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::Arc;

use oauth_harness::compile::plan::Case;
use oauth_harness::model::source::Source;
use oauth_harness::model::target::Target;
use oauth_harness::model::verdict::{CaseReport, Verdict};
use oauth_harness::report::Human;
use oauth_harness::run::{KeptExchanges, Options};
use oauth_harness::{Suite, syntax};
use reference_consumer::Consumer;
use reference_provider::Provider;

use super::{embedded_suites, root};

/// A provider and a consumer that all cases share.
pub(crate) struct Pair {
    provider: Provider,
    consumer: Consumer,
}

impl Pair {
    pub(crate) async fn start() -> Pair {
        Pair::with(|_| ()).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut reference_provider::Config)) -> Pair {
        let (provider_listener, consumer_listener) = (listen(), listen());
        let consumer_url = format!("http://localhost:{}", consumer_listener.local_addr().unwrap().port());
        let mut config = reference_provider::Config::embedded();
        let client = config.clients.iter_mut().find(|client| client.client_id == "test-consumer").unwrap();
        client.redirect_uris = vec![format!("{consumer_url}/accounts/testprovider/login/callback/")];
        change(&mut config);
        let environment = reference_provider::Environment::system();
        let provider = Provider::start(config, environment, provider_listener).await.unwrap();
        let base = provider.url().parse().unwrap();
        let secret = Some("test-consumer-secret".to_owned());
        let config = reference_consumer::Config::for_provider(&base, "test-consumer", secret);
        let environment = reference_consumer::Environment::system();
        let consumer = Consumer::start(config, environment, consumer_listener).await.unwrap();
        Pair { provider, consumer }
    }

    /// Sets the policy of the consumer for all later requests.
    pub(crate) fn set_consumer_policy(&self, policy: reference_consumer::Policy) {
        self.consumer.set_policy(policy);
    }

    pub(crate) fn target(&self) -> Target {
        read(&self.text())
    }

    /// The target file of the embedded pair, with the URLs of this pair.
    pub(crate) fn text(&self) -> String {
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
        lines.join("\n")
    }
}

pub(crate) fn read(text: &str) -> Target {
    syntax::target::read(&Source::new("shared.yaml", text), &BTreeMap::new()).unwrap_or_else(|mistakes| {
        let mistakes: Vec<String> = mistakes.iter().map(|mistake| mistake.render(false)).collect();
        panic!("{}", mistakes.join("\n\n"))
    })
}

fn listen() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

/// All scenarios with the embedded pair, of which each case starts a new one.
pub(crate) fn isolated() -> Arc<Suite> {
    Arc::clone(&embedded_suites()[0])
}

/// The cases whose names satisfy the predicate.
pub(crate) fn cases(is_wanted: impl Fn(&str) -> bool) -> Vec<Case> {
    isolated().cases().into_iter().filter(|case| is_wanted(&case.name)).collect()
}

/// The reports of a run, without those of the always-on checks.
pub(crate) async fn run(cases: Vec<Case>, target: &Target) -> Vec<CaseReport> {
    let reports = reports(cases, target, 1).await;
    reports.into_iter().filter(|report| !report.name.starts_with("always/")).collect()
}

pub(crate) const NONE: [&CaseReport; 0] = [];

pub(crate) fn not_green(reports: &[CaseReport]) -> Vec<&CaseReport> {
    reports.iter().filter(|report| !matches!(report.verdict, Verdict::Passed | Verdict::Skipped)).collect()
}

pub(crate) async fn reports(cases: Vec<Case>, target: &Target, seed: u64) -> Vec<CaseReport> {
    run_and_show(cases, target, Options { seed, exchanges: KeptExchanges::OfFindings, ..Options::default() }).await.0
}

/// Every report, and the terminal output.
pub(crate) async fn run_and_show(cases: Vec<Case>, target: &Target, options: Options) -> (Vec<CaseReport>, String) {
    let (mut reports, mut terminal, mut shown) = (Vec::new(), Human::default(), String::new());
    oauth_harness::run::run(cases, Arc::new(target.clone()), options, std::future::pending(), |event| {
        shown.push_str(&terminal.on_event(&event));
        reports.extend(event.into_report());
    })
    .await;
    (reports, shown)
}
