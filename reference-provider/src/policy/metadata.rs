//! What the provider says of itself.

use serde::{Deserialize, Serialize};

rules! {
    /// What the provider says of itself. A client that believes it builds everything else upon it.
    MetadataRules in metadata {
        against MixUp {
            /// The issuer in the metadata is the one that their address was made from.
            issuer: IssuerAnnounced = IssuerAnnounced::Right, "RFC 8414 §3.3, OpenID Connect Discovery §4.3";
                fault "metadata-of-another-issuer" = IssuerAnnounced::OtherHost, breaks "rfc8414-3.3-issuer-identical":
                    "The metadata names an issuer on another host.";
                fault "metadata-issuer-with-slash" = IssuerAnnounced::WithSlash,
                    breaks "rfc9207-2.3-iss-equals-metadata":
                    "The issuer of the metadata ends with a slash, and `iss` of responses does not.";
                fault "metadata-issuer-without-path" = IssuerAnnounced::WithoutPath,
                    breaks "oidc-disc-3-issuer-equals-id-token" and "rfc8414-3.3-issuer-identical":
                    "The issuer of the metadata has no path, and that of ID tokens has one.";
                fault "metadata-issuer-with-query" = IssuerAnnounced::WithQuery, breaks "rfc8414-2-issuer-url":
                    "The issuer has a query.";
            /// The token endpoint in the metadata is the one where codes are redeemed.
            token_endpoint_here: bool = true, "RFC 8414 §2";
                fault "metadata-token-endpoint-elsewhere" = false, breaks "rfc8414-2-endpoints-work":
                    "The metadata sends codes and secrets to a token endpoint of somebody else.";
            /// A provider whose responses have `iss` says so.
            iss_announced: bool = true, "RFC 9207 §2.3 and §3";
                fault "metadata-hides-iss" = false, breaks "rfc9207-2.3-support-flag":
                    "Responses have `iss`, and the metadata does not say so.";
        }
        against Interoperability {
            /// OpenID Connect's document stands below the issuer's path.
            openid_in_place: bool = true, "OpenID Connect Discovery §4";
                fault "discovery-misplaced" = false, breaks "oidc-disc-4-well-known-appended":
                    "The OpenID configuration has a slash at the end of its address.";
            /// OAuth's document stands where the well-known path goes before the issuer's.
            oauth_in_place: bool = true, "RFC 8414 §3";
                fault "metadata-misplaced" = false, breaks "rfc8414-3-well-known-inserted":
                    "The metadata stands below the issuer's path, not before it.";
            /// The endpoints in the metadata have no fragment.
            endpoints_without_fragment: bool = true, "RFC 6749 §3.1 and §3.2";
                fault "metadata-endpoint-with-fragment" = false, breaks "rfc6749-3.1-endpoint-no-fragment":
                    "The endpoints have a fragment.";
            /// The metadata have `response_types_supported`.
            response_types_named: bool = true, "RFC 8414 §2";
                fault "metadata-without-response-types" = false, breaks "rfc8414-2-required-members":
                    "The metadata does not say which response types there are.";
            /// The metadata have the members that OpenID Connect needs beside OAuth's.
            openid_members_named: bool = true, "OpenID Connect Discovery §3";
                fault "discovery-incomplete" = false, breaks "oidc-disc-3-required-metadata":
                    "The OpenID configuration leaves out what only OpenID Connect needs, such as where the keys are.";
            /// `response_types_supported` and `grant_types_supported` are what works.
            grants: Announced = Announced::Right, "RFC 8414 §2";
                fault "metadata-overstated" = Announced::TooMuch, breaks "rfc8414-2-metadata-truthful":
                    "The metadata lists response types and grants that are refused.";
                fault "metadata-understated" = Announced::TooLittle, breaks "rfc8414-2-metadata-truthful":
                    "The metadata leaves out the response type `code`, which works.";
            /// `code_challenge_methods_supported` is what works.
            challenge_methods: Announced = Announced::Right, "RFC 8414 §2";
                fault "metadata-lists-plain" = Announced::TooMuch, breaks "rfc8414-2-pkce-methods-truthful":
                    "The metadata lists the challenge method `plain`, which is refused.";
                fault "metadata-hides-s256" = Announced::TooLittle, breaks "rfc8414-2-pkce-methods-truthful":
                    "The metadata lists `plain`, which is refused, instead of S256, which works.";
            /// `token_endpoint_auth_methods_supported` is what works.
            auth_methods: AuthMethodsAnnounced = AuthMethodsAnnounced::Right, "RFC 8414 §2";
                fault "metadata-hides-basic" = AuthMethodsAnnounced::PostAlone,
                    breaks "rfc8414-2-auth-methods-truthful":
                    "The metadata lists client_secret_post alone, though Basic works, too.";
                fault "metadata-hides-post" = AuthMethodsAnnounced::Unsaid, breaks "rfc8414-2-auth-methods-truthful":
                    "The metadata does not say how clients authenticate, so Basic is the only way, though others \
                     work, too.";
            /// `id_token_signing_alg_values_supported` has RS256, which signs ID tokens.
            rs256_announced: bool = true, "OpenID Connect Discovery §3";
                fault "metadata-hides-rs256" = false,
                    breaks "oidc-disc-3-signing-algorithms-truthful" and "oidc-disc-3-required-metadata":
                    "The metadata leaves out RS256, which signs ID tokens, and which every provider has to serve.";
            /// `token_endpoint_auth_signing_alg_values_supported` is there, as clients can use assertions.
            token_algorithms_named: bool = true, "RFC 8414 §2";
                fault "metadata-hides-token-algorithms" = false, breaks "rfc8414-2-token-signing-algorithms":
                    "The metadata lists private_key_jwt at the token endpoint, and no algorithm to sign with.";
            /// `revocation_endpoint_auth_signing_alg_values_supported` is there, too.
            revocation_algorithms_named: bool = true, "RFC 8414 §2";
                fault "metadata-hides-revocation-algorithms" = false, breaks "rfc8414-2-revocation-signing-algorithms":
                    "The metadata lists private_key_jwt at the revocation endpoint, and no algorithm to sign with.";
            /// `introspection_endpoint_auth_signing_alg_values_supported` is there, too.
            introspection_algorithms_named: bool = true, "RFC 8414 §2";
                fault "metadata-hides-introspection-algorithms" = false,
                    breaks "rfc8414-2-introspection-signing-algorithms":
                    "The metadata lists private_key_jwt at the introspection endpoint, and no algorithm to sign with.";
        }
        knobs {
            /// OpenID Connect is served; without it, the provider is an authorization server of OAuth 2.0 alone.
            openid_served: bool = true, "RFC 8414 §2";
                variant "openid-not-offered" = false, permitted by "RFC 8414 §2":
                    "The provider serves no OpenID Connect: neither ID tokens, userinfo and logouts, nor the metadata of these.",
                    without "openid"
                        "provider.discovery"
                        "provider.userinfo"
                        "provider.end-session"
                        "provider.jwks"
                        "clients.readable"
                    because "There is no OpenID Connect.";
            /// Which documents there are.
            documents: Documents = Documents::Both, "RFC 8414 §3, OpenID Connect Discovery §4";
                variant "metadata-of-openid-only" = Documents::OpenId, permitted by "RFC 8414 §3":
                    "There is an OpenID configuration, and no OAuth metadata.",
                    without "provider.metadata" because "There is no OAuth metadata document.";
                variant "metadata-of-oauth-only" = Documents::OAuth, permitted by "OpenID Connect Core §1":
                    "There is OAuth metadata, and no OpenID configuration.",
                    without "provider.discovery" because "There is no OpenID configuration.";
                variant "metadata-not-offered" = Documents::None, permitted by "OpenID Connect Core §1":
                    "The provider publishes no metadata.",
                    without "provider.discovery" "provider.metadata" because "There is no metadata document.";
            /// Which optional members are left out.
            left_out: LeftOut = LeftOut::Nothing, "RFC 8414 §2, OpenID Connect Discovery §3";
                variant "metadata-without-scopes" = LeftOut::Scopes, discouraged by "RFC 8414 §2":
                    "The metadata does not list scopes.";
                variant "metadata-without-response-modes" = LeftOut::ResponseModes, permitted by "RFC 8414 §2":
                    "The metadata does not list response modes.",
                    quiet because "By RFC 8414 the response mode `form_post` is not served where none is listed.";
                variant "metadata-without-grant-types" = LeftOut::GrantTypes, permitted by "RFC 8414 §2":
                    "The metadata does not list grant types.";
                variant "metadata-without-claims" = LeftOut::Claims, discouraged by "OpenID Connect Discovery §3":
                    "The metadata lists neither claims nor prompts nor authentication contexts.";
                variant "metadata-without-optional-endpoints" = LeftOut::Endpoints, permitted by "RFC 8414 §2":
                    "The metadata names none of the optional endpoints.",
                    quiet because "The metadata says nothing of endpoints that it does not name.";
                variant "metadata-minimal" = LeftOut::AllOptional, permitted by "RFC 8414 §2":
                    "The metadata has the required members and those that a right client cannot guess.",
                    quiet because "The metadata says nothing of endpoints that it does not name.";
            /// What the metadata has beside the members that clients know.
            more: MoreMetadata = MoreMetadata::Nothing, "RFC 8414 §2 and §2.1";
                variant "metadata-extended" = MoreMetadata::Unknown, permitted by "RFC 8414 §2":
                    "The metadata has members that no specification defines.";
                variant "metadata-signed" = MoreMetadata::Signed, permitted by "RFC 8414 §2.1":
                    "The metadata has signed_metadata.";
                variant "metadata-announces-mutual-tls" = MoreMetadata::MutualTls, permitted by "RFC 8705 §2 and §5":
                    "The metadata lists client authentication by certificate, and other names of the endpoints for it.";
        }
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

choice! {
    /// The documents with the metadata.
    Documents {
        /// Both.
        Both,
        /// The one of OpenID Connect Discovery.
        OpenId,
        /// The one of RFC 8414.
        OAuth,
        /// Neither.
        None,
    }
}

choice! {
    /// The optional members that are not there.
    LeftOut {
        /// All that apply are there.
        Nothing,
        /// `scopes_supported`.
        Scopes,
        /// `response_modes_supported`.
        ResponseModes,
        /// `grant_types_supported`.
        GrantTypes,
        /// What clients may ask for at an authentication.
        Claims,
        /// The endpoints that not every provider has.
        Endpoints,
        /// All of them.
        AllOptional,
    }
}

choice! {
    /// Members that clients can do without.
    MoreMetadata {
        /// There are none.
        Nothing,
        /// Some that nobody knows.
        Unknown,
        /// The same once more, signed.
        Signed,
        /// Those of mutual TLS.
        MutualTls,
    }
}
