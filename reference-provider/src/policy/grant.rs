//! Who may trade what for tokens.

use serde::{Deserialize, Serialize};

rules! {
    /// Who may trade what for tokens.
    GrantRules {
        /// A client uses the grants that it has registered. RFC 6749 §5.2, RFC 7591 §2.
        registered_only: bool = true,
        /// A client speaks for itself only if it can keep a secret. RFC 6749 §4.4.
        own_name_confidential_only: bool = true,
        /// A client that speaks for itself gets no refresh token: it can ask again. RFC 6749 §4.4.3.
        own_name_without_refresh: bool = true,
        /// A grant type that is not served is called so. RFC 6749 §5.2.
        unsupported_named: bool = true,
    }
}
