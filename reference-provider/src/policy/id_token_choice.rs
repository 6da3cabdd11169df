//! The choices of the rules about ID tokens.

use serde::{Deserialize, Serialize};

choice! {
    /// The signature of an ID token.
    Signature {
        /// With a key of the JWK Set.
        OfPublishedKey,
        /// With a key that is not in the JWK Set.
        OfUnpublishedKey,
        /// With a key of the JWK Set, but one bit is flipped.
        Corrupted,
        /// An HMAC with the public key as the secret. RFC 8725 §2.1.
        HmacWithPublicKey,
        /// None: `alg` is `none`.
        None,
    }
}

choice! {
    /// The `kid` of an ID token.
    KidMember {
        /// The signing key.
        Right,
        /// None.
        Missing,
        /// A key that is not in the JWK Set.
        Unknown,
    }
}

choice! {
    /// The `sub` of an ID token.
    SubClaim {
        /// The user who logged in.
        OfUser,
        /// The first user, whichever user logged in.
        OfFirstUser,
        /// Absent.
        Missing,
    }
}

choice! {
    /// The `aud` of an ID token, and its `azp`.
    AudClaim {
        /// The client.
        Client,
        /// An array with the client as the only element.
        ListOfClient,
        /// The client, which is also `azp`.
        ClientTwice,
        /// The client and another one; `azp` is the client.
        TwoWithParty,
        /// Another client.
        OtherClient,
        /// The client and another one, without `azp`.
        Several,
        /// The client, but `azp` is another one.
        OtherParty,
        /// Absent.
        Missing,
    }
}

choice! {
    /// A time in an ID token.
    TimeClaim {
        /// Correct.
        Right,
        /// Correct, plus half a second.
        Fraction,
        /// A day early.
        Early,
        /// A day late.
        Late,
        /// As a string.
        Text,
        /// Absent.
        Missing,
    }
}

choice! {
    /// The `auth_time` of an ID token.
    AuthTimeClaim {
        /// When the user typed the password.
        OfLogin,
        /// The same, but only if the client requested it or sent `max_age`.
        WhereAsked,
        /// The current time.
        Now,
        /// Absent.
        Missing,
    }
}

choice! {
    /// The `nonce` of an ID token.
    NonceClaim {
        /// That of the request; absent if the request had none.
        OfRequest,
        /// That of the request; invented if the request had none.
        Invented,
        /// That of another request.
        OfAnotherRequest,
        /// Absent.
        Missing,
    }
}

choice! {
    /// The `at_hash` or `c_hash` of an ID token.
    HashClaim {
        /// Of the token or code issued with it.
        Right,
        /// Of the token or code issued with it at the authorization endpoint; absent from the token endpoint.
        WhereRequired,
        /// Of another value.
        OfSomethingElse,
        /// Absent.
        Missing,
    }
}

choice! {
    /// The ID token of a refresh response.
    RefreshedIdToken {
        /// The claims of the first one, with a new `iat`.
        LikeTheFirst,
        /// The same, with the `nonce` of the first one.
        WithNonce,
        /// Absent.
        LeftOut,
        /// Another `iss`.
        OtherIssuer,
        /// Another `sub`.
        OtherUser,
        /// Another `aud`.
        OtherClient,
        /// A later `auth_time`.
        LaterLogin,
        /// The same `iat`.
        OldIat,
        /// Another `nonce`.
        OtherNonce,
    }
}

choice! {
    /// The signing algorithm of ID tokens.
    IdTokenAlgorithm {
        /// The default.
        Rs256,
        /// RSA with SHA-512.
        Rs512,
        /// RSA with PSS and SHA-256.
        Ps256,
        /// ECDSA on P-256.
        Es256,
        /// ECDSA on P-384.
        Es384,
        /// Ed25519.
        EdDsa,
        /// HMAC with the client's secret if that has 32 octets (RFC 7518 §3.2); RS256 otherwise.
        Hs256,
    }
}
