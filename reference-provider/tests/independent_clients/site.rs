//! A provider for each test, and what a client knows of it.

use std::convert::Infallible;
use std::time::{Duration, SystemTime};

use oauth2::{HttpRequest, HttpResponse};
use reference_provider::{Clock, Config, Environment, Provider, Random};
use serde_json::Value;
use url::Url;

use super::browser;

pub(crate) const CLIENT_ID: &str = "test-consumer";
pub(crate) const CLIENT_SECRET: &str = "test-consumer-secret";
pub(crate) const CALLBACK: &str = "http://localhost:8001/accounts/testprovider/login/callback/";

/// A running provider with strict rules and the system's clock, which these clients use, too.
pub(crate) struct RunningProvider {
    provider: Provider,
}

impl RunningProvider {
    pub(crate) async fn strict() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let environment = Environment { clock: Clock::manual(SystemTime::now()), random: Random::system() };
        Self { provider: Provider::start(Config::embedded(), environment, listener).await.unwrap() }
    }

    pub(crate) fn advance(&self, time: Duration) {
        assert!(self.provider.clock().advance(time));
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.provider.url())
    }

    /// Alice opens the authorization request, logs in, and approves. Returns the callback URL.
    pub(crate) async fn authorize(&self, request: Url) -> Callback {
        Callback(browser::walk(request).await)
    }

    /// Alice opens the URL that her device shows, and approves.
    pub(crate) async fn approve_device(&self, page: Url) {
        browser::walk(page).await;
    }

    /// The protected resource's response to this access token: its status, and the e-mail address of the profile.
    pub(crate) async fn profile(&self, access_token: &str) -> (u16, Option<String>) {
        let reply = browser::client().get(self.at("/api/profile/")).bearer_auth(access_token).send().await.unwrap();
        let status = reply.status().as_u16();
        let profile: Value = serde_json::from_slice(&reply.bytes().await.unwrap()).unwrap();
        (status, profile["email"].as_str().map(str::to_owned))
    }
}

/// The URL of the client's callback.
pub(crate) struct Callback(Url);

impl Callback {
    pub(crate) fn parameter(&self, name: &str) -> String {
        assert!(self.0.as_str().starts_with(CALLBACK), "{}", self.0);
        let value = self.0.query_pairs().find(|(found, _)| found == name);
        value.unwrap_or_else(|| panic!("no {name} in {}", self.0)).1.into_owned()
    }
}

/// The HTTP client of both crates: ours, so that they need no TLS of their own. In a test, an https address is one
/// behind something that ends TLS.
pub(crate) async fn http(request: HttpRequest) -> Result<HttpResponse, Infallible> {
    let mut request = reqwest::Request::try_from(request).unwrap();
    request.url_mut().set_scheme("http").unwrap();
    let reply = browser::client().execute(request).await.unwrap();
    let mut response = HttpResponse::default();
    *response.status_mut() = reply.status();
    *response.headers_mut() = reply.headers().clone();
    *response.body_mut() = reply.bytes().await.unwrap().to_vec();
    Ok(response)
}
