//! What OAuth once had and no longer should have.

use serde::{Deserialize, Serialize};

rules! {
    /// What OAuth once had and no longer should have.
    LegacyRules in legacy {
        against TokenTheft {
            /// No refresh token goes through the browser's address.
            refresh_token_kept_back: bool = true, "RFC 6749 §4.2.2";
                fault "implicit-refresh-token" = false, breaks "rfc6749-4.2.2-implicit-no-refresh-token":
                    "A refresh token goes along in the browser's address.";
        }
        knobs {
            /// The implicit grant: tokens in the browser's address. Off since RFC 9700 §2.1.2.
            implicit: bool = false, "RFC 6749 §4.2";
            /// Tokens in the browser's address beside a code.
            hybrid: bool = false, "OpenID Connect Core §3.3";
            /// The user's password, typed into the client. Off since RFC 9700 §2.4.
            password: bool = false, "RFC 6749 §4.3";
        }
        several {
            fault "implicit-served" against TokenTheft, breaks "rfc9700-2.1.2-implicit-off":
                "Whoever asks gets an access token in the browser's address."
                => |p| { p.legacy.implicit = true; p.request.response_type_registered = false; };
        }
    }
}
