//! Which requirements count at a target depends on its profile. Some entries of the catalog are about one family of documents
//! alone (`profiles`), and in places documents contradict each other (`conflicts_with`).

use crate::model::requirement::Requirement;
use crate::model::target::Profile;
use crate::syntax::catalog::Catalog;

/// Why a requirement does not count under a profile; `None` if it does.
///
/// If two conflict, the one from the document that the profile is named after counts; if neither is from it, both do.
pub fn superseded_by(id: &str, profile: Profile) -> Option<Superseded> {
    let requirement = Catalog::built_in().get(id)?;
    if !requirement.counts_under(profile) {
        return Some(Superseded::OfAnotherProfile(requirement));
    }
    if is_of(id, profile) {
        return None;
    }
    requirement.conflicts_with.iter().find(|other| is_of(other, profile)).map(|other| Superseded::By(other))
}

/// Why a requirement does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Superseded {
    /// Another one counts.
    By(&'static str),
    /// It is about deployments of other profiles.
    OfAnotherProfile(&'static Requirement),
}

/// None of these requirements counts: why there is nothing to judge. `None` if one counts.
pub(super) fn nothing_left(requirements: &[String], profile: Profile) -> Option<String> {
    let replaced: Option<Vec<Superseded>> = requirements.iter().map(|id| superseded_by(id, profile)).collect();
    let replaced = replaced.filter(|replaced| !replaced.is_empty())?;
    let others: Vec<&str> =
        replaced.iter().filter_map(|why| if let Superseded::By(other) = why { Some(*other) } else { None }).collect();
    if !others.is_empty() {
        let others = others.join(", ");
        return Some(format!("under the profile `{}` another requirement applies: {others}", profile.name()));
    }
    let profiles = replaced.iter().filter_map(|why| match why {
        Superseded::OfAnotherProfile(requirement) => Some(&requirement.profiles),
        Superseded::By(_) => None,
    });
    let mut names: Vec<String> = profiles.flatten().map(|profile| format!("`{}`", profile.name())).collect();
    names.sort();
    names.dedup();
    Some(format!(
        "it applies to the profile {} only, and the profile of the target is `{}`",
        names.join(" or "),
        profile.name()
    ))
}

/// The requirement is from the document that a profile is named after.
fn is_of(id: &str, profile: Profile) -> bool {
    match profile {
        // RFC 6749 and its companions, as opposed to drafts and OpenID Connect.
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
        assert_eq!(superseded_by(OAUTH2, Profile::Oidc), Some(Superseded::By(OIDC)));
        assert_eq!(superseded_by(OIDC, Profile::Oauth2), Some(Superseded::By(OAUTH2)));
        assert_eq!(superseded_by(OAUTH2, Profile::Oauth21), None);
        assert_eq!(superseded_by("rfc6749-4.1.2-code-single-use", Profile::Oidc), None);
    }

    #[test]
    fn an_entry_of_one_family_counts_in_no_other() {
        let ids = ["oauth21-5.1-query-token-ignored".to_owned()];
        assert_eq!(nothing_left(&ids, Profile::Oauth21), None);
        let reason = "it applies to the profile `oauth2.1` only, and the profile of the target is `oidc`";
        assert_eq!(nothing_left(&ids, Profile::Oidc).as_deref(), Some(reason));
        let both = [ids[0].clone(), "rfc6749-4.1.2-code-single-use".to_owned()];
        assert_eq!(nothing_left(&both, Profile::Oauth2), None);
    }
}
