//! What the provider says of itself: its metadata and its keys.

use serde::{Deserialize, Serialize};

rules! {
    /// What the provider says of itself. A client that believes it builds everything else upon it.
    MetadataRules {
        /// OpenID Connect's document stands below the issuer's path. OpenID Connect Discovery §4.
        openid_in_place: bool = true,
        /// OAuth's document stands where the well-known path goes before the issuer's. RFC 8414 §3.
        oauth_in_place: bool = true,
        /// The issuer is the one that the address was made from. RFC 8414 §3.3, OpenID Connect Discovery §4.3.
        issuer: IssuerAnnounced = IssuerAnnounced::Right,
        /// The token endpoint is the one where codes are redeemed. RFC 8414 §2.
        token_endpoint_here: bool = true,
        /// The endpoints have no fragment. RFC 6749 §3.1 and §3.2.
        endpoints_without_fragment: bool = true,
        /// `response_types_supported` is there. RFC 8414 §2.
        response_types_named: bool = true,
        /// The members that OpenID Connect needs beside OAuth's are there. OpenID Connect Discovery §3.
        openid_members_named: bool = true,
        /// `response_types_supported` and `grant_types_supported` are what works. RFC 8414 §2.
        grants: Announced = Announced::Right,
        /// `code_challenge_methods_supported` is what works. RFC 8414 §2.
        challenge_methods: Announced = Announced::Right,
        /// `token_endpoint_auth_methods_supported` is what works. RFC 8414 §2.
        auth_methods: AuthMethodsAnnounced = AuthMethodsAnnounced::Right,
        /// `id_token_signing_alg_values_supported` has RS256, which signs ID tokens. OpenID Connect Discovery §3.
        rs256_announced: bool = true,
        /// `token_endpoint_auth_signing_alg_values_supported` is there, as clients can use assertions. RFC 8414 §2.
        token_algorithms_named: bool = true,
        /// `revocation_endpoint_auth_signing_alg_values_supported` is there, too. RFC 8414 §2.
        revocation_algorithms_named: bool = true,
        /// `introspection_endpoint_auth_signing_alg_values_supported` is there, too. RFC 8414 §2.
        introspection_algorithms_named: bool = true,
        /// A provider whose responses have `iss` says so. RFC 9207 §2.3 and §3.
        iss_announced: bool = true,
    }
}

choice! {
    /// `issuer` of the metadata.
    IssuerAnnounced {
        /// This issuer.
        Right,
        /// Another host.
        OtherHost,
        /// With a slash at its end.
        WithSlash,
        /// Without its path.
        WithoutPath,
        /// With a query.
        WithQuery,
    }
}

choice! {
    /// A list of what is supported.
    Announced {
        /// What works, and nothing else.
        Right,
        /// Something that does not work as well.
        TooMuch,
        /// Something that works is left out.
        TooLittle,
    }
}

choice! {
    /// `token_endpoint_auth_methods_supported`.
    AuthMethodsAnnounced {
        /// What works, and nothing else.
        Right,
        /// `client_secret_post`, as if nothing else worked.
        PostAlone,
        /// Nothing, which means `client_secret_basic` alone. RFC 8414 §2.
        Unsaid,
    }
}

rules! {
    /// The keys that it publishes: the JWK Set (RFC 7517 §5).
    KeySetRules {
        /// Keys are shown without their private half. OpenID Connect Discovery §3, RFC 7517 §8.1.
        public_only: bool = true,
        /// The keys that sign are among them. OpenID Connect Core §10.1.
        current: bool = true,
        /// Each key has a `kid`, as signatures name it. OpenID Connect Core §10.1.
        named: bool = true,
    }
}
