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
        knobs {
            /// The JWK Set has further keys, for other purposes and of other types.
            extended: bool = false, "RFC 7517 §5";
                variant "jwks-with-further-keys" = true, demanded by "RFC 7517 §5":
                    "The key set also has keys for encryption, and one of an unknown type.";
            /// There is one key, and nothing has to name it.
            single: bool = false, "OpenID Connect Core §10.1";
                variant "jwks-of-one-nameless-key" = true, permitted by "OpenID Connect Core §10.1":
                    "The key set has one key, without a `kid`, and signatures name none.",
                    quiet because "One key signs by one algorithm, and no client can choose another.";
            /// When new keys begin to sign. Those before stay in the JWK Set for two changes more.
            rotation: KeyRotation = KeyRotation::OnDemand, "OpenID Connect Core §10.1.1";
                variant "keys-rotated-often" = KeyRotation::OnceFetched, permitted by "OpenID Connect Core §10.1.1":
                    "As soon as the key set was fetched, the next token is signed with a new key, which nobody has fetched.";
            /// What the first RSA key is like. After a rotation it is the usual one.
            rsa: RsaKeys = RsaKeys::Usual, "RFC 7518 §3.3 and §6.3.1";
                variant "keys-of-4096-bits" = RsaKeys::Long, permitted by "RFC 7518 §3.3":
                    "The RSA key has 4096 bits.";
                variant "keys-with-odd-exponent" = RsaKeys::OtherExponent, permitted by "RFC 7518 §6.3.1.2":
                    "The public exponent of the RSA key is not 65537, and takes five octets.";
            /// Which optional members a key has.
            members: KeyMembers = KeyMembers::Usual, "RFC 7517 §4";
                variant "jwks-without-use" = KeyMembers::WithoutUse, permitted by "RFC 7517 §4.2":
                    "The keys of the key set do not say what they are used for.";
                variant "jwks-without-alg" = KeyMembers::WithoutAlg, permitted by "RFC 7517 §4.4":
                    "The keys of the key set do not say which algorithm they are for.";
                variant "jwks-with-certificates" = KeyMembers::WithCertificates, permitted by "RFC 7517 §4.7":
                    "RSA keys of the key set come with a certificate.";
        }
    }
}

choice! {
    /// When new keys begin to sign.
    KeyRotation {
        /// When the management asks for it.
        OnDemand,
        /// With the first signature after the key set was fetched.
        OnceFetched,
    }
}

choice! {
    /// What the first RSA key is like.
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
        /// `use`, and `alg` where there is one algorithm for the key.
        Usual,
        /// No `use`.
        WithoutUse,
        /// No `alg`.
        WithoutAlg,
        /// The usual ones, and `x5c` where there is a certificate.
        WithCertificates,
    }
}
