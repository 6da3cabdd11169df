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

/// A provider that serves until it is dropped. Then it answers nobody any more, and the file of its store is free.
#[derive(Debug)]
pub struct Provider {
    pub(super) url: String,
    pub(super) address: SocketAddr,
    pub(super) certificate: Option<String>,
    pub(super) clock: Clock,
    pub(super) site: Arc<Site>,
    pub(super) management: Management,
    /// Where the management is reached over HTTP.
    pub(super) door: Option<Listener>,
    pub(super) server: AbortHandle,
}

impl Provider {
    /// Where it serves, as `http://127.0.0.1:PORT` or `https://127.0.0.1:PORT`, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate that it shows, in PEM; none where it speaks http.
    pub fn certificate(&self) -> Option<&str> {
        self.certificate.as_deref()
    }

    /// The rules it obeys at this moment.
    pub fn policy(&self) -> Policy {
        Policy::clone(&self.site.root().policy())
    }

    /// Other rules, from the next request on.
    pub fn set_policy(&self, policy: Policy) {
        self.site.root().set_policy(policy);
    }

    /// Where a route is, by the rules of this moment, as an absolute URL; none for one whose path has a `{}`.
    pub fn address_of(&self, route: Route) -> Option<String> {
        let issuer = self.site.root();
        let origin = issuer.config.public().map_or_else(|| self.url.clone(), |public| public.origin().to_owned());
        let url = App::new(Arc::clone(issuer), issuer.policy(), origin).url(route);
        (!url.contains('{')).then_some(url)
    }

    /// New keys sign from now on; those before stay published until [`retire_keys`](Self::retire_keys)
    /// (OpenID Connect Core §10.1.1).
    pub fn rotate_keys(&self) {
        self.site.root().keys.rotate();
    }

    /// Only the keys that sign now are published; what others signed can no longer be verified.
    pub fn retire_keys(&self) {
        self.site.root().keys.retire();
    }

    /// What became of the logout tokens that clients were sent, once none is under way.
    pub async fn logout_deliveries(&self) -> Vec<Delivery> {
        self.site.root().outbox.settled().await
    }

    /// All that can be changed while it runs.
    pub fn management(&self) -> &Management {
        &self.management
    }

    /// Where the management listens, as `http://127.0.0.1:PORT`, if the configuration says that it does.
    pub fn management_url(&self) -> Option<String> {
        self.door.as_ref().map(|door| format!("http://{}", door.address()))
    }

    /// The clock it lives by; move a manual one to let things expire.
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
