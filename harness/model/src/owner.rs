//! The party that a URL belongs to: one definition, for browsers, checks, reports and hints.

use url::Url;

use super::deployment::{ConsumerUrls, Deployment};
use super::endpoint::ProviderUrls;

/// The party that a URL belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner<'a> {
    /// The provider: its base, the origin of any of its endpoints, and those that the target lists in addition.
    Provider,
    /// The consumer.
    Consumer,
    /// Another participating site, by its name.
    Other(&'a str),
    /// No participating site: no browser goes there.
    External,
}

impl<'a> Owner<'a> {
    /// Its name in reports.
    pub fn name(self) -> &'a str {
        match self {
            Owner::Provider => "the provider",
            Owner::Consumer => "the consumer",
            Owner::Other(name) => name,
            Owner::External => "a site that the target file does not name",
        }
    }
}

impl Deployment {
    /// The party that a URL belongs to. If both parties are on one origin, a page or endpoint of either is its own; otherwise
    /// the party whose base is closer to the URL owns it, or else the consumer.
    pub fn owner_of(&self, url: &Url) -> Owner<'_> {
        let provider =
            self.provider.as_ref().and_then(|provider| proximity(url, &provider.base, of_provider(provider)));
        let consumer =
            self.consumer.as_ref().and_then(|consumer| proximity(url, &consumer.base, of_consumer(consumer)));
        match (provider, consumer) {
            // A native app waits for the response at a port that was free, wherever it is itself (RFC 8252 §7.3).
            (None, None) if self.consumer.as_ref().is_some_and(|app| is_redirection_endpoint(url, &app.callback)) => {
                Owner::Consumer
            }
            (None, None) => {
                let other = self.others.iter().find(|(_, site)| same_origin(site, url));
                other.map_or(Owner::External, |(name, _)| Owner::Other(name))
            }
            (provider, consumer) if provider > consumer => Owner::Provider,
            _ => Owner::Consumer,
        }
    }

    /// A URL on every participating origin, the provider's first; some origins occur more than once.
    pub fn sites(&self) -> impl Iterator<Item = &Url> {
        let provider =
            self.provider.iter().flat_map(|provider| std::iter::once(&provider.base).chain(of_provider(provider)));
        let consumer =
            self.consumer.iter().flat_map(|consumer| std::iter::once(&consumer.base).chain(of_consumer(consumer)));
        provider.chain(consumer).chain(self.others.values())
    }
}

/// Scheme, host and port are equal (RFC 6454 §5). Does not construct an origin, because this is called all the time.
pub fn same_origin(a: &Url, b: &Url) -> bool {
    a.scheme() == b.scheme() && a.host_str() == b.host_str() && a.port_or_known_default() == b.port_or_known_default()
}

/// The same scheme, host, port and path, whatever the query and the fragment.
pub fn same_place(a: &Url, b: &Url) -> bool {
    same_origin(a, b) && a.path() == b.path()
}

/// Whether a URL is at this redirection endpoint, whatever its query: at the same place, or, where that is on a loopback
/// address, at the same path of any port of it (RFC 8252 §7.3).
pub fn is_redirection_endpoint(url: &Url, endpoint: &Url) -> bool {
    let is_loopback = endpoint.scheme() == "http" && matches!(endpoint.host_str(), Some("127.0.0.1" | "[::1]"));
    let is_twin =
        || url.scheme() == endpoint.scheme() && url.host_str() == endpoint.host_str() && url.path() == endpoint.path();
    same_place(url, endpoint) || (is_loopback && is_twin())
}

fn of_provider(provider: &ProviderUrls) -> impl Iterator<Item = &Url> {
    let endpoints = provider.endpoints().filter(|(endpoint, _)| endpoint.answers());
    endpoints.map(|(_, url)| url).chain(&provider.also_at)
}

fn of_consumer(consumer: &ConsumerUrls) -> impl Iterator<Item = &Url> {
    let pages = [&consumer.home, &consumer.sign_in, &consumer.callback].into_iter().chain(&consumer.log_out);
    pages.chain(&consumer.also_at)
}

/// How close a URL is to a party on its origin: at one of its URLs, or so far below its base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Proximity {
    SameOrigin,
    Below(usize),
    Exact,
}

fn proximity<'a>(url: &Url, base: &Url, places: impl Iterator<Item = &'a Url>) -> Option<Proximity> {
    let of_base = same_origin(base, url).then(|| {
        let path = base.path().trim_end_matches('/');
        let below = url.path().strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if below { Proximity::Below(path.len()) } else { Proximity::SameOrigin }
    });
    let of_places = places.filter(|place| same_origin(place, url)).map(|place| {
        let is_it = place.path() != "/" && place.path() == url.path();
        if is_it { Proximity::Exact } else { Proximity::SameOrigin }
    });
    of_places.chain(of_base).max()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::deployment::OtherSecrets;
    use crate::sign_in::SignIn;
    use crate::target::RequestDefaults;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    fn deployment(provider: &str, consumer: &str) -> Deployment {
        let mut provider = ProviderUrls::at(
            url(provider),
            url(provider).join("authorize").expect("a URL"),
            url("https://back.test/token"),
        );
        provider.also_at = vec![url("https://login.test/")];
        provider.second_resource = Some(url("https://second.test/"));
        let base = url(consumer);
        let page = |path: &str| base.join(path).expect("a URL");
        let consumer = ConsumerUrls {
            also_at: vec![url("https://api.test/")],
            home: page(""),
            sign_in: page("sign-in"),
            callback: page("callback"),
            log_out: None,
            base: base.clone(),
        };
        Deployment {
            provider: Some(provider),
            consumer: Some(consumer),
            clients: BTreeMap::new(),
            users: BTreeMap::new(),
            others: BTreeMap::from([("evil".to_owned(), url("https://evil.test/"))]),
            sign_in: SignIn::default(),
            scope: String::new(),
            request_defaults: RequestDefaults::default(),
            other_secrets: OtherSecrets::default(),
        }
    }

    #[test]
    fn parties_may_be_on_several_origins() {
        let deployment = deployment("https://op.test/", "https://rp.test/");
        for (place, owner) in [
            ("https://op.test/anything", Owner::Provider),
            ("https://back.test/token", Owner::Provider),
            ("https://login.test/login?flow=1", Owner::Provider),
            ("https://rp.test/x", Owner::Consumer),
            ("https://api.test/me", Owner::Consumer),
            ("https://evil.test/x", Owner::Other("evil")),
            ("https://second.test/", Owner::External),
            ("http://op.test/", Owner::External),
            ("https://op.test.evil.test/", Owner::External),
            ("app.test:/callback", Owner::External),
        ] {
            assert_eq!(deployment.owner_of(&url(place)), owner, "{place}");
        }
        let sites: Vec<String> = deployment.sites().map(|site| site.origin().ascii_serialization()).collect();
        assert!(sites.contains(&"https://login.test".to_owned()) && !sites.contains(&"https://second.test".to_owned()));
    }

    #[test]
    fn a_native_app_is_called_back_at_any_port_of_its_loopback_address() {
        let app = deployment("http://127.0.0.1:8000/", "http://127.0.0.1:8001/");
        let site = deployment("http://127.0.0.1:8000/", "http://localhost:8001/");
        for (deployment, place, owner) in [
            (&app, "http://127.0.0.1:49152/callback?code=1", Owner::Consumer),
            (&app, "http://127.0.0.1:49152/", Owner::External),
            (&app, "http://127.0.0.2:49152/callback", Owner::External),
            (&app, "https://127.0.0.1:49152/callback", Owner::External),
            (&app, "http://127.0.0.1:8000/callback", Owner::Provider),
            // `localhost` may resolve to another address (RFC 8252 §8.3).
            (&site, "http://localhost:49152/callback", Owner::External),
            (&site, "http://127.0.0.1:49152/callback", Owner::External),
        ] {
            assert_eq!(deployment.owner_of(&url(place)), owner, "{place}");
        }
    }

    #[test]
    fn parties_on_one_origin_are_distinguished_by_their_paths() {
        let below = deployment("https://one.test/", "https://one.test/app/");
        let above = deployment("https://one.test/realms/x/", "https://one.test/");
        for (deployment, place, owner) in [
            (&below, "https://one.test/login", Owner::Provider),
            (&below, "https://one.test/application", Owner::Provider),
            (&below, "https://one.test/app/callback?code=1", Owner::Consumer),
            (&below, "https://one.test/app", Owner::Consumer),
            (&above, "https://one.test/realms/x/authorize", Owner::Provider),
            (&above, "https://one.test/realms/x/login", Owner::Provider),
            (&above, "https://one.test/callback", Owner::Consumer),
            (&above, "https://one.test/elsewhere", Owner::Consumer),
        ] {
            assert_eq!(deployment.owner_of(&url(place)), owner, "{place}");
        }
    }
}
