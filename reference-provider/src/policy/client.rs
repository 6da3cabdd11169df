//! How clients prove who they are.

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// How clients prove who they are at the back-channel endpoints.
    ClientRules {
        /// A confidential client brings its secret. RFC 6749 §3.2.1 and §4.1.3.
        secret_required: bool = true,
        /// A secret that is brought must be right. RFC 6749 §2.3.1 and §4.1.3.
        secret_checked: bool = true,
        /// A client that is registered for one way to authenticate uses that one. RFC 7591 §2, RFC 6749 §2.3.1.
        method_checked: bool = true,
        /// A request uses one way to authenticate. RFC 6749 §2.3.
        one_method: bool = true,
        /// Credentials in the request URI are refused: they end up in logs. RFC 6749 §2.3.1.
        query_credentials_refused: bool = true,
        /// So many wrong secrets within the window, and the client has to wait. RFC 6749 §2.3.1.
        attempts: u32 = 20,
        /// The window in which wrong secrets are counted.
        attempts_window: Seconds = Seconds::minutes(5),
        /// Secrets are stored hashed, hence shown once, when they are made. RFC 6819 §5.1.4.1.3.
        secret_storage: SecretStorage = SecretStorage::Hashed,
    }
}

choice! {
    /// How the secret of an application registered in the browser is kept.
    SecretStorage {
        /// As an argon2 hash.
        Hashed,
        /// As it is, for everyone who reads the store or the page.
        Readable,
    }
}
