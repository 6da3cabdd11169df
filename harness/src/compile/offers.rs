//! What a scenario may need, and whether a target offers it.

use crate::model::scenario::UnderTest;
use crate::model::target::{ClientAuth, Place, ProviderPages, Target};

/// A capability.
#[derive(Clone, Copy, Debug)]
pub struct Capability {
    /// Its name under `needs:` and `offers:`.
    pub name: &'static str,
    /// What it means, after "the target has no …".
    pub sentence: &'static str,
    /// How a target shows that it has it.
    shown_by: ShownBy,
    /// What a story speaks of that only a target with this capability has.
    of: Of<'static>,
}

/// The part of a target that a capability is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of<'a> {
    /// None that a story could speak of.
    Nothing,
    /// The client of that role.
    Client(&'a str),
    /// The user of that name.
    User(&'a str),
    /// The provider's endpoint or page, as `${provider.NAME}` calls it.
    Page(&'a str),
    /// The consumer's page, as `${consumer.NAME}` calls it.
    ConsumerPage(&'a str),
}

/// What shows that a target has a capability.
#[derive(Clone, Copy, Debug)]
enum ShownBy {
    /// Nothing: it must say so under `offers:`.
    Said,
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
        if let Of::Client(role) | Of::User(role) = self.of { Some(role) } else { None }
    }

    /// True where a target has it.
    pub fn is_offered(&self, target: &Target) -> bool {
        self.shows(target) || target.offers.iter().any(|offer| offer.value == self.name)
    }

    /// True where the entries of a target show it.
    pub(super) fn shows(&self, target: &Target) -> bool {
        match (self.shown_by, self.of) {
            (ShownBy::Page(has), _) => target.provider.as_ref().is_some_and(|provider| has(&provider.pages)),
            (ShownBy::Target(shows), _) => shows(target),
            (ShownBy::Entry, Of::Client(role)) => target.clients.contains_key(role),
            (ShownBy::Entry, Of::User(name)) => target.users.contains_key(name),
            (ShownBy::Said | ShownBy::Entry, _) => false,
        }
    }

    /// How the variants of references call the part of a target that it is about: `provider.PAGE` or `clients.ROLE`.
    pub(super) fn feature(&self) -> Option<String> {
        match self.of {
            Of::Page(page) => Some(format!("provider.{}", page.replace('_', "-"))),
            Of::Client(role) => Some(format!("clients.{role}")),
            Of::Nothing | Of::User(_) | Of::ConsumerPage(_) => None,
        }
    }

    /// True where it is seen from the entries of a target, false where the target must say so.
    pub fn is_seen(&self) -> bool {
        !matches!(self.shown_by, ShownBy::Said)
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
    page("jwks", "jwks", "JWK set (`jwks`)", |p| p.jwks.is_some()),
    page("login-page", "log_in", "login page of its own", |p| p.log_in.is_some()),
    page("metadata", "metadata", "metadata of an authorization server (RFC 8414)", |p| p.metadata.is_some()),
    page("profile", "profile", "protected resource to call", |p| p.profile.is_some()),
    Capability {
        shown_by: ShownBy::Target(|t| t.clients.get("spa").is_some_and(|client| client.secret.is_none())),
        ..client("public-client", "spa", "public client (`spa`)")
    },
    page(
        "pushed-requests",
        "pushed_authorization_request",
        "endpoint for pushed authorization requests (RFC 9126)",
        |p| p.pushed_authorization_request.is_some(),
    ),
    page("registration", "registration", "endpoint for client registration (RFC 7591)", |p| p.registration.is_some()),
    page("resource-metadata", "resource_metadata", "metadata of its protected resource (RFC 9728)", |p| {
        p.resource_metadata.is_some()
    }),
    page("userinfo", "userinfo", "userinfo endpoint (OpenID Connect)", |p| p.userinfo.is_some()),
    page("register-client", "register_client", "page to register clients", |p| p.register_client.is_some()),
    page("revocation", "revocation", "revocation endpoint (RFC 7009)", |p| p.revocation.is_some()),
    client("second-client", "other", "second client (`other`)"),
    client("legacy-client", "legacy", "client (`legacy`) for the implicit grant and the hybrid flow"),
    client("special-secret", "special", "client whose secret has characters to encode (`special`)"),
    user("second-user", "bob", "user `bob`"),
    user("attacker", "mallory", "user `mallory`"),
    page("provider-log-out", "log_out", "page to log out of the provider", |p| p.log_out.is_some()),
    Capability {
        of: Of::ConsumerPage("log_out"),
        ..seen("consumer-log-out", "page to log out of the consumer", |t| {
            t.consumer.as_ref().is_some_and(|consumer| consumer.pages.log_out.is_some())
        })
    },
    Capability {
        shown_by: ShownBy::Target(|t| authenticates(t, "hmac", ClientAuth::ClientSecretJwt)),
        ..client("client-secret-jwt", "hmac", "client (`hmac`) that authenticates with a JWT under its secret")
    },
    Capability {
        shown_by: ShownBy::Target(|t| authenticates(t, "jwt", ClientAuth::PrivateKeyJwt)),
        ..client("private-key-jwt", "jwt", "client (`jwt`) that authenticates with a JWT of its key")
    },
    client("short-secret", "weak", "client (`weak`) with a secret too short for a JWT"),
    client("bound-client", "dpop", "client (`dpop`) registered for bound tokens (RFC 9449)"),
    client("pushing-client", "pushing", "client (`pushing`) registered to push its requests (RFC 9126)"),
    client("signing-client", "signing", "client (`signing`) registered to sign its requests (RFC 9101)"),
    seen("resource-scope", "scope without which its profile is not shown (`resource-scope`)", |t| {
        t.asking.resource_scope.is_some()
    }),
    seen("two-scopes", "two scopes to ask for (`scopes`)", |t| t.asking.scopes.len() > 1),
    page("second-resource", "second_resource", "second protected resource (`second-resource`)", |p| {
        p.second_resource.is_some()
    }),
    client("resource-server", "api", "client (`api`) by whose name the second resource introspects"),
    client("jwt-access-tokens", "readable", "client (`readable`) whose access tokens are JWTs (RFC 9068)"),
    said("dpop", "proof of possession (RFC 9449)"),
    said("dpop-nonce", "demand for its nonce in the proofs of the client `dpop` (RFC 9449 §8)"),
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
        !has_its_own_time(t) || !t.limits.longest_wait.is_zero()
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
    said("token-in-query", "protected resource that takes a token from the query (RFC 6750 §2.3)"),
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
    said("narrow-client", "client (`other`) that may not use the client credentials grant"),
    said("next-parameter", "`next` parameter on its login page"),
];

const fn seen(name: &'static str, sentence: &'static str, shows: fn(&Target) -> bool) -> Capability {
    Capability { name, sentence, shown_by: ShownBy::Target(shows), of: Of::Nothing }
}

const fn said(name: &'static str, sentence: &'static str) -> Capability {
    Capability { name, sentence, shown_by: ShownBy::Said, of: Of::Nothing }
}

const fn client(name: &'static str, role: &'static str, sentence: &'static str) -> Capability {
    Capability { name, sentence, shown_by: ShownBy::Entry, of: Of::Client(role) }
}

const fn user(name: &'static str, called: &'static str, sentence: &'static str) -> Capability {
    Capability { name, sentence, shown_by: ShownBy::Entry, of: Of::User(called) }
}

const fn page(
    name: &'static str,
    member: &'static str,
    sentence: &'static str,
    has: fn(&ProviderPages) -> bool,
) -> Capability {
    Capability { name, sentence, shown_by: ShownBy::Page(has), of: Of::Page(member) }
}

fn authenticates(target: &Target, role: &str, way: ClientAuth) -> bool {
    target.clients.get(role).is_some_and(|client| client.auth == way)
}

/// The names of all capabilities.
pub fn names() -> impl Iterator<Item = &'static str> + Clone {
    CAPABILITIES.iter().map(|capability| capability.name)
}

/// The side that a story is about and the target has not; `None` where it has it.
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
pub(super) fn about(part: Of<'_>) -> Option<&'static Capability> {
    CAPABILITIES.iter().find(|capability| capability.of == part)
}

/// True where somebody else's party takes part, whose time cannot be moved.
pub(super) fn has_its_own_time(target: &Target) -> bool {
    let foreign = |place: &Place| matches!(place, Place::At(_));
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
                assert!(known(feature), "{}: there is no feature `{feature}`", variant.full_name());
            }
        }
    }
}
