//! The token request.

use serde::{Deserialize, Serialize};

use super::{Order, Parameter};

rules! {
    /// The token request (RFC 6749 §4.1.3).
    TokenRequestRules in token_request {
        against CodeInjection {
            /// The token request carries the code verifier.
            code_verifier: Parameter = Parameter::Sent, "RFC 7636 §4.5";
                fault "verifier-not-sent" = Parameter::Omitted, breaks "rfc7636-4.5-client-always-sends-verifier":
                    "The token request leaves the code verifier out.";
            /// The token request repeats `redirect_uri`.
            redirect_uri: Parameter = Parameter::Sent, "RFC 6749 §4.1.3";
                fault "redirect-uri-omitted-in-token-request" = Parameter::Omitted,
                    breaks "rfc6749-4.1.3-client-redirect-uri-identical":
                    "The token request leaves the redirect URI out.";
        }
        against InformationDisclosure {
            /// The client's credentials travel in the header or in the body.
            client_credentials: ClientCredentials = ClientCredentials::AsConfigured, "RFC 6749 §2.3.1";
                fault "secret-in-query" = ClientCredentials::InQuery, breaks "rfc6749-2.3.1-secret-not-in-uri-client":
                    "The client's credentials travel in the URI of the token request.";
                fault "two-authentication-methods" = ClientCredentials::InHeaderAndBody,
                    breaks "rfc6749-2.3-client-one-auth-method":
                    "The client authenticates in the Authorization header and in the body at once.";
                variant "client-secret-basic" = ClientCredentials::InHeader, demanded by "RFC 6749 §2.3.1":
                    "The client authenticates in the Authorization header.";
                variant "client-id-beside-basic" = ClientCredentials::InHeaderWithId, unregulated by "RFC 6749 §3.2.1":
                    "The client authenticates in the Authorization header, and the body has its id, too.";
            /// Code and secret go to the configured endpoint and nowhere else.
            redirects: TokenRedirects = TokenRedirects::NotFollowed, "RFC 6749 §3.2, OAuth 2.1 §3.2";
                fault "token-redirect-followed" = TokenRedirects::Followed,
                    breaks "asvs5-15.3.2-client-no-redirect-with-credentials":
                    "A redirect from the token endpoint is followed, with code and secret.";
        }
        against Interoperability {
            /// `Basic` credentials are form-encoded.
            basic_credentials: BasicCredentials = BasicCredentials::FormEncoded, "RFC 6749 §2.3.1";
                fault "basic-not-encoded" = BasicCredentials::Raw, breaks "rfc6749-2.3.1-basic-form-encoding":
                    "Basic credentials are not form-encoded first (seen with `client-auth: basic`).";
            /// A code is sent once.
            code_use: CodeUse = CodeUse::Once, "RFC 6749 §4.1.2";
                fault "code-sent-twice" = CodeUse::Twice, breaks "rfc6749-4.1.2-client-code-once":
                    "Every authorization code is sent to the token endpoint twice.";
            /// There is an end to waiting for the provider.
            provider_time: Bound = Bound::Kept, "OWASP ASVS 5.0 §13.2.6";
                fault "provider-awaited-for-ever" = Bound::Missing, breaks "asvs5-13.2.6-client-bounds-provider":
                    "An answer of the provider is waited for, however long it takes.";
            /// There is an end to what is read of its answers.
            provider_size: Bound = Bound::Kept, "OWASP ASVS 5.0 §13.2.6";
                fault "provider-read-without-end" = Bound::Missing, breaks "asvs5-13.2.6-client-bounds-provider":
                    "An answer of the provider is read to its end, however long it is.";
        }
        knobs {
            /// The order of the parameters.
            order: Order = Order::Usual;
                variant "token-request-in-other-order" = Order::Reversed, unregulated by "RFC 6749 §4.1.3":
                    "The parameters of the token request stand in another order.";
            /// Which answers the back channel says that it takes.
            accept: AcceptHeader = AcceptHeader::Json, "RFC 9110 §12.5.1";
                variant "accepts-anything" = AcceptHeader::Anything, permitted by "RFC 9110 §12.5.1":
                    "The back channel accepts answers of every type.";
            /// The media type has the charset.
            charset_said: bool = false, "RFC 9110 §8.3.1";
                variant "token-request-with-charset" = true, unregulated by "RFC 9110 §8.3.1":
                    "The media type of the token request says `charset=UTF-8`.";
            /// A parameter of nobody's.
            unknown_parameter: bool = false, "RFC 6749 §3.2";
                variant "unknown-token-request-parameter" = true, demanded by "RFC 6749 §3.2":
                    "The token request has a parameter that no document knows.";
        }
    }
}

choice! {
    /// Where the client's credentials travel (RFC 6749 §2.3.1).
    ClientCredentials {
        /// As configured: in the `Authorization` header or in the body.
        AsConfigured,
        /// In the `Authorization` header.
        InHeader,
        /// In the `Authorization` header; the id in the body, too.
        InHeaderWithId,
        /// In the request URI, where every log sees them.
        InQuery,
        /// In the `Authorization` header and in the body at once.
        InHeaderAndBody,
    }
}

choice! {
    /// How `Basic` credentials are written.
    BasicCredentials {
        /// Both halves are form-encoded first.
        FormEncoded,
        /// As they are.
        Raw,
    }
}

choice! {
    /// Whether a redirect from the provider is followed on the back channel.
    TokenRedirects {
        /// Code, secret and token stay where they belong.
        NotFollowed,
        /// They go wherever the answer points.
        Followed,
    }
}

choice! {
    /// Whether the provider's answers are bounded.
    Bound {
        /// They are given up.
        Kept,
        /// They may take what they take.
        Missing,
    }
}

choice! {
    /// How often one authorization code is sent (RFC 6749 §4.1.2).
    CodeUse {
        /// Once.
        Once,
        /// Twice in a row, as a client does that repeats a request for good measure.
        Twice,
    }
}

choice! {
    /// The `Accept` header of the back channel.
    AcceptHeader {
        /// `application/json`.
        Json,
        /// `*/*`.
        Anything,
    }
}
