//! Broken and delayed responses.

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// How responses that clients read are broken or delayed after an endpoint has produced them. RFC 6749 §5.1, RFC
    /// 9110 §8.6.
    ReplyRules in reply {
        against Interoperability {
            /// Responses of the token endpoint arrive complete and unchanged.
            token: ResponseDelivery = ResponseDelivery::AsItIs, "RFC 6749 §5.1";
                fault "token-server-error" = ResponseDelivery::ServerError,
                    breaks "rfc6749-4.1-code-flow-completes" and "asvs5-16.5.3-requests-handled":
                    "The token endpoint responds with an internal server error.";
                fault "token-html" = ResponseDelivery::Html,
                    breaks "rfc6749-5.1-access-token-member" and "rfc6749-4.1-code-flow-completes":
                    "The token endpoint responds with an HTML page and the status 200.";
                fault "token-truncated" = ResponseDelivery::Truncated,
                    breaks "rfc6749-5.1-access-token-member" and "rfc6749-4.1-code-flow-completes":
                    "The token endpoint truncates its response and adjusts Content-Length.";
                fault "token-connection-lost" = ResponseDelivery::BrokenOff, breaks "rfc6749-4.1-code-flow-completes":
                    "The token endpoint closes the connection in the middle of its response.";
                fault "token-dropped" = ResponseDelivery::Dropped, breaks "rfc6749-4.1-code-flow-completes":
                    "The token endpoint closes the connection without a response.";
                fault "token-delayed" = ResponseDelivery::Late, breaks "rfc6749-4.1-code-flow-completes":
                    "The token endpoint delays its response.";
                fault "token-slow" = ResponseDelivery::Dripping, breaks "rfc6749-4.1-code-flow-completes":
                    "The token endpoint sends its response in small pieces over half a minute.";
                fault "token-huge" = ResponseDelivery::Huge, breaks "rfc6749-4.1-code-flow-completes":
                    "The token endpoint sends 16 MiB of whitespace before its response.";
                fault "token-redirected" = ResponseDelivery::Redirected,
                    breaks "rfc6749-5.1-access-token-member" and "rfc6749-4.1-code-flow-completes":
                    "The token endpoint redirects the token request to another host with 307.";
            /// Responses of the protected resource arrive complete and unchanged.
            profile: ResponseDelivery = ResponseDelivery::AsItIs, "RFC 6749 §7";
                fault "profile-server-error" = ResponseDelivery::ServerError,
                    breaks "asvs5-16.5.3-requests-handled" and "rfc6749-4.1-code-flow-completes":
                    "The protected resource responds with an internal server error.";
                fault "profile-html" = ResponseDelivery::Html,
                    breaks "rfc6749-1.2-resource-served" and "rfc6749-4.1-code-flow-completes":
                    "The protected resource responds with an HTML page and the status 200.";
                fault "profile-truncated" = ResponseDelivery::Truncated,
                    breaks "rfc6749-1.2-resource-served" and "rfc6749-4.1-code-flow-completes":
                    "The protected resource truncates its response and adjusts Content-Length.";
                fault "profile-connection-lost" = ResponseDelivery::BrokenOff, breaks "rfc6749-4.1-code-flow-completes":
                    "The protected resource closes the connection in the middle of its response.";
                fault "profile-dropped" = ResponseDelivery::Dropped, breaks "rfc6749-4.1-code-flow-completes":
                    "The protected resource closes the connection without a response.";
                fault "profile-delayed" = ResponseDelivery::Late, breaks "rfc6749-4.1-code-flow-completes":
                    "The protected resource delays its response.";
                fault "profile-slow" = ResponseDelivery::Dripping, breaks "rfc6749-4.1-code-flow-completes":
                    "The protected resource sends its response in small pieces over half a minute.";
                fault "profile-huge" = ResponseDelivery::Huge, breaks "rfc6749-4.1-code-flow-completes":
                    "The protected resource sends 16 MiB of whitespace before its response.";
                fault "profile-redirected" = ResponseDelivery::Redirected,
                    breaks "rfc6749-1.2-resource-served" and "rfc6749-4.1-code-flow-completes":
                    "The protected resource redirects the request to another host with 307.";
                fault "profile-wrong-media-type" = ResponseDelivery::PlainText, breaks "rfc6749-1.2-resource-served":
                    "The protected resource labels its JSON response as plain text.";
            /// Responses of the userinfo endpoint arrive complete and unchanged.
            userinfo: ResponseDelivery = ResponseDelivery::AsItIs, "OpenID Connect Core §5.3.2";
                fault "userinfo-server-error" = ResponseDelivery::ServerError, breaks "asvs5-16.5.3-requests-handled":
                    "The userinfo endpoint responds with an internal server error.";
                fault "userinfo-html" = ResponseDelivery::Html, breaks "oidc-core-5.3.2-sub-always":
                    "The userinfo endpoint responds with an HTML page and the status 200.";
                fault "userinfo-truncated" = ResponseDelivery::Truncated, breaks "oidc-core-5.3.2-sub-always":
                    "The userinfo endpoint truncates its response and adjusts Content-Length.";
            /// The metadata arrives complete and unchanged at all of its URLs.
            metadata: ResponseDelivery = ResponseDelivery::AsItIs, "RFC 8414 §3.2";
                fault "metadata-server-error" = ResponseDelivery::ServerError, breaks "asvs5-16.5.3-requests-handled":
                    "The response to a metadata request is an internal server error.";
                fault "metadata-html" = ResponseDelivery::Html, breaks "rfc8414-2-required-members":
                    "The response to a metadata request is an HTML page with the status 200.";
                fault "metadata-truncated" = ResponseDelivery::Truncated, breaks "rfc8414-2-required-members":
                    "The metadata is truncated, with an adjusted Content-Length.";
            /// The JWK Set arrives complete and unchanged.
            key_set: ResponseDelivery = ResponseDelivery::AsItIs, "RFC 7517 §5";
                fault "key-set-server-error" = ResponseDelivery::ServerError, breaks "asvs5-16.5.3-requests-handled":
                    "The response to a request for the JWK Set is an internal server error.";
                fault "key-set-html" = ResponseDelivery::Html, breaks "rfc7517-5-jwk-set":
                    "The response to a request for the JWK Set is an HTML page with the status 200.";
                fault "key-set-truncated" = ResponseDelivery::Truncated, breaks "rfc7517-5-jwk-set":
                    "The JWK Set is truncated, with an adjusted Content-Length.";
        }
        knobs {
            /// The delay of delayed responses.
            delay: Seconds = Seconds(30);
        }
    }
}

choice! {
    /// How a response reaches the client.
    ResponseDelivery {
        /// Immediately and unchanged.
        AsItIs,
        /// As an internal server error, with the status 500.
        ServerError,
        /// As an HTML page, with the status 200.
        Html,
        /// Labeled as plain text.
        PlainText,
        /// Its first half, with an adjusted `Content-Length`.
        Truncated,
        /// Its first half; then the connection is closed.
        BrokenOff,
        /// Not at all: the connection is closed.
        Dropped,
        /// After the delay.
        Late,
        /// In small pieces, over the delay.
        Dripping,
        /// After 16 MiB of whitespace, which JSON permits.
        Huge,
        /// From another host, to which the request is redirected.
        Redirected,
    }
}
