//! What becomes of answers on their way out.

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// What becomes of the answers that clients read, once an endpoint has given them. RFC 6749 §5.1, RFC 9110 §8.6.
    ReplyRules in reply {
        against Interoperability {
            /// Answers of the token endpoint arrive whole and unchanged.
            token: Reply = Reply::AsItIs, "RFC 6749 §5.1";
                fault "token-server-error" = Reply::ServerError,
                    breaks "rfc6749-4.1-code-flow-completes" and "asvs5-16.5.3-requests-handled":
                    "The answer of the token endpoint ends in a server error.";
                fault "token-html" = Reply::Html,
                    breaks "rfc6749-5.1-access-token-member" and "rfc6749-4.1-code-flow-completes":
                    "The answer of the token endpoint is a page that says that all is well.";
                fault "token-truncated" = Reply::Truncated,
                    breaks "rfc6749-5.1-access-token-member" and "rfc6749-4.1-code-flow-completes":
                    "The answer of the token endpoint ends in the middle, as if that were all.";
                fault "token-broken-off" = Reply::BrokenOff, breaks "rfc6749-4.1-code-flow-completes":
                    "The answer of the token endpoint ends in the middle, and the connection with it.";
                fault "token-dropped" = Reply::Dropped, breaks "rfc6749-4.1-code-flow-completes":
                    "The answer of the token endpoint never comes: the connection ends.";
                fault "token-late" = Reply::Late, breaks "rfc6749-4.1-code-flow-completes":
                    "The answer of the token endpoint keeps its reader waiting.";
                fault "token-dripping" = Reply::Dripping, breaks "rfc6749-4.1-code-flow-completes":
                    "The answer of the token endpoint comes bit by bit, for half a minute.";
                fault "token-huge" = Reply::Huge, breaks "rfc6749-4.1-code-flow-completes":
                    "The answer of the token endpoint has 16 MiB of blanks in front.";
                fault "token-redirected" = Reply::Redirected,
                    breaks "rfc6749-5.1-access-token-member" and "rfc6749-4.1-code-flow-completes":
                    "The answer of the token endpoint sends the same request to another host.";
            /// Answers of the protected resource arrive whole and unchanged.
            profile: Reply = Reply::AsItIs, "RFC 6749 §7";
                fault "profile-server-error" = Reply::ServerError,
                    breaks "asvs5-16.5.3-requests-handled" and "rfc6749-4.1-code-flow-completes":
                    "The profile ends in a server error.";
                fault "profile-html" = Reply::Html,
                    breaks "rfc6749-1.2-resource-served" and "rfc6749-4.1-code-flow-completes":
                    "The profile is a page that says that all is well.";
                fault "profile-truncated" = Reply::Truncated,
                    breaks "rfc6749-1.2-resource-served" and "rfc6749-4.1-code-flow-completes":
                    "The profile ends in the middle, as if that were all.";
                fault "profile-broken-off" = Reply::BrokenOff, breaks "rfc6749-4.1-code-flow-completes":
                    "The profile ends in the middle, and the connection with it.";
                fault "profile-dropped" = Reply::Dropped, breaks "rfc6749-4.1-code-flow-completes":
                    "The profile never comes: the connection ends.";
                fault "profile-late" = Reply::Late, breaks "rfc6749-4.1-code-flow-completes":
                    "The profile keeps its reader waiting.";
                fault "profile-dripping" = Reply::Dripping, breaks "rfc6749-4.1-code-flow-completes":
                    "The profile comes bit by bit, for half a minute.";
                fault "profile-huge" = Reply::Huge, breaks "rfc6749-4.1-code-flow-completes":
                    "The profile has 16 MiB of blanks in front.";
                fault "profile-redirected" = Reply::Redirected,
                    breaks "rfc6749-1.2-resource-served" and "rfc6749-4.1-code-flow-completes":
                    "The profile sends the same request to another host.";
                fault "profile-unlabelled" = Reply::PlainText, breaks "rfc6749-1.2-resource-served":
                    "The profile says that it is plain text.";
            /// Answers of the userinfo endpoint arrive whole and unchanged.
            userinfo: Reply = Reply::AsItIs, "OpenID Connect Core §5.3.2";
                fault "userinfo-server-error" = Reply::ServerError, breaks "asvs5-16.5.3-requests-handled":
                    "The answer of the userinfo endpoint is a server error.";
                fault "userinfo-html" = Reply::Html, breaks "oidc-core-5.3.2-sub-always":
                    "The answer of the userinfo endpoint is a page that says that all is well.";
                fault "userinfo-truncated" = Reply::Truncated, breaks "oidc-core-5.3.2-sub-always":
                    "The answer of the userinfo endpoint ends in the middle, as if that were all.";
            /// The metadata arrive whole and unchanged, wherever they are asked for.
            metadata: Reply = Reply::AsItIs, "RFC 8414 §3.2";
                fault "metadata-server-error" = Reply::ServerError, breaks "asvs5-16.5.3-requests-handled":
                    "The metadata is a server error.";
                fault "metadata-html" = Reply::Html, breaks "rfc8414-2-required-members":
                    "The metadata is a page that says that all is well.";
                fault "metadata-truncated" = Reply::Truncated, breaks "rfc8414-2-required-members":
                    "The metadata ends in the middle, as if that were all.";
            /// The published keys arrive whole and unchanged.
            key_set: Reply = Reply::AsItIs, "RFC 7517 §5";
                fault "key-set-server-error" = Reply::ServerError, breaks "asvs5-16.5.3-requests-handled":
                    "The published key set is a server error.";
                fault "key-set-html" = Reply::Html, breaks "rfc7517-5-jwk-set":
                    "The published key set is a page that says that all is well.";
                fault "key-set-truncated" = Reply::Truncated, breaks "rfc7517-5-jwk-set":
                    "The published key set ends in the middle, as if that were all.";
        }
        knobs {
            /// How long an answer that is late keeps its reader waiting.
            delay: Seconds = Seconds(30);
        }
    }
}

choice! {
    /// How an answer reaches who asked.
    Reply {
        /// At once, and as the endpoint gave it.
        AsItIs,
        /// As a page about an error inside, with status 500.
        ServerError,
        /// As a page that says that all is well, with status 200.
        Html,
        /// Said to be plain text.
        PlainText,
        /// Its first half, as if that were all.
        Truncated,
        /// Its first half; then the connection breaks.
        BrokenOff,
        /// Not at all: the connection ends.
        Dropped,
        /// After the delay.
        Late,
        /// Bit by bit, for as long as the delay.
        Dripping,
        /// Behind 16 MiB of blanks, which mean nothing in JSON.
        Huge,
        /// At another address, to which the request shall be sent again as it is.
        Redirected,
    }
}
