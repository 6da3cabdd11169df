//! Clients register what they like, or what they do not own.

use super::Fault;
use crate::policy::ManagedWith;

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "registration-without-redirect-uris" breaks "rfc7591-2-redirect-uris-required":
        "A client of the code flow can be registered without redirection URIs."
        => |p| p.registration.redirect_uris_required = false;
    "registration-of-any-redirect-uri" breaks "rfc7591-3.2.2-invalid-redirect-error" and "rfc9700-2.6-no-http-redirect":
        "Any text can be registered as a redirection URI." => |p| p.registration.redirect_uris_checked = false;
    "registration-of-any-metadata" breaks "rfc7591-3.2.2-invalid-metadata-error":
        "Values that mean nothing are registered, or dropped without a word." => |p| p.registration.metadata_checked = false;
    "registration-takes-client-id" breaks "rfc9700-4.15.1-client-id-sub-confusion":
        "A client can be registered under an id of its choice, such as the `sub` of a user."
        => |p| p.registration.client_id_chosen_here = false;
    "registration-answered-with-200" breaks "rfc7591-3.2.1-status-201":
        "A registration is answered with 200, and caches may keep it." => |p| p.registration.answered_as_created = false;
    "registration-secret-shared" breaks "rfc7591-3.2.1-secret-unique":
        "All clients get the same secret." => |p| p.registration.secrets_unique = false;
    "registration-secret-without-expiry" breaks "rfc7591-3.2.1-secret-expires-at":
        "A secret comes without `client_secret_expires_at`." => |p| p.registration.secret_expiry_told = false;
    "registration-untold" breaks "rfc7591-3.2.1-returns-all-metadata":
        "The answer to a registration holds the credentials and nothing else." => |p| p.registration.metadata_returned = false;
    "registration-unmanaged" breaks "rfc7592-3-registration-response":
        "The answer says where the registration is managed, and does not bring the token for it."
        => |p| p.registration.management_token_told = false;
    "registration-open-to-all" breaks "rfc7592-2-token-required":
        "Whoever knows a client's id can read, change and delete it." => |p| p.registration.managed_with = ManagedWith::Nothing;
    "registration-open-to-other-clients" breaks "rfc7592-2-token-required":
        "A client's registration access token opens the registrations of all clients."
        => |p| p.registration.managed_with = ManagedWith::AnyToken;
    "registration-read-empty" breaks "rfc7592-2.1-read-current":
        "A registration that is read shows no metadata." => |p| p.registration.read_complete = false;
    "registration-update-forgotten" breaks "rfc7592-2.2-update-replaces":
        "An update is acknowledged, and everything stays as it was." => |p| p.registration.update_applied = false;
    "registration-update-unchecked" breaks "rfc7592-2.2-update-validated":
        "An update can register what a registration cannot." => |p| p.registration.update_checked = false;
    "registration-deletion-forgotten" breaks "rfc7592-2.3-delete-ends-client":
        "A deletion is acknowledged, and the client lives on." => |p| p.registration.deletion_applied = false;
};
