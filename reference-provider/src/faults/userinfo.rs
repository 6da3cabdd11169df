//! Something else is told about the user than what was agreed to.

use super::Fault;
use crate::policy::{SubjectStands, UserinfoSub};

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "sub-of-each-login" breaks "oidc-core-2-sub-stable":
        "`sub` is another one after each login." => |p| p.subject.stands_for = SubjectStands::Login;
    "sub-of-everybody" breaks "oidc-core-2-sub-stable":
        "`sub` is the same for all users." => |p| p.subject.stands_for = SubjectStands::Everybody;
    "userinfo-get-only" breaks "oidc-core-5.3-userinfo-get-post":
        "The userinfo endpoint refuses POST." => |p| p.userinfo.post_served = false;
    "userinfo-without-sub" breaks "oidc-core-5.3.2-sub-always":
        "The userinfo endpoint does not say whom it is about." => |p| p.userinfo.sub = UserinfoSub::Missing;
    "userinfo-of-another-user" breaks "oidc-core-5.3.2-sub-equals-id-token":
        "The userinfo endpoint answers with the `sub` of somebody else." => |p| p.userinfo.sub = UserinfoSub::Other;
    "userinfo-unlabelled" breaks "oidc-core-5.3.2-content-type":
        "The userinfo endpoint says that its answers are plain text." => |p| p.userinfo.labelled = false;
    "userinfo-tells-everything" breaks "oidc-core-5.4-scope-claims":
        "The userinfo endpoint tells all it knows, whatever the scope." => |p| p.userinfo.claims_by_scope = false;
};
