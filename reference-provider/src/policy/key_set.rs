//! The published keys (JWK Set).

use serde::{Deserialize, Serialize};

rules! {
    /// The published keys: the JWK Set (RFC 7517 §5).
    KeySetRules in key_set {
        against UserImpersonation {
            /// The JWK Set contains no private keys.
            public_only: bool = true, "OpenID Connect Discovery §3, RFC 7517 §8.1";
                fault "jwks-with-private-key" = false, breaks "rfc7517-9.2-jwks-public-only":
                    "The JWK Set contains the private part of a key.";
        }
        against Interoperability {
            /// The JWK Set contains the current signing keys.
            current: bool = true, "OpenID Connect Core §10.1";
                fault "jwks-outdated" = false, breaks "oidc-core-10.1-signing-keys-published":
                    "The JWK Set contains outdated keys instead of the current signing keys.";
            /// Each key of the JWK Set has the `kid` that signatures refer to.
            named: bool = true, "OpenID Connect Core §10.1";
                fault "jwks-without-kid" = false, breaks "oidc-core-10.1-kid-when-several-keys":
                    "The JWK Set has several keys without `kid`.";
        }
        knobs {
            /// The JWK Set has additional keys, for other uses and of other types.
            extended: bool = false, "RFC 7517 §5";
                variant "jwks-with-other-keys" = true, demanded by "RFC 7517 §5":
                    "The JWK Set also has encryption keys and a key of an unknown type.";
            /// There is a single key, and no `kid`.
            single: bool = false, "OpenID Connect Core §10.1";
                variant "jwks-of-one-key-without-kid" = true, permitted by "OpenID Connect Core §10.1":
                    "The JWK Set has one key without `kid`, and signatures have no `kid`.",
                    quiet because "One key supports one algorithm, and clients cannot choose another.";
            /// When new keys begin to sign. The JWK Set keeps the last two generations.
            rotation: KeyRotation = KeyRotation::OnDemand, "OpenID Connect Core §10.1.1";
                variant "keys-rotated-often" = KeyRotation::OnceFetched, permitted by "OpenID Connect Core §10.1.1":
                    "After each request for the JWK Set, the next token is signed with a new key.";
            /// The first RSA key. After a rotation it is the usual one.
            rsa: RsaKeys = RsaKeys::Usual, "RFC 7518 §3.3 and §6.3.1";
                variant "keys-of-4096-bits" = RsaKeys::Long, permitted by "RFC 7518 §3.3":
                    "The RSA key has 4096 bits.";
                variant "keys-with-odd-exponent" = RsaKeys::OtherExponent, permitted by "RFC 7518 §6.3.1.2":
                    "The public exponent of the RSA key is not 65537; it takes five octets.";
            /// The optional members of a key.
            members: KeyMembers = KeyMembers::Usual, "RFC 7517 §4";
                variant "jwks-without-use" = KeyMembers::WithoutUse, permitted by "RFC 7517 §4.2":
                    "The keys of the JWK Set have no use.";
                variant "jwks-without-alg" = KeyMembers::WithoutAlg, permitted by "RFC 7517 §4.4":
                    "The keys of the JWK Set have no alg.";
                variant "jwks-with-certificates" = KeyMembers::WithCertificates, permitted by "RFC 7517 §4.7":
                    "The RSA keys of the JWK Set have a certificate (x5c).";
        }
    }
}

choice! {
    /// When new keys begin to sign.
    KeyRotation {
        /// When the management API rotates them.
        OnDemand,
        /// With the first signature after a request for the JWK Set.
        OnceFetched,
    }
}

choice! {
    /// The first RSA key.
    RsaKeys {
        /// 2048 bits, and the exponent 65537.
        Usual,
        /// 4096 bits.
        Long,
        /// 2048 bits, and the exponent 4294967297.
        OtherExponent,
    }
}

choice! {
    /// The optional members of a key.
    KeyMembers {
        /// `use`, and `alg` if the key is for one algorithm.
        Usual,
        /// No `use`.
        WithoutUse,
        /// No `alg`.
        WithoutAlg,
        /// The usual ones, and `x5c` if there is a certificate.
        WithCertificates,
    }
}
