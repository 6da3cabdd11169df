//! What the tests share: a scripted provider, a browser that follows instructions only, and the way to the callback.

mod browser;
mod provider;

use std::time::SystemTime;

use reference_consumer::{Clock, Config, Consumer, Environment, Random};

pub(crate) use browser::{Browser, Page};
pub(crate) use provider::{ALICE, BOB, Provider};

pub(crate) const LOGIN: &str = "/accounts/testprovider/login/";
pub(crate) const CALLBACK: &str = "/accounts/testprovider/login/callback/";
pub(crate) const LOGOUT: &str = "/accounts/logout/";
pub(crate) const SESSION: &str = "test-consumer-session-id";
pub(crate) const CSRF: &str = "test-consumer-csrftoken";

/// A consumer and the provider it uses.
pub(crate) struct Pair {
    pub(crate) provider: Provider,
    pub(crate) consumer: Consumer,
    pub(crate) clock: Clock,
    /// The address of the consumer's listener, whatever its URL.
    pub(crate) listens_at: String,
}

impl Pair {
    /// A strict consumer with a well-behaved provider.
    pub(crate) async fn start() -> Self {
        Self::with(|_| ()).await
    }

    /// A consumer with a changed configuration.
    pub(crate) async fn with(edit: impl FnOnce(&mut Config)) -> Self {
        let provider = Provider::start().await;
        let mut config = Config::for_provider(&provider.base(), "test-consumer", Some("top secret".to_owned()));
        edit(&mut config);
        let clock = Clock::manual(SystemTime::UNIX_EPOCH);
        let environment = Environment { clock: clock.clone(), random: Random::seeded(1) };
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let listens_at = format!("http://{}", listener.local_addr().expect("an address"));
        let consumer = Consumer::start(config, environment, listener).await.expect("it starts");
        Self { provider, consumer, clock, listens_at }
    }

    /// A consumer with one fault.
    pub(crate) async fn with_fault(name: &str) -> Self {
        Self::with_fault_and(name, |_| ()).await
    }

    /// A consumer with one fault and a changed configuration. It is strict when it starts: every rule can be changed at
    /// run time.
    pub(crate) async fn with_fault_and(name: &str, edit: impl FnOnce(&mut Config)) -> Self {
        let pair = Self::with(edit).await;
        let mut policy = pair.consumer.policy();
        reference_consumer::faults::apply(name, &mut policy).expect("a fault");
        pair.consumer.set_policy(policy);
        pair
    }

    /// A new browser for this consumer's site.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.consumer.url())
    }
}
