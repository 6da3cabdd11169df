//! What the userinfo endpoint tells.

use serde::{Deserialize, Serialize};

rules! {
    /// What the userinfo endpoint tells.
    UserinfoRules in userinfo {
        against UserImpersonation {
            /// The answer of the userinfo endpoint names the user of the ID token.
            sub: UserinfoSub = UserinfoSub::Right, "OpenID Connect Core §5.3.2";
                fault "userinfo-without-sub" = UserinfoSub::Missing, breaks "oidc-core-5.3.2-sub-always":
                    "The userinfo endpoint does not say whom it is about.";
                fault "userinfo-of-another-user" = UserinfoSub::Other, breaks "oidc-core-5.3.2-sub-equals-id-token":
                    "The userinfo endpoint answers with the `sub` of somebody else.";
        }
        against InformationDisclosure {
            /// Each scope releases its claims and no others.
            claims_by_scope: bool = true, "OpenID Connect Core §5.4";
                fault "userinfo-tells-everything" = false, breaks "oidc-core-5.4-scope-claims":
                    "The userinfo endpoint tells all it knows, whatever the scope.";
        }
        against Interoperability {
            /// The userinfo endpoint serves POST like GET.
            post_served: bool = true, "OpenID Connect Core §5.3";
                fault "userinfo-get-only" = false, breaks "oidc-core-5.3-userinfo-get-post":
                    "The userinfo endpoint refuses POST.";
            /// The answer of the userinfo endpoint says whether it is JSON or a JWT.
            labelled: bool = true, "OpenID Connect Core §5.3.2";
                fault "userinfo-unlabelled" = false, breaks "oidc-core-5.3.2-content-type":
                    "The userinfo endpoint says that its answers are plain text.";
        }
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
