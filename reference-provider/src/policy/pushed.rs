//! Authorization requests that are handed in from behind (RFC 9126).

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// Authorization requests that are handed in from behind (RFC 9126).
    PushedRules {
        /// Every authorization request is pushed. RFC 9126 §4 and §5.
        required: bool = false,
        /// A client that registered to push does nothing else. RFC 9126 §4 and §6.
        registration_obeyed: bool = true,
        /// The client is authenticated as at the token endpoint. RFC 9126 §2.1.
        client_authenticated: bool = true,
        /// A pushed request does not point to another one. RFC 9126 §2.1.
        request_uri_refused: bool = true,
        /// A pushed request is judged when it comes, not when the user does. RFC 9126 §2.1.
        validated_early: bool = true,
        /// The answer is 201. RFC 9126 §2.2.
        status: PushedStatus = PushedStatus::Created,
        /// `request_uri` cannot be guessed. RFC 9126 §2.2 and §7.1.
        unguessable: bool = true,
        /// `request_uri` is for the client that pushed. RFC 9126 §2.2 and §4.
        bound_to_client: bool = true,
        /// `request_uri` works once. RFC 9126 §4 and §7.3.
        single_use: bool = true,
        /// `request_uri` lives so long. RFC 9126 §2.2.
        lifetime: Seconds = Seconds::minutes(1),
        /// A `request_uri` that has run out is refused. RFC 9126 §4.
        expiry_checked: bool = true,
        /// Who may push a redirection URI that is not registered. RFC 9126 §2.4 and §7.2.
        unregistered_redirect_uri: MayBringRedirectUri = MayBringRedirectUri::Nobody,
    }
}

choice! {
    /// The status of the answer to a pushed request.
    PushedStatus {
        /// 201.
        Created,
        /// 200.
        Ok,
    }
}

choice! {
    /// Who may push a redirection URI that is not registered.
    MayBringRedirectUri {
        /// Nobody.
        Nobody,
        /// A client that is authenticated.
        AuthenticatedClients,
        /// Anybody.
        AnyClient,
    }
}
