//! Capabilities: the needs of scenarios, and whether a target meets them.

use crate::model::scenario::UnderTest;
use crate::model::target::{ClientAuth, PartyLocation, ProviderPages, Target};

/// A capability.
#[derive(Clone, Copy, Debug)]
pub struct Capability {
    /// Its name under `needs:` and `offers:`.
    pub name: &'static str,
    /// Its description, a noun phrase that follows "the target has no …".
    pub sentence: &'static str,
    /// How a target shows that it has it.
    shown_by: CapabilityEvidence,
    /// The part of a target that scenarios refer to and that only a target with this capability has.
    of: CapabilitySubject<'static>,
}

/// The part of a target that a capability is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CapabilitySubject<'a> {
    /// None that a scenario could refer to.
    Nothing,
    /// The client of that role.
    Client(&'a str),
    /// The user of that name.
    User(&'a str),
    /// The provider's endpoint or page, as `${provider.NAME}` names it.
    Page(&'a str),
    /// The consumer's page, as `${consumer.NAME}` names it.
    ConsumerPage(&'a str),
}

/// The evidence that a target has a capability.
#[derive(Clone, Copy, Debug)]
enum CapabilityEvidence {
    /// Nothing: the target has to declare it under `offers:`.
    Declared,
    /// The entry of the client or user that it is about.
    Entry,
    /// An endpoint or page of the provider.
    Page(fn(&ProviderPages) -> bool),
    /// Something else about it.
    Target(fn(&Target) -> bool),
}

impl Capability {
    /// The role of the client that it is about.
    pub fn role(&self) -> Option<&'static str> {
        if let CapabilitySubject::Client(role) | CapabilitySubject::User(role) = self.of { Some(role) } else { None }
    }

    /// True where a target has it.
    pub fn is_offered(&self, target: &Target) -> bool {
        self.shows(target) || target.offers.iter().any(|offer| offer.value == self.name)
    }

    /// True where the entries of a target show it.
    pub(super) fn shows(&self, target: &Target) -> bool {
        match (self.shown_by, self.of) {
            (CapabilityEvidence::Page(has), _) => target.provider.as_ref().is_some_and(|provider| has(&provider.pages)),
            (CapabilityEvidence::Target(shows), _) => shows(target),
            (CapabilityEvidence::Entry, CapabilitySubject::Client(role)) => target.clients.contains_key(role),
            (CapabilityEvidence::Entry, CapabilitySubject::User(name)) => target.users.contains_key(name),
            (CapabilityEvidence::Declared | CapabilityEvidence::Entry, _) => false,
        }
    }

    /// The name that variants of references use for the part of a target that it is about: `provider.PAGE` or `clients.ROLE`.
    pub(super) fn feature(&self) -> Option<String> {
        match self.of {
            CapabilitySubject::Page(page) => Some(format!("provider.{}", page.replace('_', "-"))),
            CapabilitySubject::Client(role) => Some(format!("clients.{role}")),
            CapabilitySubject::Nothing | CapabilitySubject::User(_) | CapabilitySubject::ConsumerPage(_) => None,
        }
    }

    /// True where the entries of a target show it, false where the target has to declare it.
    pub fn is_seen(&self) -> bool {
        !matches!(self.shown_by, CapabilityEvidence::Declared)
    }
}

/// Every capability.
pub const CAPABILITIES: &[Capability] = &[
    page("device", "device_authorization", "device authorization endpoint (RFC 8628)", |p| {
        p.device_authorization.is_some()
    }),
    page("discovery", "discovery", "OpenID configuration (`discovery`, OpenID Connect Discovery)", |p| {
        p.discovery.is_some()
    }),
    page("end-session", "end_session", "end session endpoint (OpenID Connect RP-Initiated Logout)", |p| {
        p.end_session.is_some()
    }),
    page("introspection", "introspection", "introspection endpoint (RFC 7662)", |p| p.introspection.is_some()),
    page("jwks", "jwks", "JWK Set (`jwks`)", |p| p.jwks.is_some()),
    page("login-page", "log_in", "login page that can be opened directly (`log-in`)", |p| p.log_in.is_some()),
    page("metadata", "metadata", "authorization server metadata (RFC 8414)", |p| p.metadata.is_some()),
    page("profile", "profile", "protected resource (`profile`)", |p| p.profile.is_some()),
    Capability {
        shown_by: CapabilityEvidence::Target(|t| t.clients.get("spa").is_some_and(|client| client.secret.is_none())),
        ..client("public-client", "spa", "public client (`spa`)")
    },
    page(
        "pushed-requests",
        "pushed_authorization_request",
        "endpoint for pushed authorization requests (PAR, RFC 9126)",
        |p| p.pushed_authorization_request.is_some(),
    ),
    page("registration", "registration", "client registration endpoint (RFC 7591)", |p| p.registration.is_some()),
    page("resource-metadata", "resource_metadata", "protected resource metadata (RFC 9728)", |p| {
        p.resource_metadata.is_some()
    }),
    page("userinfo", "userinfo", "UserInfo endpoint (OpenID Connect)", |p| p.userinfo.is_some()),
    page("register-client", "register_client", "page to register clients (`register-client`)", |p| {
        p.register_client.is_some()
    }),
    page("revocation", "revocation", "revocation endpoint (RFC 7009)", |p| p.revocation.is_some()),
    client("second-client", "other", "second client (`other`)"),
    client("legacy-client", "legacy", "client (`legacy`) for the implicit grant and the hybrid flow"),
    client("special-secret", "special", "client (`special`) whose secret needs encoding for Basic authentication"),
    user("second-user", "bob", "user `bob`"),
    user("attacker", "mallory", "user `mallory`"),
    page("provider-log-out", "log_out", "logout page of the provider", |p| p.log_out.is_some()),
    Capability {
        of: CapabilitySubject::ConsumerPage("log_out"),
        ..seen("consumer-log-out", "logout page of the consumer", |t| {
            t.consumer.as_ref().is_some_and(|consumer| consumer.pages.log_out.is_some())
        })
    },
    Capability {
        shown_by: CapabilityEvidence::Target(|t| authenticates(t, "hmac", ClientAuth::ClientSecretJwt)),
        ..client("client-secret-jwt", "hmac", "client (`hmac`) that authenticates with `client_secret_jwt`")
    },
    Capability {
        shown_by: CapabilityEvidence::Target(|t| authenticates(t, "jwt", ClientAuth::PrivateKeyJwt)),
        ..client("private-key-jwt", "jwt", "client (`jwt`) that authenticates with `private_key_jwt`")
    },
    client("short-secret", "weak", "client (`weak`) with a secret too short for `client_secret_jwt`"),
    client("dpop-client", "dpop", "client (`dpop`) registered for DPoP-bound tokens (RFC 9449)"),
    client("pushing-client", "pushing", "client (`pushing`) that is required to push its requests (RFC 9126)"),
    client("signing-client", "signing", "client (`signing`) that is required to sign its requests (RFC 9101)"),
    seen("resource-scope", "scope that its profile requires (`resource-scope`)", |t| {
        t.request_defaults.resource_scope.is_some()
    }),
    seen("two-scopes", "second scope to request (`scopes`)", |t| t.request_defaults.scopes.len() > 1),
    page("second-resource", "second_resource", "second protected resource (`second-resource`)", |p| {
        p.second_resource.is_some()
    }),
    client("resource-server", "api", "client (`api`) with which the second resource introspects"),
    client("jwt-access-tokens", "readable", "client (`readable`) whose access tokens are JWTs (RFC 9068)"),
    said("dpop", "support for DPoP (RFC 9449)"),
    said("dpop-nonce", "required nonce in DPoP proofs of the client `dpop` (RFC 9449 §8)"),
    said("request-objects", "support for request objects (RFC 9101)"),
    said("resource-indicators", "support for resource indicators (RFC 8707)"),
    said("basic-only", "client (`special`) that is registered for Basic authentication alone"),
    said("client-credentials", "client credentials grant (RFC 6749 §4.4)"),
    said("implicit", "implicit grant (RFC 6749 §4.2)"),
    said("hybrid", "hybrid flow (OpenID Connect Core §3.3)"),
    said("openid", "ID tokens (OpenID Connect Core)"),
    said("consent-remembered", "remembered consent of a user to a confidential client"),
    said("consent-page", "consent page at every authorization"),
    // Whether users have consented in an earlier run is found out by trying, before the cases: see `preflight`.
    seen("first-consent", "consent page for users who have not approved any client yet", |_| true),
    said("refresh", "refresh tokens"),
    seen("clock", "adjustable clock, or time to wait in its `limits`", |t| {
        !has_its_own_time(t) || !t.limits.longest_wait.is_zero()
    }),
    seen("faulty-provider", "provider with fault injection", |t| {
        t.provider.as_ref().is_some_and(|party| matches!(party.place, PartyLocation::Reference(_)))
    }),
    seen("journal", "reference provider, which keeps a journal of its requests", |t| {
        t.provider.as_ref().is_some_and(|party| matches!(party.place, PartyLocation::Reference(_)))
    }),
    said("loopback-ports", "loopback redirect URIs with any port (RFC 8252 §7.3)"),
    said("redirect-uri-in-consent-form", "consent form with a field `redirect_uri`"),
    said("iss", "issuer (`iss`) in its authorization responses (RFC 9207)"),
    said("token-in-query", "protected resource that accepts a token in the query (RFC 6750 §2.3)"),
    said("s256-only", "restriction of PKCE to S256 (plain is rejected)"),
    seen("tls", "provider with an https URL", |t| {
        t.provider.as_ref().is_some_and(|party| match &party.place {
            PartyLocation::External(url) => url.value.scheme() == "https",
            PartyLocation::Reference(options) => options.tls,
        })
    }),
    seen("may-lock-out", "permission to lock out its clients and users", |t| {
        !t.provider.as_ref().is_some_and(|party| matches!(party.place, PartyLocation::External(_)))
    }),
    said("consumer-encoded-secret", "consumer whose client secret needs encoding for Basic authentication"),
    said("endpoint-query", "query (`tenant=one`) in its authorization endpoint URL"),
    said("extended-tokens", "extension member in its token responses"),
    said("pkce-required", "PKCE requirement for every authorization request"),
    said("narrow-client", "client (`other`) that is not allowed to use the client credentials grant"),
    said("next-parameter", "`next` parameter on its login page"),
];

const fn seen(name: &'static str, sentence: &'static str, shows: fn(&Target) -> bool) -> Capability {
    Capability { name, sentence, shown_by: CapabilityEvidence::Target(shows), of: CapabilitySubject::Nothing }
}

const fn said(name: &'static str, sentence: &'static str) -> Capability {
    Capability { name, sentence, shown_by: CapabilityEvidence::Declared, of: CapabilitySubject::Nothing }
}

const fn client(name: &'static str, role: &'static str, sentence: &'static str) -> Capability {
    Capability { name, sentence, shown_by: CapabilityEvidence::Entry, of: CapabilitySubject::Client(role) }
}

const fn user(name: &'static str, called: &'static str, sentence: &'static str) -> Capability {
    Capability { name, sentence, shown_by: CapabilityEvidence::Entry, of: CapabilitySubject::User(called) }
}

const fn page(
    name: &'static str,
    member: &'static str,
    sentence: &'static str,
    has: fn(&ProviderPages) -> bool,
) -> Capability {
    Capability { name, sentence, shown_by: CapabilityEvidence::Page(has), of: CapabilitySubject::Page(member) }
}

fn authenticates(target: &Target, role: &str, way: ClientAuth) -> bool {
    target.clients.get(role).is_some_and(|client| client.auth == way)
}

/// The names of all capabilities.
pub fn names() -> impl Iterator<Item = &'static str> + Clone {
    CAPABILITIES.iter().map(|capability| capability.name)
}

/// The party that a scenario tests and the target lacks; `None` where it has it.
pub(super) fn missing_side(under_test: UnderTest, target: &Target) -> Option<&'static str> {
    let (provider, consumer) = (target.provider.is_some(), target.consumer.is_some());
    match under_test {
        UnderTest::Provider if !provider => Some("the target has no provider"),
        UnderTest::Consumer if !consumer => Some("the target has no consumer"),
        UnderTest::Consumer | UnderTest::Pair if !provider || !consumer => {
            Some("the target is not a pair of provider and consumer")
        }
        _ => None,
    }
}

/// The capability of that name.
pub(super) fn named(name: &str) -> Option<&'static Capability> {
    CAPABILITIES.iter().find(|capability| capability.name == name)
}

/// The capability that is about a part of a target.
pub(super) fn about(part: CapabilitySubject<'_>) -> Option<&'static Capability> {
    CAPABILITIES.iter().find(|capability| capability.of == part)
}

/// True where an external party takes part, whose clock cannot be moved.
pub(super) fn has_its_own_time(target: &Target) -> bool {
    let foreign = |place: &PartyLocation| matches!(place, PartyLocation::External(_));
    let provider = target.provider.as_ref().is_some_and(|party| foreign(&party.place));
    provider || target.consumer.as_ref().is_some_and(|party| foreign(&party.place))
}

#[cfg(all(test, feature = "reference"))]
mod tests {
    use super::*;

    #[test]
    fn what_variants_take_away_is_known_under_that_name() {
        let known = |feature: &str| {
            CAPABILITIES.iter().any(|it| it.name == feature || it.feature().is_some_and(|name| name == feature))
        };
        for variant in crate::system::variants() {
            for feature in variant.without() {
                assert!(known(feature), "{}: unknown feature `{feature}`", variant.full_name());
            }
        }
    }
}
