//! The provider metadata.

use serde::{Deserialize, Serialize};

rules! {
    /// The provider metadata, which clients take the rest of their configuration from.
    MetadataRules in metadata {
        against MixUp {
            /// The `issuer` of the metadata is the one that its URL was built from.
            issuer: IssuerAnnounced = IssuerAnnounced::Right, "RFC 8414 §3.3, OpenID Connect Discovery §4.3";
                fault "metadata-issuer-foreign" = IssuerAnnounced::OtherHost, breaks "rfc8414-3.3-issuer-identical":
                    "The metadata names an issuer on another host (mix-up).";
                fault "metadata-issuer-with-slash" = IssuerAnnounced::WithSlash,
                    breaks "rfc9207-2.3-iss-equals-metadata":
                    "The issuer of the metadata ends with a slash; the iss of responses does not.";
                fault "metadata-issuer-without-path" = IssuerAnnounced::WithoutPath,
                    breaks "oidc-disc-3-issuer-equals-id-token" and "rfc8414-3.3-issuer-identical":
                    "The issuer of the metadata has no path; the iss of ID tokens has one.";
                fault "metadata-issuer-with-query" = IssuerAnnounced::WithQuery, breaks "rfc8414-2-issuer-url":
                    "The issuer of the metadata has a query component.";
            /// The `token_endpoint` of the metadata belongs to this provider.
            token_endpoint_here: bool = true, "RFC 8414 §2";
                fault "metadata-token-endpoint-foreign" = false, breaks "rfc8414-2-endpoints-work":
                    "The token_endpoint of the metadata is another party's, which receives codes and secrets (mix-up).";
            /// `authorization_response_iss_parameter_supported` is true if responses have `iss`.
            iss_announced: bool = true, "RFC 9207 §2.3 and §3";
                fault "metadata-hides-iss" = false, breaks "rfc9207-2.3-support-flag":
                    "The metadata does not announce iss although responses have it.";
        }
        against Interoperability {
            /// The OpenID configuration is published below the path of the issuer.
            openid_in_place: bool = true, "OpenID Connect Discovery §4";
                fault "discovery-misplaced" = false, breaks "oidc-disc-4-well-known-appended":
                    "The URL of the OpenID configuration ends with a slash.";
            /// The OAuth metadata is published at a well-known path inserted before the path of the issuer.
            oauth_in_place: bool = true, "RFC 8414 §3";
                fault "metadata-misplaced" = false, breaks "rfc8414-3-well-known-inserted":
                    "The OAuth metadata is published below the path of the issuer, not before it.";
            /// The endpoint URLs of the metadata have no fragment.
            endpoints_without_fragment: bool = true, "RFC 6749 §3.1 and §3.2";
                fault "metadata-endpoint-with-fragment" = false, breaks "rfc6749-3.1-endpoint-no-fragment":
                    "The endpoint URLs of the metadata have a fragment.";
            /// The metadata has `response_types_supported`.
            response_types_named: bool = true, "RFC 8414 §2";
                fault "metadata-without-response-types" = false, breaks "rfc8414-2-required-members":
                    "The metadata has no response_types_supported.";
            /// The OpenID configuration has the members that OpenID Connect requires in addition to those of OAuth.
            openid_members_named: bool = true, "OpenID Connect Discovery §3";
                fault "discovery-incomplete" = false, breaks "oidc-disc-3-required-metadata":
                    "The OpenID configuration lacks members that only OpenID Connect requires, such as jwks_uri.";
            /// `response_types_supported` and `grant_types_supported` are what the provider supports.
            grants: Announced = Announced::Right, "RFC 8414 §2";
                fault "metadata-lists-unsupported-grants" = Announced::TooMuch, breaks "rfc8414-2-metadata-truthful":
                    "The metadata lists response types and grant types that the provider rejects.";
                fault "metadata-hides-code" = Announced::TooLittle, breaks "rfc8414-2-metadata-truthful":
                    "The metadata does not list the response type `code`, which the provider supports.";
            /// `code_challenge_methods_supported` is what the provider supports.
            challenge_methods: Announced = Announced::Right, "RFC 8414 §2";
                fault "metadata-lists-plain" = Announced::TooMuch, breaks "rfc8414-2-pkce-methods-truthful":
                    "The metadata lists the challenge method `plain`, which the provider rejects.";
                fault "metadata-hides-s256" = Announced::TooLittle, breaks "rfc8414-2-pkce-methods-truthful":
                    "The metadata lists the challenge method `plain`, which the provider rejects, instead of S256, \
                     which it supports.";
            /// `token_endpoint_auth_methods_supported` is what the provider supports.
            auth_methods: AuthMethodsAnnounced = AuthMethodsAnnounced::Right, "RFC 8414 §2";
                fault "metadata-hides-basic" = AuthMethodsAnnounced::PostAlone,
                    breaks "rfc8414-2-auth-methods-truthful":
                    "The metadata lists only client_secret_post although the provider supports HTTP Basic, too.";
                fault "metadata-hides-post" = AuthMethodsAnnounced::Unsaid, breaks "rfc8414-2-auth-methods-truthful":
                    "The metadata has no token_endpoint_auth_methods_supported, which means HTTP Basic alone, although \
                     the provider supports other methods, too.";
            /// `id_token_signing_alg_values_supported` contains RS256, which signs ID tokens.
            rs256_announced: bool = true, "OpenID Connect Discovery §3";
                fault "metadata-hides-rs256" = false,
                    breaks "oidc-disc-3-signing-algorithms-truthful" and "oidc-disc-3-required-metadata":
                    "The metadata does not list RS256 although it signs ID tokens and every provider has to support \
                     it.";
            /// `token_endpoint_auth_signing_alg_values_supported` is present because clients can use assertions.
            token_algorithms_named: bool = true, "RFC 8414 §2";
                fault "metadata-hides-token-algorithms" = false, breaks "rfc8414-2-token-signing-algorithms":
                    "The metadata lists private_key_jwt for the token endpoint but no signing algorithms.";
            /// `revocation_endpoint_auth_signing_alg_values_supported` is present, too.
            revocation_algorithms_named: bool = true, "RFC 8414 §2";
                fault "metadata-hides-revocation-algorithms" = false, breaks "rfc8414-2-revocation-signing-algorithms":
                    "The metadata lists private_key_jwt for the revocation endpoint but no signing algorithms.";
            /// `introspection_endpoint_auth_signing_alg_values_supported` is present, too.
            introspection_algorithms_named: bool = true, "RFC 8414 §2";
                fault "metadata-hides-introspection-algorithms" = false,
                    breaks "rfc8414-2-introspection-signing-algorithms":
                    "The metadata lists private_key_jwt for the introspection endpoint but no signing algorithms.";
        }
        knobs {
            /// OpenID Connect is supported; otherwise the provider is an OAuth 2.0 authorization server only.
            openid_served: bool = true, "RFC 8414 §2";
                variant "openid-connect-unsupported" = false, permitted by "RFC 8414 §2":
                    "The provider does not support OpenID Connect: it has no ID tokens, userinfo endpoint, logout, or \
                     metadata about them.",
                    without "openid"
                        "provider.discovery"
                        "provider.userinfo"
                        "provider.end-session"
                        "provider.jwks"
                        "clients.readable"
                    because "OpenID Connect is not supported.";
            /// Which metadata documents are published.
            documents: Documents = Documents::Both, "RFC 8414 §3, OpenID Connect Discovery §4";
                variant "metadata-of-openid-only" = Documents::OpenId, permitted by "RFC 8414 §3":
                    "The provider publishes an OpenID configuration and no OAuth metadata.",
                    without "provider.metadata" because "The provider publishes no OAuth metadata.";
                variant "metadata-of-oauth-only" = Documents::OAuth, permitted by "OpenID Connect Core §1":
                    "The provider publishes OAuth metadata and no OpenID configuration.",
                    without "provider.discovery" because "The provider publishes no OpenID configuration.";
                variant "metadata-unsupported" = Documents::None, permitted by "OpenID Connect Core §1":
                    "The provider publishes no metadata.",
                    without "provider.discovery" "provider.metadata" because "The provider publishes no metadata.";
            /// Which optional members are absent.
            left_out: LeftOut = LeftOut::Nothing, "RFC 8414 §2, OpenID Connect Discovery §3";
                variant "metadata-without-scopes" = LeftOut::Scopes, discouraged by "RFC 8414 §2":
                    "The metadata has no scopes_supported.";
                variant "metadata-without-response-modes" = LeftOut::ResponseModes, permitted by "RFC 8414 §2":
                    "The metadata has no response_modes_supported.",
                    quiet because "By RFC 8414 the response mode `form_post` is not supported if the metadata lists no \
                                   response modes.";
                variant "metadata-without-grant-types" = LeftOut::GrantTypes, permitted by "RFC 8414 §2":
                    "The metadata has no grant_types_supported.";
                variant "metadata-without-claims" = LeftOut::Claims, discouraged by "OpenID Connect Discovery §3":
                    "The metadata lists neither claims nor `prompt` values nor `acr` values.";
                variant "metadata-without-optional-endpoints" = LeftOut::Endpoints, permitted by "RFC 8414 §2":
                    "The metadata has none of the optional endpoints.",
                    quiet because "The metadata has no members about endpoints that it does not list.";
                variant "metadata-minimal" = LeftOut::AllOptional, permitted by "RFC 8414 §2":
                    "The metadata has only the required members and those that clients cannot do without.",
                    quiet because "The metadata has no members about endpoints that it does not list.";
            /// Additional members of the metadata.
            more: MoreMetadata = MoreMetadata::Nothing, "RFC 8414 §2 and §2.1";
                variant "metadata-extended" = MoreMetadata::Unknown, permitted by "RFC 8414 §2":
                    "The metadata has members that no specification defines.";
                variant "metadata-signed" = MoreMetadata::Signed, permitted by "RFC 8414 §2.1":
                    "The metadata has signed_metadata.";
                variant "metadata-announces-mutual-tls" = MoreMetadata::MutualTls, permitted by "RFC 8705 §2 and §5":
                    "The metadata lists client authentication with mutual TLS and mtls_endpoint_aliases.";
        }
    }
}

choice! {
    /// The `issuer` of the metadata.
    IssuerAnnounced {
        /// The issuer identifier of this provider.
        Right,
        /// Another host.
        OtherHost,
        /// With a trailing slash.
        WithSlash,
        /// Without its path.
        WithoutPath,
        /// With a query component.
        WithQuery,
    }
}

choice! {
    /// A list of what is supported.
    Announced {
        /// What is supported, and nothing else.
        Right,
        /// Also a value that is not supported.
        TooMuch,
        /// Without a value that is supported.
        TooLittle,
    }
}

choice! {
    /// `token_endpoint_auth_methods_supported`.
    AuthMethodsAnnounced {
        /// What is supported, and nothing else.
        Right,
        /// Only `client_secret_post`.
        PostAlone,
        /// Absent, which means `client_secret_basic` alone. RFC 8414 §2.
        Unsaid,
    }
}

choice! {
    /// The metadata documents.
    Documents {
        /// Both.
        Both,
        /// The OpenID configuration.
        OpenId,
        /// The OAuth metadata of RFC 8414.
        OAuth,
        /// Neither.
        None,
    }
}

choice! {
    /// The optional members that are absent.
    LeftOut {
        /// None: all that apply are present.
        Nothing,
        /// `scopes_supported`.
        Scopes,
        /// `response_modes_supported`.
        ResponseModes,
        /// `grant_types_supported`.
        GrantTypes,
        /// What clients can request in an authentication request.
        Claims,
        /// The optional endpoints.
        Endpoints,
        /// All of them.
        AllOptional,
    }
}

choice! {
    /// Members that clients can do without.
    MoreMetadata {
        /// None.
        Nothing,
        /// Unknown ones.
        Unknown,
        /// The same metadata again, signed.
        Signed,
        /// Those of mutual TLS.
        MutualTls,
    }
}
