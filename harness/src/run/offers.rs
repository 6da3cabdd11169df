//! What a scenario may need, and whether a target offers it.

use std::collections::BTreeSet;

use crate::model::scenario::{Scenario, UnderTest};
use crate::model::target::{ClientAuth, Place, Target};

/// A capability.
#[derive(Clone, Copy, Debug)]
pub struct Capability {
    /// Its name under `needs:` and `offers:`.
    pub name: &'static str,
    /// What it means, after "the target has no …".
    pub sentence: &'static str,
    /// How a target shows that it has it; `None`: it must say so under `offers:`.
    seen: Option<fn(&Target) -> bool>,
}

impl Capability {
    /// True where it is seen from the entries of a target, false where the target must say so.
    pub fn is_seen(&self) -> bool {
        self.seen.is_some()
    }
}

/// Every capability.
pub const CAPABILITIES: &[Capability] = &[
    seen("device", "device authorization endpoint (RFC 8628)", |t| page(t, |p| p.device_authorization.is_some())),
    seen("discovery", "metadata document (`discovery`)", |t| page(t, |p| p.discovery.is_some())),
    seen("end-session", "end session endpoint (OpenID Connect RP-Initiated Logout)", |t| {
        page(t, |p| p.end_session.is_some())
    }),
    seen("introspection", "introspection endpoint (RFC 7662)", |t| page(t, |p| p.introspection.is_some())),
    seen("jwks", "JWK set (`jwks`)", |t| page(t, |p| p.jwks.is_some())),
    seen("login-page", "login page of its own", |t| page(t, |p| p.log_in.is_some())),
    seen("metadata", "metadata of an authorization server (RFC 8414)", |t| page(t, |p| p.metadata.is_some())),
    seen("profile", "protected resource to call", |t| page(t, |p| p.profile.is_some())),
    seen("public-client", "public client (`spa`)", |t| {
        t.clients.get("spa").is_some_and(|client| client.secret.is_none())
    }),
    seen("pushed-requests", "endpoint for pushed authorization requests (RFC 9126)", |t| {
        page(t, |p| p.pushed_authorization_request.is_some())
    }),
    seen("registration", "endpoint for client registration (RFC 7591)", |t| page(t, |p| p.registration.is_some())),
    seen("resource-metadata", "metadata of its protected resource (RFC 9728)", |t| {
        page(t, |p| p.resource_metadata.is_some())
    }),
    seen("userinfo", "userinfo endpoint (OpenID Connect)", |t| page(t, |p| p.userinfo.is_some())),
    seen("register-client", "page to register clients", |t| page(t, |p| p.register_client.is_some())),
    seen("revocation", "revocation endpoint (RFC 7009)", |t| page(t, |p| p.revocation.is_some())),
    seen("second-client", "second client (`other`)", |t| t.clients.contains_key("other")),
    seen("special-secret", "client whose secret has characters to encode (`special`)", |t| {
        t.clients.contains_key("special")
    }),
    seen("second-user", "user `bob`", |t| t.users.contains_key("bob")),
    seen("attacker", "user `mallory`", |t| t.users.contains_key("mallory")),
    seen("provider-log-out", "page to log out of the provider", |t| page(t, |p| p.log_out.is_some())),
    seen("consumer-log-out", "page to log out of the consumer", |t| {
        t.consumer.as_ref().is_some_and(|consumer| consumer.pages.log_out.is_some())
    }),
    seen("client-secret-jwt", "client (`hmac`) that authenticates with a JWT under its secret", |t| {
        authenticates(t, "hmac", ClientAuth::ClientSecretJwt)
    }),
    seen("private-key-jwt", "client (`jwt`) that authenticates with a JWT of its key", |t| {
        authenticates(t, "jwt", ClientAuth::PrivateKeyJwt)
    }),
    seen("short-secret", "client (`weak`) with a secret too short for a JWT", |t| t.clients.contains_key("weak")),
    seen("bound-client", "client (`dpop`) registered for bound tokens (RFC 9449)", |t| t.clients.contains_key("dpop")),
    seen("pushing-client", "client (`pushing`) registered to push its requests (RFC 9126)", |t| {
        t.clients.contains_key("pushing")
    }),
    seen("signing-client", "client (`signing`) registered to sign its requests (RFC 9101)", |t| {
        t.clients.contains_key("signing")
    }),
    seen("resource-scope", "scope without which its profile is not shown (`resource-scope`)", |t| {
        t.asking.resource_scope.is_some()
    }),
    seen("two-scopes", "two scopes to ask for (`scopes`)", |t| t.asking.scopes.len() > 1),
    seen("second-resource", "second protected resource (`second-resource`)", |t| {
        page(t, |p| p.second_resource.is_some())
    }),
    seen("resource-server", "client (`api`) by whose name the second resource introspects", |t| {
        t.clients.contains_key("api")
    }),
    seen("jwt-access-tokens", "client (`readable`) whose access tokens are JWTs (RFC 9068)", |t| {
        t.clients.contains_key("readable")
    }),
    said("dpop", "proof of possession (RFC 9449)"),
    said("request-objects", "request objects (RFC 9101)"),
    said("resource-indicators", "resource indicators (RFC 8707)"),
    said("basic-only", "client (`special`) that is registered for Basic authentication alone"),
    said("client-credentials", "client credentials grant (RFC 6749 §4.4)"),
    said("implicit", "implicit grant (RFC 6749 §4.2)"),
    said("hybrid", "hybrid flow (OpenID Connect Core §3.3)"),
    said("openid", "ID tokens (OpenID Connect Core)"),
    said("consent-remembered", "consent of a user to a confidential client that is remembered"),
    said("consent-page", "consent page that comes at every authorization"),
    // Whether users have agreed in an earlier run is found out by trying, before the cases: see `preflight`.
    seen("first-consent", "consent page for users who have not agreed to anything yet", |_| true),
    said("remembered-consent", "consent that is remembered"),
    said("refresh", "refresh tokens"),
    seen("clock", "clock that can be moved, and its `limits` allow no waiting", |t| {
        let foreign = |place: &Place| matches!(place, Place::At(_));
        let provider = t.provider.as_ref().is_some_and(|party| foreign(&party.place));
        let consumer = t.consumer.as_ref().is_some_and(|party| foreign(&party.place));
        !(provider || consumer) || !t.limits.longest_wait.is_zero()
    }),
    seen("faulty-provider", "provider that misbehaves on demand", |t| {
        t.provider.as_ref().is_some_and(|party| matches!(party.place, Place::Reference(_)))
    }),
    seen("journal", "reference provider, which keeps a journal of what it is asked", |t| {
        t.provider.as_ref().is_some_and(|party| matches!(party.place, Place::Reference(_)))
    }),
    said("loopback-ports", "redirect URIs of native apps, with any port (RFC 8252 §7.3)"),
    said("redirect-uri-in-consent-form", "consent form with a field `redirect_uri`"),
    said("iss", "issuer in its authorization responses (RFC 9207)"),
    said("s256-only", "demand for S256, with the method plain refused"),
    seen("tls", "provider that speaks https", |t| {
        t.provider.as_ref().is_some_and(|party| match &party.place {
            Place::At(url) => url.value.scheme() == "https",
            Place::Reference(options) => options.tls,
        })
    }),
    seen("may-lock-out", "leave to lock out a client or a user of its own", |t| {
        !t.provider.as_ref().is_some_and(|party| matches!(party.place, Place::At(_)))
    }),
    said("odd-secret", "consumer whose client secret has what Basic authentication must encode"),
    said("endpoint-query", "query (`tenant=one`) in the URL of its authorization endpoint"),
    said("extended-tokens", "member of an extension in its token responses"),
    said("pkce-required", "demand for PKCE in every request"),
    said("next-parameter", "`next` parameter on its login page"),
];

const fn seen(name: &'static str, sentence: &'static str, seen: fn(&Target) -> bool) -> Capability {
    Capability { name, sentence, seen: Some(seen) }
}

const fn said(name: &'static str, sentence: &'static str) -> Capability {
    Capability { name, sentence, seen: None }
}

fn authenticates(target: &Target, role: &str, way: ClientAuth) -> bool {
    target.clients.get(role).is_some_and(|client| client.auth == way)
}

fn page(target: &Target, has: fn(&crate::model::target::ProviderPages) -> bool) -> bool {
    target.provider.as_ref().is_some_and(|provider| has(&provider.pages))
}

/// The names of all capabilities.
pub fn names() -> impl Iterator<Item = &'static str> + Clone {
    CAPABILITIES.iter().map(|capability| capability.name)
}

/// Why a target cannot be asked to tell a story; `None` where it can.
pub fn lacking(scenario: &Scenario, target: &Target) -> Option<String> {
    let (provider, consumer) = (target.provider.is_some(), target.consumer.is_some());
    match scenario.under_test {
        UnderTest::Provider if !provider => return Some("the target has no provider".to_owned()),
        UnderTest::Consumer if !consumer => return Some("the target has no consumer".to_owned()),
        UnderTest::Consumer | UnderTest::Pair if !provider || !consumer => {
            return Some("the target is not a pair of provider and consumer".to_owned());
        }
        _ => {}
    }
    let needed: BTreeSet<&str> = scenario.needs.iter().map(|need| need.value.as_str()).collect();
    let disturbs = scenario.disturbs.is_some();
    CAPABILITIES
        .iter()
        .filter(|capability| needed.contains(capability.name) || (disturbs && capability.name == "may-lock-out"))
        .find(|capability| !offered(capability, target))
        .map(|capability| format!("the target has no {}", capability.sentence))
}

fn offered(capability: &Capability, target: &Target) -> bool {
    capability.seen.is_some_and(|seen| seen(target)) || target.offers.iter().any(|offer| offer.value == capability.name)
}
