//! How clients prove who they are.

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// How clients prove who they are at the endpoints that are no pages.
    ClientRules {
        /// Authentication in the `Authorization` header is served. RFC 6749 §2.3.1.
        basic_served: bool = true,
        /// What stands in that header is form-decoded after it was split. RFC 6749 §2.3.1.
        basic_form_decoded: bool = true,
        /// A client that does not authenticate says at least who it is. RFC 6749 §3.2.1.
        id_required: bool = true,
        /// A confidential client brings its secret. RFC 6749 §3.2.1 and §4.1.3.
        secret_required: bool = true,
        /// A secret that is brought must be right. RFC 6749 §2.3.1 and §4.1.3.
        secret_checked: bool = true,
        /// It brings its secret to refresh a token, too. RFC 6749 §6.
        secret_required_to_refresh: bool = true,
        /// A secret that a public client brings is wrong: it has none. RFC 6749 §4.1.3.
        secret_of_public_refused: bool = true,
        /// A request uses one way to authenticate. RFC 6749 §2.3.
        one_method: bool = true,
        /// A client authenticates in the way it has registered, if it has. RFC 7591 §2, OpenID Connect Core §9.
        registered_method_only: bool = true,
        /// Credentials in the request URI are refused: they end up in logs. RFC 6749 §2.3.1.
        query_credentials_refused: bool = true,
        /// So many wrong secrets within the window, and the client has to wait. RFC 6749 §2.3.1.
        attempts: u32 = 20,
        /// The window in which wrong secrets are counted.
        attempts_window: Seconds = Seconds::minutes(5),
        /// How a client that failed to authenticate is asked to do better. RFC 6749 §5.2, RFC 7617 §2.
        challenge: Challenge = Challenge::WithRealm,
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

choice! {
    /// How a client that failed to authenticate is asked to do better.
    Challenge {
        /// 401, and a challenge with a realm.
        WithRealm,
        /// 401, and a challenge without one.
        Bare,
        /// 400, and none.
        Missing,
    }
}
