//! Client assertions are believed too easily.

use super::Fault;
use crate::policy::{AssertionAudience, Seconds};

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "private-key-jwt-not-served" breaks "rfc9700-2.5-asymmetric-client-auth":
        "A client cannot authenticate with a key." => |p| p.assertion.private_key_jwt = false;
    "assertion-signature-unchecked" breaks "rfc7523-3-signature":
        "A client assertion counts whoever signed it." => |p| p.assertion.signature_checked = false;
    "assertion-for-anyone" breaks "rfc7523-3-audience":
        "A client assertion that was made for another server counts." => |p| p.assertion.audience = AssertionAudience::Anyone;
    "assertion-of-another-subject" breaks "rfc7523-3-issuer-subject":
        "A client assertion may say that someone else issued it, or that it is about someone else."
        => |p| p.assertion.subject_checked = false;
    "assertion-without-end" breaks "rfc7523-3-expiry":
        "A client assertion counts after its time, and without one." => |p| p.assertion.expiry_checked = false;
    "assertion-long-lived" breaks "rfc7523-3-expiry-bounded":
        "A client assertion may be made to last for years." => |p| p.assertion.longest_life = Seconds::days(40_000);
    "assertion-replay-accepted" breaks "oidc-core-9-assertion-single-use":
        "A client assertion counts again and again." => |p| p.assertion.single_use = false;
    "assertion-short-secret" breaks "rfc7518-3.2-hs-key-length":
        "A client assertion may be authenticated by a secret that can be guessed offline."
        => |p| p.assertion.short_secrets_refused = false;
    "assertion-of-any-type" breaks "rfc9101-10.8-not-a-client-assertion":
        "A request object that someone got to see authenticates its client." => |p| p.assertion.other_types_refused = false;
};
