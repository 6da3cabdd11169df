//! Grants go to those who should not have them.

use super::Fault;

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "grant-types-ignored" breaks "rfc6749-5.2-unauthorized-grant":
        "A client may use any grant, whatever it has registered." => |p| p.grant.registered_only = false;
    "client-credentials-public" breaks "rfc6749-4.4-client-credentials-confidential-only" and "rfc6749-5.2-unauthorized-grant":
        "A client without a secret gets tokens in its own name."
        => |p| { p.grant.registered_only = false; p.grant.own_name_confidential_only = false; };
    "client-credentials-refreshed" breaks "rfc6749-4.4.3-client-credentials-no-refresh":
        "A token for the client itself comes with a refresh token." => |p| p.grant.own_name_without_refresh = false;
    "grant-type-misnamed" breaks "rfc6749-5.2-unsupported-grant-type":
        "A grant type that is not served is called an invalid request." => |p| p.grant.unsupported_named = false;
    "password-grant-on" breaks "rfc9700-2.4-password-grant-off":
        "Any client may trade a user's password for tokens."
        => |p| { p.grant.registered_only = false; p.legacy.password = true; };
};
