//! What is told about the user, and under which name.

use serde::{Deserialize, Serialize};

rules! {
    /// Whom `sub` names.
    SubjectRules {
        /// `sub` stands for one user, the same at each login, and for nobody else. OpenID Connect Core §2 and §8.
        stands_for: SubjectStands = SubjectStands::User,
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

rules! {
    /// What the userinfo endpoint tells.
    UserinfoRules {
        /// POST is served like GET. OpenID Connect Core §5.3.
        post_served: bool = true,
        /// The answer names the user of the ID token. OpenID Connect Core §5.3.2.
        sub: UserinfoSub = UserinfoSub::Right,
        /// Each scope releases its claims and no others. OpenID Connect Core §5.4.
        claims_by_scope: bool = true,
        /// The answer says whether it is JSON or a JWT. OpenID Connect Core §5.3.2.
        labelled: bool = true,
    }
}

choice! {
    /// `sub` of the answer.
    UserinfoSub {
        /// The user who granted the token.
        Right,
        /// Somebody else.
        Other,
        /// Not there.
        Missing,
    }
}
