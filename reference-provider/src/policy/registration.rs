//! How clients register themselves.

use serde::{Deserialize, Serialize};

rules! {
    /// How clients register themselves, and change what they registered.
    RegistrationRules {
        /// Who may register a client. RFC 7591 §3.
        by: RegistrationBy = RegistrationBy::Anyone,
        /// A client that redirects says where to. RFC 7591 §2.
        redirect_uris_required: bool = true,
        /// Redirection URIs are as safe as those that are configured. RFC 7591 §3.2.2, RFC 9700 §2.1.
        redirect_uris_checked: bool = true,
        /// Everything else that is registered means something here. RFC 7591 §3.2.2.
        metadata_checked: bool = true,
        /// The server chooses `client_id`, so that it cannot be taken for a user or another client. RFC 9700 §4.15.1.
        client_id_chosen_here: bool = true,
        /// Success is 201, and kept out of caches. RFC 7591 §3.2.1.
        answered_as_created: bool = true,
        /// Each client has a secret of its own. RFC 7591 §3.2.1.
        secrets_unique: bool = true,
        /// A secret comes with the time when it expires. RFC 7591 §3.2.1.
        secret_expiry_told: bool = true,
        /// All that is registered is returned, what the server chose, too. RFC 7591 §3.2.1.
        metadata_returned: bool = true,
        /// The answer brings the token that the registration is managed with, where it says where that is. RFC 7592 §3.
        management_token_told: bool = true,
        /// Whose registration access token opens a registration: its own. RFC 7592 §2.
        managed_with: ManagedWith = ManagedWith::OwnToken,
        /// A read shows the registration. RFC 7592 §2.1.
        read_complete: bool = true,
        /// An update takes the place of what was registered. RFC 7592 §2.2.
        update_applied: bool = true,
        /// An update is checked like a registration. RFC 7592 §2.2.
        update_checked: bool = true,
        /// A deleted client is gone. RFC 7592 §2.3.
        deletion_applied: bool = true,
    }
}

choice! {
    /// Who may register a client.
    RegistrationBy {
        /// Whoever asks.
        Anyone,
        /// Who has the initial access token of the configuration.
        TokenHolder,
        /// Nobody.
        Nobody,
    }
}

choice! {
    /// What opens a registration.
    ManagedWith {
        /// The token that was issued with it.
        OwnToken,
        /// A token that was issued with any registration.
        AnyToken,
        /// Nothing is needed.
        Nothing,
    }
}
