//! Requests of the provider to clients: in the background, with limited concurrency, so that a failure delays no other
//! response.

use std::error::Error as _;
use std::sync::{Arc, LazyLock, OnceLock};
use std::time::Duration;

use http::header;
use rustls::{ClientConfig, RootCertStore};
use tokio::sync::Semaphore;

use super::delivery::{Deliveries, Delivery, Outcome};

/// The maximum number of deliveries in progress; more are not sent.
const AT_ONCE: u32 = 32;
/// The timeout of a delivery.
const TIMEOUT: Duration = Duration::from_secs(3);

/// The deliveries of one issuer to its clients.
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

    /// The latest results, once no delivery is in progress.
    pub(crate) async fn settled(&self) -> Vec<Delivery> {
        // It is never closed, so it only waits until all deliveries have returned their permits.
        drop(self.permits.acquire_many(AT_ONCE).await);
        self.deliveries.all()
    }

    /// Posts a form with one parameter to a client.
    pub(crate) fn post(&self, client_id: String, uri: String, parameter: (&str, &str)) {
        let note = |client_id: String, uri: String, outcome: Outcome| Delivery { client_id, uri, outcome };
        let not_sent = |why: &'static str| Outcome::NotSent(why);
        if !may_be_asked(&uri) {
            self.deliveries.note(note(client_id, uri, not_sent("the URL is neither https nor on this machine")));
            return;
        }
        let http = self.http.get_or_init(client);
        let (Some(http), Ok(permit)) = (http, Arc::clone(&self.permits).try_acquire_owned()) else {
            self.deliveries.note(note(client_id, uri, not_sent("too many other deliveries are in progress")));
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

/// `https`, or this machine: a client's registration cannot make the provider send requests into a private network.
fn may_be_asked(uri: &str) -> bool {
    crate::oauth::redirect_uri::check(uri).is_ok() && (uri.starts_with("https://") || uri.starts_with("http://"))
}

/// An HTTP client that follows no redirects, keeps no connections and ignores the environment.
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

/// The innermost error, which is the informative one.
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
