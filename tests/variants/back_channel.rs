//! What a consumer sends to the provider itself, which no transcript has: the provider's journal shows whether a variant
//! changes it.

use std::net::TcpListener;
use std::sync::LazyLock;

use oauth_harness::Suite;
use oauth_harness::model::span::{Span, Spanned};
use oauth_harness::model::target::{PartyLocation, Target};
use oauth_harness::model::verdict::Verdict;
use oauth_harness::run::Options;
use oauth_harness::system::Variant;
use reference_consumer::Consumer;
use reference_provider::{JournalEntry, Provider, Route};
use tokio::runtime::Runtime;

use super::base::{BaseRun, base};

/// More than a sign-in takes.
const JOURNAL: usize = 500;

/// Whether a sign-in asks the provider something else, in another form or in another order.
pub(super) fn shows(variant: &Variant) -> bool {
    static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));
    let sign_in = base().iter().find(|base| base.case.name == "pair/sign-in").expect("the case of a plain sign-in");
    if variant.party != "consumer" {
        return false;
    }
    let pair = RUNTIME.block_on(start());
    let strict = asked(&pair, sign_in, |_| ());
    let differing = asked(&pair, sign_in, |policy| {
        reference_consumer::variants::apply(variant.name, policy).expect("it is in the table");
    });
    strict != differing
}

async fn start() -> (Provider, Consumer) {
    let listen = || TcpListener::bind("127.0.0.1:0").expect("a free port");
    let (of_provider, of_consumer) = (listen(), listen());
    let port = of_consumer.local_addr().expect("an address").port();
    let mut config = reference_provider::Config::embedded();
    config.journal = Some(JOURNAL);
    let client = config.clients.iter_mut().find(|client| client.client_id == "test-consumer").expect("the consumer's");
    client.redirect_uris = vec![format!("http://localhost:{port}/accounts/testprovider/login/callback/")];
    let environment = reference_provider::Environment::system();
    let provider = Provider::start(config, environment, of_provider).await.expect("a provider");
    let url = provider.url().parse().expect("a URL");
    let secret = Some("test-consumer-secret".to_owned());
    let config = reference_consumer::Config::for_provider(&url, "test-consumer", secret);
    let environment = reference_consumer::Environment::system();
    (provider, Consumer::start(config, environment, of_consumer).await.expect("a consumer"))
}

/// The requests on the back channel of one sign-in.
fn asked(
    (provider, consumer): &(Provider, Consumer),
    sign_in: &BaseRun,
    edit: impl FnOnce(&mut reference_consumer::Policy),
) -> Vec<String> {
    let mut policy = reference_consumer::Policy::default();
    edit(&mut policy);
    consumer.set_policy(policy);
    let at = |url: &str| PartyLocation::External(Spanned { value: url.parse().expect("a URL"), span: Span::default() });
    let mut target: Target = sign_in.suite.target.clone();
    target.provider.as_mut().expect("a pair").place = at(provider.url());
    target.consumer.as_mut().expect("a pair").place = at(consumer.url());
    let before = provider.management().journal().len();
    let found = Suite { plans: Vec::new(), target }.run(&sign_in.case, &Options::default());
    assert_eq!(found.verdict, Verdict::Passed, "a sign-in: {:?}", found.reason);
    let entries = provider.management().journal().into_iter().skip(before);
    let endpoints = [Route::Token, Route::Profile, Route::PushedAuthorization].map(Some);
    entries.filter(|entry| endpoints.contains(&entry.endpoint)).map(|entry| shape(&entry)).collect()
}

/// A request without what is another one each time: of a long value, its length and its marks.
fn shape(entry: &JournalEntry) -> String {
    let value = |value: &str| {
        let marks: String = ['.', '~'].into_iter().filter(|mark| value.contains(*mark)).collect();
        match value.split_once(' ') {
            Some((scheme, credentials)) if credentials.len() >= 20 => format!("{scheme} {}", credentials.len()),
            _ if value.len() < 20 || value.contains('/') => value.to_owned(),
            _ => format!("{} {marks:?}", value.len()),
        }
    };
    let pairs = |pairs: &[(String, String)]| {
        let named = pairs.iter().filter(|(name, _)| name != "content-length");
        named.map(|(name, text)| format!("{name}={}", value(text))).collect::<Vec<_>>().join("&")
    };
    format!("{} {} {} {}", entry.method, entry.path, pairs(&entry.headers), pairs(&entry.form))
}
