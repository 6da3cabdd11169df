//! The introspection and revocation endpoints misbehave.

use super::Fault;
use crate::policy::{ActiveMember, ClientSubject};

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "introspection-ignores-revocation" breaks "rfc7662-4-revoked-checked":
        "A revoked token is still said to be active." => |p| p.introspection.revoked_inactive = false;
    "introspection-for-anybody" breaks "rfc7662-2.1-authorization-required":
        "Anybody may ask about a token." => |p| p.introspection.caller_authenticated = false;
    "introspection-active-text" breaks "rfc7662-2.2-active-boolean":
        "active is a text, and so is never false." => |p| p.introspection.active = ActiveMember::Text;
    "introspection-unknown-error" breaks "rfc7662-2.2-unknown-inactive":
        "To ask about a token that nobody knows is an error." => |p| p.introspection.unknown_inactive = false;
    "introspection-tells-of-inactive" breaks "rfc7662-2.2-inactive-no-details":
        "Of a token that is not active, everything is told." => |p| p.introspection.inactive_without_details = false;
    "introspection-times-text" breaks "rfc7662-2.2-integer-times":
        "The times of a token are texts." => |p| p.introspection.times_in_seconds = false;
    "introspection-hides-key" breaks "rfc9449-6.2-introspection-jkt":
        "Of a bound token nobody is told to which key." => |p| p.introspection.key_told = false;
    "introspection-calls-bound-bearer" breaks "rfc9449-6.2-introspection-token-type":
        "A bound token is called a bearer token." => |p| p.introspection.bound_called_dpop = false;
    "introspection-ignores-expiry" breaks "rfc7662-4-expired-checked":
        "A token that has run out is still said to be active." => |p| p.introspection.expired_inactive = false;
    "client-subject-numbered" breaks "rfc9700-4.15.1-client-id-sub-confusion":
        "A token that a client got for itself is about a number, which is some user's, too."
        => |p| p.introspection.client_subject = ClientSubject::Number;
    "revocation-for-anybody" breaks "rfc7009-2.1-client-authenticated":
        "Anybody may revoke a token." => |p| p.revocation.client_authenticated = false;
    "revocation-not-bound-to-client" breaks "rfc7009-2.1-bound-to-client":
        "A client may revoke another client's token." => |p| p.revocation.bound_to_client = false;
    "revocation-believes-hint" breaks "rfc7009-2.1-hint-wrong":
        "A token is looked for only among those that the hint names." => |p| p.revocation.hint_may_be_wrong = false;
    "refresh-not-revocable" breaks "rfc7009-2-refresh-revocable":
        "A refresh token is said to be revoked, and lives on." => |p| p.revocation.refresh_revocable = false;
    "revocation-keeps-access" breaks "rfc7009-2.1-refresh-revokes-access":
        "The access tokens of a revoked refresh token live on." => |p| p.revocation.refresh_takes_access_along = false;
    "revocation-unknown-error" breaks "rfc7009-2.2-unknown-token-200":
        "To revoke a token that nobody knows is an error." => |p| p.revocation.unknown_is_fine = false;
};
