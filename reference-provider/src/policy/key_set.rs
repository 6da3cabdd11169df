//! The keys that it publishes.

use serde::{Deserialize, Serialize};

rules! {
    /// The keys that it publishes: the JWK Set (RFC 7517 §5).
    KeySetRules in key_set {
        against UserImpersonation {
            /// The JWK Set shows keys without their private half.
            public_only: bool = true, "OpenID Connect Discovery §3, RFC 7517 §8.1";
                fault "jwks-with-private-key" = false, breaks "rfc7517-9.2-jwks-public-only":
                    "The key set shows the private half of a key.";
        }
        against Interoperability {
            /// The JWK Set has the keys that sign.
            current: bool = true, "OpenID Connect Core §10.1";
                fault "jwks-stale" = false, breaks "oidc-core-10.1-signing-keys-published":
                    "The key set has keys that sign nothing, and lacks those that do.";
            /// Each key of the JWK Set has a `kid`, as signatures name it.
            named: bool = true, "OpenID Connect Core §10.1";
                fault "jwks-without-kid" = false, breaks "oidc-core-10.1-kid-when-several-keys":
                    "The key set has several keys without a `kid`.";
        }
    }
}
