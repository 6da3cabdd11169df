//! The reference provider and consumer, started in this process on ephemeral loopback ports.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener};
use std::time::{Duration, SystemTime};

use reference_consumer::Consumer;
use reference_consumer::policy::Loopback;
use reference_provider::policy::{IssuerForm, RegistrationBy};
use reference_provider::{Provider, Route};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use url::Url;

use super::error::StartError;
use super::urls::join;
use crate::model::deployment::ConsumerUrls;
use crate::model::endpoint::{Endpoint, ProviderUrls, with_query_of};
use crate::model::target::{PartyLocation, ReferenceOptions, Target};
use crate::model::target_controls::{ReceivedRequest, TargetControls};

/// How long the reference consumer waits for the provider: for one in the same process that is long, and for a scenario
/// about one that never answers it is not.
const PROVIDER_TIMEOUT_MS: u64 = 1_000;

/// The references of one case. They stop when this is dropped.
pub struct References {
    consumer: Option<(Consumer, reference_consumer::Policy)>,
    /// With each, the policy that it was started with.
    provider: Option<(Provider, reference_provider::Policy)>,
    /// No party is external, with a time of its own.
    alone: bool,
}

impl References {
    /// Where the reference provider is.
    pub fn provider_url(&self) -> Option<Url> {
        self.provider.as_ref().and_then(|(provider, _)| Url::parse(provider.url()).ok())
    }

    /// The endpoints where the reference provider has them: target files know nothing of rules that move them. Nor do they know
    /// its port, so they cannot name the issuer of one that publishes no metadata. Where its rules protect the registration, it
    /// has issued the initial access token of its default configuration.
    pub fn relocated(&self, mut urls: ProviderUrls) -> ProviderUrls {
        for &endpoint in Endpoint::ALL {
            if let Some(url) = route(endpoint).and_then(|route| self.moved(route)) {
                urls.relocate(endpoint, url);
            }
        }
        if let (None, None, Some((_, policy))) = (&urls.discovery, &urls.metadata, &self.provider) {
            let own = || self.provider_url().map(|url| issuer(&url, policy));
            urls.issuer = urls.issuer.take().or_else(own);
        }
        let by = self.provider.as_ref().map(|(_, policy)| policy.registration.by);
        if let (None, Some(RegistrationBy::TokenHolder)) = (&urls.initial_access_token, by) {
            let issued = reference_provider::Config::embedded().initial_access_token;
            urls.initial_access_token = issued.and_then(|token| token.parse().ok());
        }
        urls
    }

    /// The consumer's callback with the query that its rules give it: target files know nothing of that either.
    pub fn with_query_of_callback(&self, mut urls: ConsumerUrls) -> ConsumerUrls {
        let rules = self.consumer.as_ref().map(|(_, policy)| &policy.callback);
        if let Some(query) = rules.and_then(|rules| rules.query.written()) {
            urls.callback.set_query(Some(query));
        }
        urls
    }

    /// Where a route of the reference provider is, if that is not where it usually is.
    fn moved(&self, route: Route) -> Option<Url> {
        let (provider, policy) = self.provider.as_ref()?;
        let is_usual = policy.address == reference_provider::Policy::default().address;
        if is_usual { None } else { Url::parse(&provider.address_of(route)?).ok() }
    }

    /// The certificates that they show.
    pub fn authorities(&self) -> Vec<CertificateDer<'static>> {
        let pem = self.provider.iter().filter_map(|(provider, _)| provider.certificate());
        pem.filter_map(|pem| CertificateDer::from_pem_slice(pem.as_bytes()).ok()).collect()
    }

    /// Where the reference consumer is.
    pub fn consumer_url(&self) -> Option<Url> {
        self.consumer.as_ref().and_then(|(consumer, _)| Url::parse(consumer.url()).ok())
    }
}

impl TargetControls for References {
    fn advance(&self, by: Duration) -> bool {
        let provider = self.provider.iter().map(|(provider, _)| provider.clock().advance(by));
        let consumer = self.consumer.iter().map(|(consumer, _)| consumer.clock().advance(by));
        let moved = provider.chain(consumer).all(|moved| moved);
        self.alone && moved
    }

    fn set_faults(&self, faults: &[String]) -> Result<(), String> {
        let mut provider = self.provider.as_ref().map(|(_, policy)| policy.clone());
        let mut consumer = self.consumer.as_ref().map(|(_, policy)| policy.clone());
        for fault in faults {
            let applied = match (fault.split_once('/'), &mut provider, &mut consumer) {
                (Some(("provider", name)), Some(policy), _) => {
                    reference_provider::faults::apply(name, policy).map_err(|error| error.to_string())
                }
                (Some(("consumer", name)), _, Some(policy)) => {
                    reference_consumer::faults::apply(name, policy).map_err(|error| error.to_string())
                }
                _ => Err(format!("`{fault}` is not a fault of a reference of this target")),
            };
            applied?;
        }
        if let (Some((running, _)), Some(policy)) = (&self.provider, provider) {
            running.set_policy(policy);
        }
        if let (Some((running, _)), Some(policy)) = (&self.consumer, consumer) {
            running.set_policy(policy);
        }
        Ok(())
    }

    fn received_by(&self, endpoint: Endpoint) -> Option<Vec<ReceivedRequest>> {
        let (provider, _) = self.provider.as_ref()?;
        let entries = provider.management().journal().into_iter();
        let entries = entries.filter(|entry| entry.endpoint.is_some() && entry.endpoint == route(endpoint));
        let asked = entries.map(|entry| ReceivedRequest {
            method: entry.method,
            query: entry.query,
            headers: entry.headers,
            form: entry.form,
            status: entry.status,
        });
        Some(asked.collect())
    }
}

/// What the reference provider calls an endpoint.
fn route(endpoint: Endpoint) -> Option<Route> {
    Some(match endpoint {
        Endpoint::Authorization => Route::Authorize,
        Endpoint::Token => Route::Token,
        Endpoint::Revocation => Route::Revoke,
        Endpoint::Introspection => Route::Introspect,
        Endpoint::DeviceAuthorization => Route::DeviceAuthorization,
        Endpoint::Discovery => Route::Discovery,
        Endpoint::Jwks => Route::Jwks,
        Endpoint::Metadata => Route::Metadata,
        Endpoint::Userinfo => Route::Userinfo,
        Endpoint::PushedAuthorizationRequest => Route::PushedAuthorization,
        Endpoint::Registration => Route::Register,
        Endpoint::EndSession => Route::EndSession,
        Endpoint::ResourceMetadata => Route::ResourceMetadata,
        Endpoint::Profile => Route::Profile,
        Endpoint::LogIn => Route::Login,
        Endpoint::LogOut => Route::Logout,
        Endpoint::RegisterClient => Route::RegisterApplication,
        Endpoint::SecondResource => return None,
    })
}

/// As many requests as a case has, and more.
const JOURNAL: usize = 500;

impl std::fmt::Debug for References {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("References")
            .field("provider", &self.provider_url().map(String::from))
            .field("consumer", &self.consumer_url().map(String::from))
            .finish_non_exhaustive()
    }
}

/// Starts the references that a target asks for. Each must know the other's address, so both ports are taken first.
pub async fn start(target: &Target) -> Result<References, StartError> {
    let provider_options = target.provider.as_ref().and_then(|party| options(&party.place));
    let consumer_options = target.consumer.as_ref().and_then(|party| options(&party.place));
    let foreign =
        |place: Option<&PartyLocation>| place.is_some_and(|place| matches!(place, PartyLocation::External(_)));
    let alone = !foreign(target.provider.as_ref().map(|party| &party.place))
        && !foreign(target.consumer.as_ref().map(|party| &party.place));
    let mut references = References { consumer: None, provider: None, alone };
    let consumer_policy = consumer_options.map(consumer_policy).transpose()?;
    let rules = consumer_policy.as_ref().map(|policy| &policy.callback);
    let (loopback, host) = match rules.map(|rules| rules.address) {
        Some(Loopback::Ipv6) => (IpAddr::V6(Ipv6Addr::LOCALHOST), "[::1]"),
        Some(Loopback::FreePort) => (IpAddr::V4(Ipv4Addr::LOCALHOST), "127.0.0.1"),
        Some(Loopback::Localhost) | None => (IpAddr::V4(Ipv4Addr::LOCALHOST), "localhost"),
    };
    let consumer_listener = consumer_options.map(|_| listen("consumer", loopback)).transpose()?;
    let callback = match (&target.consumer, &consumer_listener) {
        (Some(party), Some((_, port))) => {
            let base = Url::parse(&format!("http://{host}:{port}")).expect("a host and a port make a URL");
            let mut callback = join(&base, &party.pages.callback)?;
            callback.set_query(rules.and_then(|rules| rules.query.written()));
            Some(callback)
        }
        (Some(party), None) => match &party.place {
            PartyLocation::External(url) => Some(join(&url.value, &party.pages.callback)?),
            PartyLocation::Reference(_) => None,
        },
        (None, _) => None,
    };
    if let Some(options) = provider_options {
        let (listener, _) = listen("provider", IpAddr::V4(Ipv4Addr::LOCALHOST))?;
        let provider = start_provider(target, options, callback.as_ref(), listener).await?;
        let policy = provider.policy();
        references.provider = Some((provider, policy));
    }
    if let (Some(options), Some((listener, _)), Some(policy)) = (consumer_options, consumer_listener, consumer_policy) {
        let consumer = start_consumer(target, options, &references, (listener, policy.callback.address)).await?;
        consumer.set_policy(policy.clone());
        references.consumer = Some((consumer, policy));
    }
    Ok(references)
}

/// How a party of the target is to be started, where it is a reference.
pub(super) fn options(place: &PartyLocation) -> Option<&ReferenceOptions> {
    match place {
        PartyLocation::Reference(options) => Some(options),
        PartyLocation::External(_) => None,
    }
}

fn listen(party: &'static str, address: IpAddr) -> Result<(TcpListener, u16), StartError> {
    let failed = |error: std::io::Error| StartError::Reference { party, cause: error.to_string() };
    let listener = TcpListener::bind((address, 0)).map_err(failed)?;
    let port = listener.local_addr().map_err(failed)?.port();
    Ok((listener, port))
}

async fn start_provider(
    target: &Target,
    options: &ReferenceOptions,
    callback: Option<&Url>,
    listener: TcpListener,
) -> Result<Provider, StartError> {
    let failed = |cause: String| StartError::Reference { party: "provider", cause };
    let mut config = reference_provider::Config::embedded();
    config.journal = target.consumer.as_ref().map(|_| JOURNAL);
    config.tls = options.tls.then_some(reference_provider::Tls::Generated);
    for (role, entry) in &target.clients {
        // The client without a redirect URI of its own is the consumer's.
        let Some(callback) = callback.filter(|_| entry.redirect_uri.is_none()) else { continue };
        let client = config.clients.iter_mut().find(|client| client.client_id == entry.id);
        let client =
            client.ok_or_else(|| failed(format!("it has no client `{}` (`{role}` in the target)", entry.id)))?;
        client.redirect_uris = vec![callback.to_string()];
    }
    if let Some(token) = target.provider.as_ref().and_then(|party| party.initial_access_token.as_ref()) {
        config.initial_access_token = Some(token.exposed().to_owned());
    }
    if options.takes_secrets {
        take_secrets(&mut config, target);
    }
    if let Some(patch) = &options.policy {
        config.policy = config.policy.patched(patch).map_err(|error| failed(format!("policy: {error}")))?;
    }
    let mut policy = config.policy.clone();
    for variant in &options.variants {
        reference_provider::variants::apply(variant, &mut policy).map_err(|error| failed(error.to_string()))?;
    }
    for fault in &options.faults {
        reference_provider::faults::apply(fault, &mut policy).map_err(|error| failed(error.to_string()))?;
    }
    let environment = reference_provider::Environment {
        clock: reference_provider::Clock::manual(SystemTime::now()),
        random: reference_provider::Random::system(),
    };
    let provider = Provider::start(config, environment, listener).await.map_err(|error| failed(error.to_string()))?;
    // Variants and faults are set once it runs, as the step `target` does it, so that nothing can depend on when they are.
    provider.set_policy(policy);
    Ok(provider)
}

/// Gives its users and clients the passwords and secrets of the target file.
fn take_secrets(config: &mut reference_provider::Config, target: &Target) {
    for user in &mut config.users {
        if let Some(known) = target.users.values().find(|known| known.name == user.username) {
            user.password.clone_from(&known.password);
        }
    }
    for client in config.clients.iter_mut().filter(|client| client.client_secret.is_some()) {
        let known = target.clients.values().find(|known| known.id == client.client_id);
        if let Some(secret) = known.and_then(|known| known.secret.clone()) {
            client.client_secret = Some(secret);
        }
    }
}

/// What the reference provider calls itself.
fn issuer(provider: &Url, policy: &reference_provider::Policy) -> String {
    let path = match policy.address.issuer {
        IssuerForm::WithPath => "/o",
        IssuerForm::WithoutPath => "",
        IssuerForm::WithSlash => "/o/",
    };
    format!("{}{path}", provider.as_str().trim_end_matches('/'))
}

async fn start_consumer(
    target: &Target,
    options: &ReferenceOptions,
    references: &References,
    (listener, address): (TcpListener, Loopback),
) -> Result<Consumer, StartError> {
    let failed = |cause: String| StartError::Reference { party: "consumer", cause };
    let provider = match &target.provider.as_ref().map(|party| &party.place) {
        Some(PartyLocation::External(url)) => Some(url.value.clone()),
        _ => references.provider_url(),
    };
    let certificate = references.provider.as_ref().and_then(|(provider, _)| provider.certificate());
    let provider = provider.ok_or_else(|| failed("the target has no provider for it".to_owned()))?;
    let own = target.clients.values().find(|client| client.redirect_uri.is_none());
    let own =
        own.ok_or_else(|| failed("the target has no client without a `redirect-uri`: the consumer's".to_owned()))?;
    let mut config = reference_consumer::Config::for_provider(&provider, &own.id, own.secret.clone());
    // The registration of a client says how it has to authenticate.
    let is_basic_alone = references.provider.as_ref().is_some_and(|(_, policy)| !policy.client.post_served);
    if options.basic || is_basic_alone {
        config.client_auth = reference_consumer::ClientAuth::Basic;
    }
    if let Some((_, policy)) = &references.provider {
        config.provider.issuer = Some(issuer(&provider, policy));
    }
    if let Some(party) = &target.provider {
        config.provider.authorization = join(&provider, &party.pages.authorization)?;
    }
    for (route, place) in [
        (Route::Authorize, &mut config.provider.authorization),
        (Route::Token, &mut config.provider.token),
        (Route::Profile, &mut config.provider.profile),
    ] {
        if let Some(moved) = references.moved(route) {
            *place = with_query_of(moved, place);
        }
    }
    if let (Some(place), Some(moved)) =
        (&mut config.provider.pushed_authorization_request, references.moved(Route::PushedAuthorization))
    {
        *place = moved;
    }
    config.provider_certificate = certificate.map(str::to_owned);
    config.provider_timeout_ms = PROVIDER_TIMEOUT_MS;
    // The one rule that counts when it starts: it decides about listeners.
    config.policy.callback.address = address;
    config.login_on_get = options.login_on_get;
    let environment = reference_consumer::Environment {
        clock: reference_consumer::Clock::manual(SystemTime::now()),
        random: reference_consumer::Random::system(),
    };
    Consumer::start(config, environment, listener).await.map_err(|error| failed(error.to_string()))
}

/// What the consumer of a target obeys, once it runs.
fn consumer_policy(options: &ReferenceOptions) -> Result<reference_consumer::Policy, StartError> {
    let failed = |cause: String| StartError::Reference { party: "consumer", cause };
    let mut policy = reference_consumer::Policy::default();
    for variant in &options.variants {
        reference_consumer::variants::apply(variant, &mut policy).map_err(|error| failed(error.to_string()))?;
    }
    for fault in &options.faults {
        reference_consumer::faults::apply(fault, &mut policy).map_err(|error| failed(error.to_string()))?;
    }
    Ok(policy)
}
