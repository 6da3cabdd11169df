//! Whom `sub` names.

use serde::{Deserialize, Serialize};

rules! {
    /// Whom `sub` names.
    SubjectRules in subject {
        against UserImpersonation {
            /// `sub` stands for one user, the same at each login, and for nobody else.
            stands_for: SubjectStands = SubjectStands::User, "OpenID Connect Core §2 and §8";
                fault "sub-of-each-login" = SubjectStands::Login, breaks "oidc-core-2-sub-stable":
                    "`sub` is another one after each login.";
                fault "sub-of-everybody" = SubjectStands::Everybody, breaks "oidc-core-2-sub-stable":
                    "`sub` is the same for all users.";
        }
    }
}

choice! {
    /// What `sub` stands for.
    SubjectStands {
        /// The user.
        User,
        /// One login of the user.
        Login,
        /// Everybody.
        Everybody,
    }
}
