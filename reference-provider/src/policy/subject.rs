//! Subject identifiers.

use serde::{Deserialize, Serialize};

rules! {
    /// Subject identifiers.
    SubjectRules in subject {
        against UserImpersonation {
            /// `sub` identifies one user, is the same at each login, and is never another user's.
            identifies: SubjectIdentifies = SubjectIdentifies::User, "OpenID Connect Core §2 and §8";
                fault "sub-per-login" = SubjectIdentifies::Login, breaks "oidc-core-2-sub-stable":
                    "The `sub` of a user differs after each login.";
                fault "sub-shared" = SubjectIdentifies::AllUsers, breaks "oidc-core-2-sub-stable":
                    "All users have the same `sub`.";
        }
        knobs {
            /// The format of `sub`.
            form: SubjectForm = SubjectForm::Number, "OpenID Connect Core §2";
                variant "sub-qualified" = SubjectForm::Qualified, permitted by "OpenID Connect Core §2":
                    "`sub` has upper-case and lower-case letters, a vertical bar and a colon.";
                variant "sub-as-uuid" = SubjectForm::Uuid, permitted by "OpenID Connect Core §2":
                    "`sub` is a UUID.";
                variant "sub-of-255-characters" = SubjectForm::Long, permitted by "OpenID Connect Core §2":
                    "`sub` has 255 characters.";
                variant "sub-pairwise" = SubjectForm::Pairwise, permitted by "OpenID Connect Core §8":
                    "`sub` is pairwise: a user has another one at each client.";
        }
    }
}

choice! {
    /// What `sub` identifies.
    SubjectIdentifies {
        /// The user.
        User,
        /// A login of the user.
        Login,
        /// All users.
        AllUsers,
    }
}

choice! {
    /// The format of `sub`.
    SubjectForm {
        /// The number of the user.
        Number,
        /// A name with upper-case and lower-case letters, a vertical bar and a colon.
        Qualified,
        /// A UUID.
        Uuid,
        /// 255 characters.
        Long,
        /// A pairwise identifier (OpenID Connect Core §8.1).
        Pairwise,
    }
}
