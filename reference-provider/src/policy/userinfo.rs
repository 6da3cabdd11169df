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
        knobs {
            /// Claims come in a signed JWT, also where the client did not ask for one when it registered.
            always_signed: bool = false, "OpenID Connect Core §5.3.2";
                variant "userinfo-signed" = true, permitted by "OpenID Connect Core §5.3.2":
                    "The userinfo endpoint answers with a signed JWT.";
            /// Which claims come beside `sub`.
            claims: UserinfoClaims = UserinfoClaims::OfScope, "OpenID Connect Core §5.3.2";
                variant "userinfo-sub-alone" = UserinfoClaims::Few, permitted by "OpenID Connect Core §5.3.2":
                    "The userinfo endpoint returns `sub` and no other claim.",
                    unjudged because "There are no claims that a scope could release.";
                variant "userinfo-extended" = UserinfoClaims::Extended, permitted by "OpenID Connect Core §5.1.2":
                    "The userinfo endpoint also returns claims that no specification defines.";
                variant "userinfo-empty-claims" = UserinfoClaims::Empty, discouraged by "OpenID Connect Core §5.3.2":
                    "A claim without a value is null in the userinfo response, not left out.";
        }
    }
}

choice! {
    /// The claims of the answer, beside `sub`.
    UserinfoClaims {
        /// Those of the scope that have a value.
        OfScope,
        /// None.
        Few,
        /// Those of the scope, and some that only this provider knows.
        Extended,
        /// Those of the scope, and others without a value.
        Empty,
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
