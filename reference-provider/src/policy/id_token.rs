//! What an ID token says, and how it is signed.

use serde::{Deserialize, Serialize};

use super::{IssMember, Seconds};

rules! {
    /// What an ID token says, and how it is signed.
    IdTokenRules {
        /// It comes with each access token for `openid`. OpenID Connect Core §3.1.3.3.
        issued: bool = true,
        /// Each answer has one of its own; none comes a second time. OpenID Connect Core §2 (`iat`, `nonce`).
        fresh: bool = true,
        /// What vouches for it. OpenID Connect Core §2.
        signature: Signature = Signature::OfPublishedKey,
        /// It is signed as the client has registered, with RS256 if it has not. OpenID Connect Core §15.1.
        algorithm_as_registered: bool = true,
        /// The header names the key. OpenID Connect Core §10.1.
        kid: KidMember = KidMember::Right,
        /// The header shows no key. OpenID Connect Core §2.
        key_kept_out_of_header: bool = true,
        /// The header demands nothing of the client that OpenID Connect does not. RFC 7515 §4.1.11.
        nothing_critical: bool = true,
        /// `iss` is this issuer. OpenID Connect Core §2.
        iss: IssMember = IssMember::Right,
        /// `sub` is the user. OpenID Connect Core §2.
        sub: SubClaim = SubClaim::OfUser,
        /// `aud` is the client. OpenID Connect Core §2.
        aud: AudClaim = AudClaim::Client,
        /// An ID token is old after so long. OpenID Connect Core §2.
        lifetime: Seconds = Seconds::minutes(60),
        /// `exp` says when that is. OpenID Connect Core §2.
        exp: TimeClaim = TimeClaim::Right,
        /// `iat` is the present. OpenID Connect Core §2.
        iat: TimeClaim = TimeClaim::Right,
        /// `auth_time` is when the user logged in. OpenID Connect Core §2.
        auth_time: AuthTimeClaim = AuthTimeClaim::OfLogin,
        /// `nonce` is that of the request. OpenID Connect Core §2.
        nonce: NonceClaim = NonceClaim::OfRequest,
        /// `at_hash` belongs to the access token that comes along. OpenID Connect Core §3.1.3.6 and §3.2.2.10.
        at_hash: HashClaim = HashClaim::Right,
        /// `c_hash` belongs to the code that comes along. OpenID Connect Core §3.3.2.11.
        c_hash: HashClaim = HashClaim::Right,
        /// It has the claims of the scopes where there is no access token to fetch them with. OpenID Connect Core §5.4.
        scope_claims_alone: bool = true,
        /// After a refresh it says the same as the first one. OpenID Connect Core §12.2.
        refreshed: RefreshedIdToken = RefreshedIdToken::LikeTheFirst,
    }
}

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
