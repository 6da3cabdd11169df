//! The provider says of itself what is not so.

use super::Fault;
use crate::policy::{Announced, AuthMethodsAnnounced, IssuerAnnounced};

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "discovery-misplaced" breaks "oidc-disc-4-well-known-appended":
        "The OpenID configuration has a slash at the end of its address." => |p| p.metadata.openid_in_place = false;
    "metadata-misplaced" breaks "rfc8414-3-well-known-inserted":
        "The metadata stands below the issuer's path, not before it." => |p| p.metadata.oauth_in_place = false;
    "metadata-of-another-issuer" breaks "rfc8414-3.3-issuer-identical":
        "The metadata names an issuer on another host." => |p| p.metadata.issuer = IssuerAnnounced::OtherHost;
    "metadata-issuer-with-slash" breaks "rfc9207-2.3-iss-equals-metadata":
        "The issuer of the metadata ends with a slash, and `iss` of responses does not."
        => |p| p.metadata.issuer = IssuerAnnounced::WithSlash;
    "metadata-issuer-without-path" breaks "oidc-disc-3-issuer-equals-id-token" and "rfc8414-3.3-issuer-identical":
        "The issuer of the metadata has no path, and that of ID tokens has one."
        => |p| p.metadata.issuer = IssuerAnnounced::WithoutPath;
    "metadata-issuer-with-query" breaks "rfc8414-2-issuer-url":
        "The issuer has a query." => |p| p.metadata.issuer = IssuerAnnounced::WithQuery;
    "metadata-token-endpoint-elsewhere" breaks "rfc8414-2-endpoints-work":
        "The metadata sends codes and secrets to a token endpoint of somebody else."
        => |p| p.metadata.token_endpoint_here = false;
    "metadata-endpoint-with-fragment" breaks "rfc6749-3.1-endpoint-no-fragment":
        "The endpoints have a fragment." => |p| p.metadata.endpoints_without_fragment = false;
    "metadata-without-response-types" breaks "rfc8414-2-required-members":
        "The metadata does not say which response types there are." => |p| p.metadata.response_types_named = false;
    "discovery-incomplete" breaks "oidc-disc-3-required-metadata":
        "The OpenID configuration leaves out what only OpenID Connect needs, such as where the keys are."
        => |p| p.metadata.openid_members_named = false;
    "metadata-overstated" breaks "rfc8414-2-metadata-truthful":
        "The metadata lists response types and grants that are refused." => |p| p.metadata.grants = Announced::TooMuch;
    "metadata-understated" breaks "rfc8414-2-metadata-truthful":
        "The metadata leaves out the response type `code`, which works." => |p| p.metadata.grants = Announced::TooLittle;
    "metadata-lists-plain" breaks "rfc8414-2-pkce-methods-truthful":
        "The metadata lists the challenge method `plain`, which is refused."
        => |p| p.metadata.challenge_methods = Announced::TooMuch;
    "metadata-hides-s256" breaks "rfc8414-2-pkce-methods-truthful":
        "The metadata lists `plain`, which is refused, in the place of S256, which works."
        => |p| p.metadata.challenge_methods = Announced::TooLittle;
    "metadata-hides-basic" breaks "rfc8414-2-auth-methods-truthful":
        "The metadata lists client_secret_post alone, though Basic works, too."
        => |p| p.metadata.auth_methods = AuthMethodsAnnounced::PostAlone;
    "metadata-hides-post" breaks "rfc8414-2-auth-methods-truthful":
        "The metadata does not say how clients authenticate, so Basic is the only way, though others work, too."
        => |p| p.metadata.auth_methods = AuthMethodsAnnounced::Unsaid;
    "metadata-hides-rs256" breaks "oidc-disc-3-signing-algorithms-truthful" and "oidc-disc-3-required-metadata":
        "The metadata leaves out RS256, which signs ID tokens, and which every provider has to serve."
        => |p| p.metadata.rs256_announced = false;
    "metadata-hides-token-algorithms" breaks "rfc8414-2-token-signing-algorithms":
        "The metadata lists private_key_jwt at the token endpoint, and no algorithm to sign with."
        => |p| p.metadata.token_algorithms_named = false;
    "metadata-hides-revocation-algorithms" breaks "rfc8414-2-revocation-signing-algorithms":
        "The metadata lists private_key_jwt at the revocation endpoint, and no algorithm to sign with."
        => |p| p.metadata.revocation_algorithms_named = false;
    "metadata-hides-introspection-algorithms" breaks "rfc8414-2-introspection-signing-algorithms":
        "The metadata lists private_key_jwt at the introspection endpoint, and no algorithm to sign with."
        => |p| p.metadata.introspection_algorithms_named = false;
    "metadata-hides-iss" breaks "rfc9207-2.3-support-flag":
        "Responses have `iss`, and the metadata does not say so." => |p| p.metadata.iss_announced = false;
    "jwks-with-private-key" breaks "rfc7517-9.2-jwks-public-only":
        "The key set shows the private half of a key." => |p| p.key_set.public_only = false;
    "jwks-stale" breaks "oidc-core-10.1-signing-keys-published":
        "The key set holds keys that sign nothing, and lacks those that do." => |p| p.key_set.current = false;
    "jwks-without-kid" breaks "oidc-core-10.1-kid-when-several-keys":
        "The key set holds several keys and names none of them." => |p| p.key_set.named = false;
};
