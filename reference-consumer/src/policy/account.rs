//! Whose account it is.

use serde::{Deserialize, Serialize};

rules! {
    /// Whose account it is.
    AccountRules in account {
        against UserImpersonation {
            /// An account is recognised by the user's identifier.
            key: AccountKey = AccountKey::UserId, "RFC 6749 §10.16, OpenID Connect Core §5.7";
                fault "account-by-email" = AccountKey::Email, breaks "oidc-core-5.7-client-key-iss-sub":
                    "Accounts are recognised by e-mail address instead of by the user's identifier.";
                fault "first-account-wins" = AccountKey::FirstEver, breaks "rfc6749-4.1-code-flow-completes":
                    "Everybody is shown the account of the user who signed in first.";
            /// A failed login signs nobody in.
            failed_login: FailedLogin = FailedLogin::SignsNobodyIn, "RFC 6749 §4.1.2.1";
                fault "failed-login-signs-in" = FailedLogin::SignsInPreviousUser,
                    breaks "asvs5-16.5.2-client-handles-provider-failure":
                    "A login that the token endpoint refuses signs in the user who signed in last.";
        }
    }
}

choice! {
    /// What an account is recognised by.
    AccountKey {
        /// The profile's `user_id`, which the provider never gives to anybody else.
        UserId,
        /// The profile's `email`, which can change hands.
        Email,
        /// Nothing: everybody gets the account of whoever signed in first.
        FirstEver,
    }
}

choice! {
    /// Whom a failed login signs in.
    FailedLogin {
        /// Nobody.
        SignsNobodyIn,
        /// Whoever signed in last.
        SignsInPreviousUser,
    }
}
