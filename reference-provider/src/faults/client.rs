//! Client authentication is careless.

use super::Fault;
use crate::policy::SecretStorage;

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "client-secret-unchecked" breaks "rfc6749-4.1.3-client-auth-required":
        "Any client secret is right." => |p| p.client.secret_checked = false;
    "client-secret-optional" breaks "rfc6749-4.1.3-client-auth-required":
        "A confidential client may leave its secret out." => |p| p.client.secret_required = false;
    "client-secret-in-query" breaks "rfc6749-2.3.1-secret-not-in-uri-server":
        "Client credentials in the request URI are accepted." => |p| p.client.query_credentials_refused = false;
    "secret-stored-shown-again" breaks "rfc6819-5.1.4.1.3-no-cleartext-secrets":
        "A client secret is stored readable, and its page shows it to everyone who looks over the owner's shoulder."
        => |p| p.client.secret_storage = SecretStorage::Readable;
};
