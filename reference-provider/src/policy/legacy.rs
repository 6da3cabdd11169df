//! Deprecated grants and response types.

use serde::{Deserialize, Serialize};

rules! {
    /// Deprecated grants and response types.
    LegacyRules in legacy {
        against TokenTheft {
            /// No refresh token is issued from the authorization endpoint.
            refresh_token_kept_back: bool = true, "RFC 6749 §4.2.2";
                fault "implicit-refresh-token" = false, breaks "rfc6749-4.2.2-implicit-no-refresh-token":
                    "The authorization endpoint issues refresh tokens in the fragment of the redirect URI.";
        }
        knobs {
            /// The implicit grant: tokens in the fragment of the redirect URI. Off since RFC 9700 §2.1.2.
            implicit: bool = false, "RFC 6749 §4.2";
            /// Hybrid response types: tokens in the fragment along with a code.
            hybrid: bool = false, "OpenID Connect Core §3.3";
            /// The resource owner password credentials grant. Off since RFC 9700 §2.4.
            password: bool = false, "RFC 6749 §4.3";
        }
        several {
            fault "implicit-grant-enabled" against TokenTheft, breaks "rfc9700-2.1.2-implicit-disabled":
                "The authorization endpoint supports the implicit grant and issues access tokens in the fragment."
                => |p| { p.legacy.implicit = true; p.request.response_type_registered = false; };
        }
    }
}
