//! Documents contradict each other in places (`conflicts_with` in the catalogue). The target's profile decides which counts.

use crate::model::target::Profile;
use crate::syntax::catalogue::Catalogue;

/// The requirement that takes the place of this one under a profile; `None` where it counts itself.
///
/// Between two that conflict, that of the document which the profile is named after counts; where neither is of it, both do.
pub(super) fn superseded_by(id: &str, profile: Profile) -> Option<&'static str> {
    let catalogue = Catalogue::built_in();
    if is_of(id, profile) {
        return None;
    }
    let requirement = catalogue.get(id)?;
    requirement.conflicts_with.iter().map(String::as_str).find(|other| is_of(other, profile))
}

/// Every requirement of these is superseded: why there is nothing to judge. `None` where something is left.
pub(super) fn nothing_left(requirements: &[String], profile: Profile) -> Option<String> {
    let replaced: Option<Vec<&str>> = requirements.iter().map(|id| superseded_by(id, profile)).collect();
    let replaced = replaced.filter(|replaced| !replaced.is_empty())?;
    Some(format!("under the profile `{}` another requirement counts: {}", profile.name(), replaced.join(", ")))
}

/// The requirement is of the document that a profile is named after.
fn is_of(id: &str, profile: Profile) -> bool {
    match profile {
        // What RFC 6749 and its companions say, against drafts and OpenID Connect.
        Profile::Oauth2 => id.starts_with("rfc"),
        Profile::Oauth21 => id.starts_with("oauth21-"),
        Profile::Oidc => id.starts_with("oidc-"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OAUTH2: &str = "rfc6749-4.1.2.1-invalid-scope-reported";
    const OIDC: &str = "oidc-core-3.1.2.1-unknown-scope-ignored";

    #[test]
    fn the_profile_decides_between_documents_that_conflict() {
        assert_eq!(superseded_by(OAUTH2, Profile::Oauth2), None);
        assert_eq!(superseded_by(OAUTH2, Profile::Oidc), Some(OIDC));
        assert_eq!(superseded_by(OIDC, Profile::Oauth2), Some(OAUTH2));
        assert_eq!(superseded_by(OAUTH2, Profile::Oauth21), None);
        assert_eq!(superseded_by("rfc6749-4.1.2-code-single-use", Profile::Oidc), None);
    }
}
