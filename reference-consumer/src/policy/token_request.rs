//! The token request.

use serde::{Deserialize, Serialize};

use super::{Order, Parameter};

rules! {
    /// The token request (RFC 6749 §4.1.3).
    TokenRequestRules in token_request {
        against CodeInjection {
            /// The token request has the code verifier.
            code_verifier: Parameter = Parameter::Sent, "RFC 7636 §4.5";
                fault "verifier-not-sent" = Parameter::Omitted, breaks "rfc7636-4.5-client-always-sends-verifier":
                    "The token request has no code_verifier.";
            /// The token request repeats `redirect_uri`.
            redirect_uri: Parameter = Parameter::Sent, "RFC 6749 §4.1.3";
                fault "redirect-uri-omitted-in-token-request" = Parameter::Omitted,
                    breaks "rfc6749-4.1.3-client-redirect-uri-identical":
                    "The token request has no redirect_uri.";
        }
        against InformationDisclosure {
            /// The client credentials are sent in the header or in the body.
            client_credentials: ClientCredentials = ClientCredentials::AsConfigured, "RFC 6749 §2.3.1";
                fault "client-secret-in-uri" = ClientCredentials::InQuery, breaks "rfc6749-2.3.1-secret-not-in-uri-client":
                    "The client sends its credentials in the URI of the token request.";
                fault "two-authentication-methods" = ClientCredentials::InHeaderAndBody,
                    breaks "rfc6749-2.3-client-one-auth-method":
                    "The client authenticates in the Authorization header and in the body of the same request.";
                variant "client-secret-basic" = ClientCredentials::InHeader, demanded by "RFC 6749 §2.3.1":
                    "The client authenticates in the Authorization header.";
                variant "client-id-with-basic" = ClientCredentials::InHeaderWithId, unregulated by "RFC 6749 §3.2.1":
                    "The client authenticates in the Authorization header, and the body has its client_id, too.";
            /// Code and secret are sent to the configured endpoint only.
            redirects: TokenRedirects = TokenRedirects::NotFollowed, "RFC 6749 §3.2, OAuth 2.1 §3.2";
                fault "token-redirect-followed" = TokenRedirects::Followed,
                    breaks "asvs5-15.3.2-client-no-redirect-with-credentials":
                    "The client follows a redirect of the token endpoint with code and secret.";
        }
        against Interoperability {
            /// `Basic` credentials are form-encoded.
            basic_credentials: BasicCredentials = BasicCredentials::FormEncoded, "RFC 6749 §2.3.1";
                fault "basic-not-encoded" = BasicCredentials::Raw, breaks "rfc6749-2.3.1-basic-form-encoding":
                    "The client does not form-encode its credentials for HTTP Basic (visible with `client-auth: \
                     basic`).";
            /// A code is sent once.
            code_use: CodeUse = CodeUse::Once, "RFC 6749 §4.1.2";
                fault "code-sent-twice" = CodeUse::Twice, breaks "rfc6749-4.1.2-client-code-once":
                    "The client sends every authorization code to the token endpoint twice.";
            /// Requests to the provider time out.
            provider_time: ResponseLimit = ResponseLimit::Kept, "OWASP ASVS 5.0 §13.2.6";
                fault "provider-timeout-missing" = ResponseLimit::Missing, breaks "asvs5-13.2.6-client-bounds-provider":
                    "Requests of the client to the provider do not time out.";
            /// The size of responses of the provider is limited.
            provider_size: ResponseLimit = ResponseLimit::Kept, "OWASP ASVS 5.0 §13.2.6";
                fault "provider-size-limit-missing" = ResponseLimit::Missing, breaks "asvs5-13.2.6-client-bounds-provider":
                    "The client reads responses of the provider without a size limit.";
        }
        knobs {
            /// The order of the parameters.
            order: Order = Order::Usual;
                variant "token-request-in-other-order" = Order::Reversed, unregulated by "RFC 6749 §4.1.3":
                    "The parameters of the token request are in another order.";
            /// The `Accept` header of back-channel requests.
            accept: AcceptHeader = AcceptHeader::Json, "RFC 9110 §12.5.1";
                variant "accepts-anything" = AcceptHeader::Anything, permitted by "RFC 9110 §12.5.1":
                    "Back-channel requests accept any media type.";
            /// The media type has a charset.
            charset_said: bool = false, "RFC 9110 §8.3.1";
                variant "token-request-with-charset" = true, unregulated by "RFC 9110 §8.3.1":
                    "The media type of the token request has `charset=UTF-8`.";
            /// An unknown parameter.
            unknown_parameter: bool = false, "RFC 6749 §3.2";
                variant "unknown-token-request-parameter" = true, demanded by "RFC 6749 §3.2":
                    "The token request has an unknown parameter.";
        }
    }
}

choice! {
    /// How the client credentials are sent (RFC 6749 §2.3.1).
    ClientCredentials {
        /// As configured: in the `Authorization` header or in the body.
        AsConfigured,
        /// In the `Authorization` header.
        InHeader,
        /// In the `Authorization` header, with the id in the body, too.
        InHeaderWithId,
        /// In the request URI, which every log contains.
        InQuery,
        /// In the `Authorization` header and in the body.
        InHeaderAndBody,
    }
}

choice! {
    /// The encoding of HTTP Basic credentials.
    BasicCredentials {
        /// User name and password are form-encoded.
        FormEncoded,
        /// None.
        Raw,
    }
}

choice! {
    /// Whether redirects on the back channel are followed.
    TokenRedirects {
        /// No: code, secret and token are not sent elsewhere.
        NotFollowed,
        /// Yes, to any URL in the response.
        Followed,
    }
}

choice! {
    /// Whether responses of the provider are limited in time or size.
    ResponseLimit {
        /// Yes: the request is aborted.
        Kept,
        /// No.
        Missing,
    }
}

choice! {
    /// How often one authorization code is sent (RFC 6749 §4.1.2).
    CodeUse {
        /// Once.
        Once,
        /// Twice in a row, like a client with an unnecessary retry.
        Twice,
    }
}

choice! {
    /// The `Accept` header of back-channel requests.
    AcceptHeader {
        /// `application/json`.
        Json,
        /// `*/*`.
        Anything,
    }
}
