//! Requests that the provider itself sends to clients: in the background, a few at a time, and a failure delays nobody.

use std::error::Error as _;
use std::sync::{Arc, LazyLock, OnceLock};
use std::time::Duration;

use http::header;
use rustls::{ClientConfig, RootCertStore};
use tokio::sync::Semaphore;

use super::delivery::{Deliveries, Delivery, Outcome};

/// How many are on their way at once; more are not sent.
const AT_ONCE: u32 = 32;
/// How long a client may take.
const TIMEOUT: Duration = Duration::from_secs(3);

/// What one issuer sends to its clients, and what became of it.
#[derive(Debug)]
pub(crate) struct Outbox {
    http: OnceLock<Option<reqwest::Client>>,
    permits: Arc<Semaphore>,
    deliveries: Arc<Deliveries>,
}

impl Outbox {
    pub(crate) fn new() -> Self {
        Self { http: OnceLock::new(), permits: Arc::new(Semaphore::new(AT_ONCE as usize)), deliveries: Arc::default() }
    }

    /// The latest deliveries, once none is under way.
    pub(crate) async fn settled(&self) -> Vec<Delivery> {
        // It is never closed, so the only thing to wait for is that every delivery gives its permit back.
        drop(self.permits.acquire_many(AT_ONCE).await);
        self.deliveries.all()
    }

    /// Posts a form with one parameter to a client.
    pub(crate) fn post(&self, client_id: String, uri: String, parameter: (&str, &str)) {
        let note = |client_id: String, uri: String, outcome: Outcome| Delivery { client_id, uri, outcome };
        let not_sent = |why: &'static str| Outcome::NotSent(why);
        if !may_be_asked(&uri) {
            self.deliveries.note(note(client_id, uri, not_sent("the address is neither https nor on this machine")));
            return;
        }
        let http = self.http.get_or_init(client);
        let (Some(http), Ok(permit)) = (http, Arc::clone(&self.permits).try_acquire_owned()) else {
            self.deliveries.note(note(client_id, uri, not_sent("too many others are on their way")));
            return;
        };
        let body = form_urlencoded::Serializer::new(String::new()).append_pair(parameter.0, parameter.1).finish();
        let request = http
            .post(&uri)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::CACHE_CONTROL, "no-store")
            .body(body)
            .send();
        let deliveries = Arc::clone(&self.deliveries);
        tokio::spawn(async move {
            let outcome = match request.await {
                Ok(response) => Outcome::Answered(response.status().as_u16()),
                Err(error) => Outcome::Failed(cause(&error)),
            };
            deliveries.note(note(client_id, uri, outcome));
            drop(permit);
        });
    }
}

/// `https`, or this machine: a client's registration does not let it reach into anybody's network.
fn may_be_asked(uri: &str) -> bool {
    crate::oauth::redirect_uri::check(uri).is_ok() && (uri.starts_with("https://") || uri.starts_with("http://"))
}

/// A client that follows nothing, keeps no connection and asks the environment for nothing.
fn client() -> Option<reqwest::Client> {
    reqwest::Client::builder()
        .tls_backend_preconfigured(TLS.clone())
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .pool_max_idle_per_host(0)
        .timeout(TIMEOUT)
        .build()
        .ok()
}

static TLS: LazyLock<ClientConfig> = LazyLock::new(|| {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .expect("ring has ciphers for every version")
        .with_root_certificates(roots)
        .with_no_client_auth()
});

/// The innermost error, which is the one that says something.
fn cause(error: &reqwest::Error) -> String {
    let mut innermost = error.source();
    while let Some(source) = innermost.and_then(std::error::Error::source) {
        innermost = Some(source);
    }
    innermost.map_or_else(|| error.to_string(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_this_machine_are_asked() {
        for uri in ["https://client.example/logout", "http://127.0.0.1:1/", "http://localhost/x"] {
            assert!(may_be_asked(uri), "{uri}");
        }
        for uri in ["http://client.example/", "com.example.app:/logout", "http://10.0.0.1/", "file:///etc/passwd"] {
            assert!(!may_be_asked(uri), "{uri}");
        }
    }
}
