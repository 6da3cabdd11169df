//! The userinfo endpoint.

use serde::{Deserialize, Serialize};

rules! {
    /// The userinfo endpoint.
    UserinfoRules in userinfo {
        against UserImpersonation {
            /// The `sub` of the response is that of the ID token.
            sub: UserinfoSub = UserinfoSub::Right, "OpenID Connect Core §5.3.2";
                fault "userinfo-without-sub" = UserinfoSub::Missing, breaks "oidc-core-5.3.2-sub-always":
                    "The userinfo response has no sub.";
                fault "userinfo-sub-foreign" = UserinfoSub::Other, breaks "oidc-core-5.3.2-sub-equals-id-token":
                    "The userinfo response has the `sub` of another user.";
        }
        against InformationDisclosure {
            /// Each scope grants access to its claims and no others.
            claims_by_scope: bool = true, "OpenID Connect Core §5.4";
                fault "userinfo-ignores-scope" = false, breaks "oidc-core-5.4-scope-claims":
                    "The userinfo response has all claims of the user, whatever the scope.";
        }
        against Interoperability {
            /// POST is supported as well as GET.
            post_served: bool = true, "OpenID Connect Core §5.3";
                fault "userinfo-get-only" = false, breaks "oidc-core-5.3-userinfo-get-post":
                    "The userinfo endpoint does not support POST.";
            /// The response is labeled as JSON or a JWT.
            labeled: bool = true, "OpenID Connect Core §5.3.2";
                fault "userinfo-wrong-media-type" = false, breaks "oidc-core-5.3.2-content-type":
                    "The userinfo response is labeled as plain text.";
        }
        knobs {
            /// The response is a signed JWT, even if the client did not register for one.
            always_signed: bool = false, "OpenID Connect Core §5.3.2";
                variant "userinfo-signed" = true, permitted by "OpenID Connect Core §5.3.2":
                    "The userinfo response is a signed JWT.";
            /// Which claims the response has in addition to `sub`.
            claims: UserinfoClaims = UserinfoClaims::OfScope, "OpenID Connect Core §5.3.2";
                variant "userinfo-sub-only" = UserinfoClaims::Few, permitted by "OpenID Connect Core §5.3.2":
                    "The userinfo response has `sub` and no other claim.",
                    unjudged because "No scope grants access to any claims.";
                variant "userinfo-extended" = UserinfoClaims::Extended, permitted by "OpenID Connect Core §5.1.2":
                    "The userinfo response also has claims that no specification defines.";
                variant "userinfo-empty-claims" = UserinfoClaims::Empty, discouraged by "OpenID Connect Core §5.3.2":
                    "Claims without a value are null in the userinfo response, not absent.";
        }
    }
}

choice! {
    /// The claims of the response in addition to `sub`.
    UserinfoClaims {
        /// The claims of the scope that have a value.
        OfScope,
        /// None.
        Few,
        /// The claims of the scope, and private ones.
        Extended,
        /// The claims of the scope, and others without a value.
        Empty,
    }
}

choice! {
    /// The `sub` of the response.
    UserinfoSub {
        /// The user who granted the token.
        Right,
        /// Another user.
        Other,
        /// Absent.
        Missing,
    }
}
