//! A running provider.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::task::AbortHandle;

use crate::base::clock::Clock;
use crate::dispatch::site::Site;
use crate::http::routes::Route;
use crate::management::{Listener, Management};
use crate::policy::Policy;
use crate::state::app::App;
use crate::state::delivery::Delivery;

/// A provider that serves until it is dropped. Then requests get no response, and the file of its store is released.
#[derive(Debug)]
pub struct Provider {
    pub(super) url: String,
    pub(super) address: SocketAddr,
    pub(super) certificate: Option<String>,
    pub(super) clock: Clock,
    pub(super) site: Arc<Site>,
    pub(super) management: Management,
    /// The listener of the management API.
    pub(super) door: Option<Listener>,
    pub(super) server: AbortHandle,
}

impl Provider {
    /// Its URL, such as `http://127.0.0.1:PORT` or `https://127.0.0.1:PORT`, without a trailing slash.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its listen address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its certificate, in PEM; `None` for http.
    pub fn certificate(&self) -> Option<&str> {
        self.certificate.as_deref()
    }

    /// The current rules.
    pub fn policy(&self) -> Policy {
        Policy::clone(&self.site.root().policy())
    }

    /// Replaces the rules, from the next request on.
    pub fn set_policy(&self, policy: Policy) {
        self.site.root().set_policy(policy);
    }

    /// The absolute URL of a route, by the current rules; `None` if its path contains `{}`.
    pub fn address_of(&self, route: Route) -> Option<String> {
        let issuer = self.site.root();
        let origin = issuer.config.public().map_or_else(|| self.url.clone(), |public| public.origin().to_owned());
        let url = App::new(Arc::clone(issuer), issuer.policy(), origin).url(route);
        (!url.contains('{')).then_some(url)
    }

    /// Generates new signing keys; the previous ones remain published until [`retire_keys`](Self::retire_keys) (OpenID
    /// Connect Core §10.1.1).
    pub fn rotate_keys(&self) {
        self.site.root().keys.rotate();
    }

    /// Publishes only the current signing keys; signatures of others can no longer be verified.
    pub fn retire_keys(&self) {
        self.site.root().keys.retire();
    }

    /// The results of logout token deliveries, once none is in progress.
    pub async fn logout_deliveries(&self) -> Vec<Delivery> {
        self.site.root().outbox.settled().await
    }

    /// A handle to everything that can be changed at run time.
    pub fn management(&self) -> &Management {
        &self.management
    }

    /// The URL of the management API, such as `http://127.0.0.1:PORT`, if the configuration enables it.
    pub fn management_url(&self) -> Option<String> {
        self.door.as_ref().map(|door| format!("http://{}", door.address()))
    }

    /// The clock for all lifetimes; move a manual one to let tokens expire.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.server.abort();
        self.site.close();
    }
}
