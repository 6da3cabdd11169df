//! JWT access tokens say too little, or are believed too easily.

use super::Fault;
use crate::policy::{AccessTokenIssuer, AccessTokenType};

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "access-token-typ-jwt" breaks "rfc9068-2.1-typ-header":
        "An access token does not say what kind of JWT it is." => |p| p.access_token.typ = AccessTokenType::Jwt;
    "access-token-claims-missing" breaks "rfc9068-2.2-required-claims":
        "An access token says neither who asked for it nor which one it is." => |p| p.access_token.claims_complete = false;
    "access-token-foreign-issuer" breaks "rfc9068-2.2-required-claims":
        "An access token names another issuer." => |p| p.access_token.iss = AccessTokenIssuer::Foreign;
    "access-token-without-audience" breaks "rfc9068-3-aud-default":
        "An access token has no audience unless a resource was named." => |p| p.access_token.default_audience = false;
    "access-token-one-audience" breaks "rfc9068-5-distinct-aud":
        "All access tokens have the same audience." => |p| p.access_token.distinct_audience = false;
    "jwt-typ-unchecked" breaks "rfc9068-4-rs-typ-checked":
        "The profile is served for a JWT of another kind." => |p| p.resource.jwt_type_checked = false;
    "jwt-iss-unchecked" breaks "rfc9068-4-rs-iss-checked":
        "The profile is served for a token of another issuer." => |p| p.resource.jwt_issuer_checked = false;
    "jwt-signature-unchecked" breaks "rfc9068-4-rs-signature-checked":
        "The profile is served for a token that anybody wrote." => |p| p.resource.jwt_signature_checked = false;
    "jwt-exp-unchecked" breaks "rfc9068-4-rs-exp-checked":
        "The profile is served for a JWT whose time has passed." => |p| p.resource.jwt_expiry_checked = false;
};
