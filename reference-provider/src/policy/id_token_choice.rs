//! The choices of the rules about ID tokens.

use serde::{Deserialize, Serialize};

choice! {
    /// What vouches for an ID token.
    Signature {
        /// A key of the JWK Set.
        OfPublishedKey,
        /// A key that the JWK Set does not list.
        OfUnpublishedKey,
        /// A key of the JWK Set, but one bit of the signature is wrong.
        Spoilt,
        /// A code with the public key as its secret. RFC 8725 §2.1.
        HmacWithPublicKey,
        /// Nothing: `alg` is `none`.
        None,
    }
}

choice! {
    /// The key that the header names.
    KidMember {
        /// The one that signs.
        Right,
        /// None.
        Missing,
        /// One that the JWK Set does not list.
        Unknown,
    }
}

choice! {
    /// `sub` of an ID token.
    SubClaim {
        /// The user who logged in.
        OfUser,
        /// The first user there is, whoever logged in.
        OfFirstUser,
        /// Not there.
        Missing,
    }
}

choice! {
    /// `aud` of an ID token.
    AudClaim {
        /// The client.
        Client,
        /// A list of the client alone.
        ListOfClient,
        /// The client, and it was made for the client, says `azp`.
        ClientTwice,
        /// The client and another one, and it was made for the client, says `azp`.
        TwoWithParty,
        /// Another client.
        OtherClient,
        /// The client and another one, and nothing says for which of the two it was made.
        Several,
        /// The client, but it was made for another one, says `azp`.
        OtherParty,
        /// Not there.
        Missing,
    }
}

choice! {
    /// A moment in an ID token.
    TimeClaim {
        /// As it is.
        Right,
        /// As it is, and half a second more.
        Fraction,
        /// A day before.
        Early,
        /// A day after.
        Late,
        /// In quotes.
        Text,
        /// Not there.
        Missing,
    }
}

choice! {
    /// `auth_time` of an ID token.
    AuthTimeClaim {
        /// When the user typed the password.
        OfLogin,
        /// The same, where the client asked for it or for a maximum age.
        WhereAsked,
        /// Now, whenever that was.
        Now,
        /// Not there.
        Missing,
    }
}

choice! {
    /// `nonce` of an ID token.
    NonceClaim {
        /// That of the request; none where it had none.
        OfRequest,
        /// That of the request, and one where it had none.
        Invented,
        /// That of another request.
        OfAnotherRequest,
        /// Not there.
        Missing,
    }
}

choice! {
    /// `at_hash` or `c_hash` of an ID token.
    HashClaim {
        /// Of what comes along.
        Right,
        /// Of what comes along in the answer of the authorization endpoint; elsewhere it is not there.
        WhereRequired,
        /// Of something else.
        OfSomethingElse,
        /// Not there.
        Missing,
    }
}

choice! {
    /// What an ID token says after a refresh.
    RefreshedIdToken {
        /// What the first one said, at another time.
        LikeTheFirst,
        /// The same, with the `nonce` of the first one.
        WithNonce,
        /// Nothing: there is none.
        LeftOut,
        /// Another `iss`.
        OtherIssuer,
        /// Another `sub`.
        OtherUser,
        /// Another `aud`.
        OtherClient,
        /// The user logged in just now.
        LaterLogin,
        /// The same `iat`.
        OldIat,
        /// Another `nonce`.
        OtherNonce,
    }
}

choice! {
    /// The algorithm of ID tokens.
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
        /// HMAC with SHA-256 under the client's secret, where that has 32 octets (RFC 7518 §3.2); RS256 elsewhere.
        Hs256,
    }
}
