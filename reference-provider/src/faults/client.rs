//! Client authentication is careless.

use super::Fault;
use crate::policy::{Challenge, SecretStorage};

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "client-secret-unchecked" breaks "rfc6749-4.1.3-client-auth-required" and "rfc6749-6-refresh-client-auth":
        "Any client secret is right." => |p| p.client.secret_checked = false;
    "client-secret-optional" breaks "rfc6749-4.1.3-client-auth-required":
        "A confidential client may leave its secret out." => |p| p.client.secret_required = false;
    "client-secret-in-query" breaks "rfc6749-2.3.1-secret-not-in-uri-server":
        "Client credentials in the request URI are accepted." => |p| p.client.query_credentials_refused = false;
    "secret-stored-shown-again" breaks "rfc6819-5.1.4.1.3-no-cleartext-secrets":
        "A client secret is stored readable, and its page shows it to everyone who looks over the owner's shoulder."
        => |p| p.client.secret_storage = SecretStorage::Readable;
    "basic-unserved" breaks "rfc6749-2.3.1-basic-supported":
        "Authentication in the Authorization header is refused." => |p| p.client.basic_served = false;
    "basic-not-decoded" breaks "rfc6749-2.3.1-basic-form-decoding":
        "What stands in the Authorization header is taken as it is, without form-decoding."
        => |p| p.client.basic_form_decoded = false;
    "client-secret-guessable" breaks "rfc6749-2.3.1-password-bruteforce":
        "Client secrets can be tried out without end." => |p| p.client.attempts = u32::MAX;
    "client-id-optional" breaks "rfc6749-3.2.1-public-client-id-required":
        "A code is redeemed for whoever it was issued to, without a word about who asks." => |p| p.client.id_required = false;
    "secret-of-public-ignored" breaks "rfc6749-4.1.3-client-auth-checked-if-sent":
        "A public client may bring any secret." => |p| p.client.secret_of_public_refused = false;
    "refresh-without-secret" breaks "rfc6749-6-refresh-client-auth":
        "A confidential client refreshes without its secret." => |p| p.client.secret_required_to_refresh = false;
    "two-methods-accepted" breaks "rfc6749-5.2-multiple-credentials" and "rfc6749-2.3-one-method":
        "A client may authenticate in two ways at once: the header counts." => |p| p.client.one_method = false;
    "challenge-missing" breaks "rfc6749-5.2-invalid-client-401-challenge":
        "A client that failed to authenticate is answered 400, without a challenge."
        => |p| p.client.challenge = Challenge::Missing;
    "challenge-without-realm" breaks "rfc7617-2-basic-challenge-realm":
        "The challenge to a client names no realm." => |p| p.client.challenge = Challenge::Bare;
    "auth-method-ignored" breaks "rfc7591-2-registered-auth-method-only":
        "A client may authenticate in another way than it has registered." => |p| p.client.registered_method_only = false;
};
