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
        knobs {
            /// How `sub` is written.
            form: SubjectForm = SubjectForm::Number, "OpenID Connect Core §2";
                variant "sub-qualified" = SubjectForm::Qualified, permitted by "OpenID Connect Core §2":
                    "`sub` has letters of both cases, a bar and a colon.";
                variant "sub-as-uuid" = SubjectForm::Uuid, permitted by "OpenID Connect Core §2":
                    "`sub` is a UUID.";
                variant "sub-of-255-characters" = SubjectForm::Long, permitted by "OpenID Connect Core §2":
                    "`sub` has 255 characters.";
                variant "sub-pairwise" = SubjectForm::Pairwise, permitted by "OpenID Connect Core §8":
                    "A user has another `sub` at each client.";
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

choice! {
    /// How `sub` is written.
    SubjectForm {
        /// As the number of the user.
        Number,
        /// As a name with letters of both cases, a bar and a colon.
        Qualified,
        /// As a UUID.
        Uuid,
        /// In 255 characters.
        Long,
        /// In another way for each client (OpenID Connect Core §8.1).
        Pairwise,
    }
}
