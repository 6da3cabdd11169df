//! A provider that all cases of a test share.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config as Cases, RngSeed, TestRunner};
use reference_provider::Config;
use reqwest::{Method, RequestBuilder, header};
use tokio::runtime::{Builder, Runtime};

use super::form::Form;
use crate::site::*;

/// The maximum URL length of the HTTP client.
const LONGEST_QUERY: usize = 60_000;

/// The same cases each time, so that builds are deterministic; `PROPTEST_RNG_SEED` selects others.
pub(super) fn these(cases: u32) -> Cases {
    let usual = Cases::default();
    let rng_seed = if usual.rng_seed == RngSeed::Random { RngSeed::Fixed(4) } else { usual.rng_seed };
    Cases { cases, failure_persistence: None, rng_seed, ..usual }
}

/// The provider, and the runtime of its requests. A panic in it closes the connection, which fails the case.
pub(super) struct Target {
    runtime: Runtime,
    pub(super) site: Site,
    cookies: RefCell<BTreeMap<String, String>>,
    /// The number of responses that granted what was requested.
    granted: Cell<u32>,
}

impl Target {
    /// With rules that let noise pass the checks of the sender.
    pub(super) fn new(mut config: Config) -> Self {
        config.policy.login.csrf_token = false;
        config.policy.consent.csrf_token = false;
        config.policy.login.attempts = u32::MAX;
        config.policy.client.attempts = u32::MAX;
        config.policy.device.attempts = u32::MAX;
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let site = runtime.block_on(Site::with(config));
        Self { runtime, site, cookies: RefCell::default(), granted: Cell::new(0) }
    }

    pub(super) fn run<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// From now on `fetch` and `submit` use alice's session.
    pub(super) fn log_in(&self) {
        self.cookies.replace(self.runtime.block_on(self.site.alice()).cookies);
    }

    pub(super) fn fetch(&self, path: &str, form: &Form) -> Reply {
        let mut query = form.query();
        query.truncate(LONGEST_QUERY);
        self.send(self.site.request(Method::GET, &format!("{path}?{query}")))
    }

    pub(super) fn submit(&self, path: &str, form: &Form) -> Reply {
        self.send(self.form(path, form))
    }

    /// A request with the form.
    pub(super) fn form(&self, path: &str, form: &Form) -> RequestBuilder {
        self.site.request(Method::POST, path).header(header::CONTENT_TYPE, form.content_type).body(form.body())
    }

    pub(super) fn send(&self, request: RequestBuilder) -> Reply {
        let jar: Vec<String> = self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = if jar.is_empty() { request } else { request.header(header::COOKIE, jar.join("; ")) };
        let reply = self.run(self.site.send(request));
        let is_granted = reply.status.is_success() || reply.location().contains("code=");
        self.granted.set(self.granted.get() + u32::from(is_granted));
        reply
    }

    /// Runs `cases` cases, and checks that the provider still responds after them. Some of them have to succeed:
    /// otherwise the code after the first check would never be reached.
    pub(super) fn withstands<S: Strategy>(
        &self,
        cases: u32,
        strategy: &S,
        test: impl Fn(S::Value) -> Result<(), TestCaseError>,
    ) {
        self.granted.set(0);
        let mut runner = TestRunner::new(these(cases));
        runner.run(strategy, test).unwrap_or_else(|error| panic!("{error}"));
        assert!(self.granted.get() > 0, "no case got through");
        assert!(self.run(self.site.get("/")).status.is_success());
        assert!(self.run(self.site.get("/o/.well-known/openid-configuration")).json().is_object());
    }
}
