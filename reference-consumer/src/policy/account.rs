//! Accounts and their users.

use serde::{Deserialize, Serialize};

rules! {
    /// Accounts and their users.
    AccountRules in account {
        against UserImpersonation {
            /// An account is identified by the user identifier of the provider.
            key: AccountKey = AccountKey::UserId, "RFC 6749 §10.16, OpenID Connect Core §5.7";
                fault "account-by-email" = AccountKey::Email, breaks "oidc-core-5.7-client-key-iss-sub":
                    "The client identifies accounts by e-mail address instead of the user identifier.";
                fault "first-account-wins" = AccountKey::FirstEver, breaks "rfc6749-4.1-code-flow-completes":
                    "The client signs every user in to the account of the first user.";
            /// A failed login does not sign any user in.
            failed_login: FailedLogin = FailedLogin::SignsNobodyIn, "RFC 6749 §4.1.2.1";
                fault "failed-login-signs-in" = FailedLogin::SignsInPreviousUser,
                    breaks "asvs5-16.5.2-client-handles-provider-failure":
                    "The client signs the previous user in when the token endpoint rejects the code.";
        }
    }
}

choice! {
    /// What identifies an account.
    AccountKey {
        /// The profile's `user_id`, which the provider never assigns to another user.
        UserId,
        /// The profile's `email`, which can be assigned to another user.
        Email,
        /// Nothing: every user gets the account of the first one.
        FirstEver,
    }
}

choice! {
    /// Which user a failed login signs in.
    FailedLogin {
        /// No user.
        SignsNobodyIn,
        /// The last user who signed in.
        SignsInPreviousUser,
    }
}
