//! The requirements (ids of the catalog) on ID tokens.

pub(super) const JWT: &str = "oidc-core-2-id-token-is-jwt";
pub(super) const ALG: &str = "rfc7515-4.1.1-alg-present";
pub(super) const NOT_NONE: &str = "oidc-core-2-signed-not-none";
pub(super) const VALIDATES: &str = "oidc-core-3.1.3.7-signature-validates";
pub(super) const KEYS_PUBLISHED: &str = "oidc-core-10.1-signing-keys-published";
pub(super) const KEY_SIZE: &str = "rfc7518-3.3-rsa-key-size";
pub(super) const NOT_CRITICAL: &str = "rfc7515-4.1.11-nothing-critical";
pub(super) const KEY_OUTSIDE: &str = "oidc-core-2-no-key-headers";
pub(super) const KID: &str = "oidc-core-10.1-kid-when-several-keys";
pub(super) const ALGORITHM: &str = "oidc-core-3.1.3.7-id-token-rs256-default";
pub(super) const CLAIMS: &str = "oidc-core-2-required-claims";
pub(super) const ISSUER: &str = "oidc-disc-3-issuer-equals-id-token";
pub(super) const AUDIENCE: &str = "oidc-core-2-aud-contains-client";
pub(super) const STRANGERS: &str = "oidc-core-3.1.3.7-aud-no-untrusted";
pub(super) const AZP: &str = "oidc-core-2-azp-is-client";
pub(super) const CURRENT: &str = "oidc-core-3.1.3.7-id-token-current";
pub(super) const AUTH_TIME: &str = "oidc-core-2-auth-time-true";
pub(super) const AUTH_TIME_THERE: &str = "oidc-core-3.1.2.1-max-age-auth-time";
pub(super) const AUTHENTICATED_ANEW: &str = "oidc-core-3.1.2.1-max-age-reauth";
pub(super) const NONCE: &str = "oidc-core-2-nonce-returned";
pub(super) const AT_HASH: &str = "oidc-core-3.1.3.6-at-hash-correct";
pub(super) const AT_HASH_THERE: &str = "oidc-core-3.2.2.10-at-hash-present";
pub(super) const C_HASH: &str = "oidc-core-3.3.2.11-c-hash";

/// Every requirement that a token can show something about.
pub const REQUIREMENTS: [&str; 23] = [
    JWT,
    ALG,
    NOT_NONE,
    VALIDATES,
    KEYS_PUBLISHED,
    KEY_SIZE,
    NOT_CRITICAL,
    KEY_OUTSIDE,
    KID,
    ALGORITHM,
    CLAIMS,
    ISSUER,
    AUDIENCE,
    STRANGERS,
    AZP,
    CURRENT,
    AUTH_TIME,
    AUTH_TIME_THERE,
    AUTHENTICATED_ANEW,
    NONCE,
    AT_HASH,
    AT_HASH_THERE,
    C_HASH,
];
