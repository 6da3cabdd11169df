//! Tokens for one resource open others.

use super::Fault;

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "resource-unknown-accepted" breaks "rfc8707-2-invalid-target-authorization":
        "An authorization request may name a resource that nobody knows." => |p| p.resource_indicator.unknown_refused = false;
    "resource-beyond-grant" breaks "rfc8707-2.2-invalid-target-token":
        "A token request may name a resource that was not granted." => |p| p.resource_indicator.beyond_grant_refused = false;
    "resource-repeated-refused" breaks "rfc8707-2-multiple-resources":
        "A request with two resources is refused as if a parameter were repeated." => |p| p.resource_indicator.repeatable = false;
    "resource-ignored" breaks "rfc8707-2-audience-restricts":
        "A token is good everywhere, whatever resource was named." => |p| p.resource_indicator.tokens_restricted = false;
    "resource-narrowing-lasts" breaks "rfc8707-2.2-subset-narrowing":
        "Once a token was drawn for one of the resources, the others are lost." => |p| p.resource_indicator.grant_stays_wide = false;
    "audience-not-checked" breaks "rfc9700-2.3-rs-refuses-foreign-audience":
        "The profile is served for a token that is meant for another resource." => |p| p.resource.audience_checked = false;
    "introspection-for-anyone" breaks "rfc7662-4-audience-checked":
        "A resource server is told that tokens for others are active." => |p| p.introspection.audience_checked = false;
};
