//! Always-on checks: they look at all exchanges of a case at its end, whatever its scenario is about. One file for each, and
//! one line here.

use crate::model::verdict::{LookedOver, Mismatch};

mod authorization_without_cors;
mod callbacks_leave_no_code;
mod cookies_without_secrets;
mod errors_registered;
mod errors_without_innards;
mod forms_lead_on;
mod forms_not_repeated;
mod logins;
mod media_types_binding;
mod pages_keep_their_address;
mod pages_limit_content;
mod pages_self_contained;
mod pages_uncached;
mod pages_unframeable;
mod pages_without_secrets;
mod redirects_stay_inside;
mod referers_without_secrets;
mod requests_handled;
mod response_parameters_once;
mod secrets_unguessable;
mod session_cookies_guarded;
mod sessions_renewed;
mod states_unguessable;
mod token_errors_in_json;
mod tokens_in_json;
mod tokens_uncached;
mod urls_without_secrets;

mod content_policy;
#[cfg(test)]
mod example;
mod guessable;
mod kind;
mod redirect_uris;
mod secrets;
mod traffic;

pub use guessable::guessable;
pub use kind::Kind;
use kind::Looked;
pub use traffic::Traffic;

/// Every always-on check, by id.
pub const KINDS: [Kind; 26] = [
    authorization_without_cors::KIND,
    callbacks_leave_no_code::KIND,
    cookies_without_secrets::KIND,
    errors_registered::KIND,
    errors_without_innards::KIND,
    forms_lead_on::KIND,
    forms_not_repeated::KIND,
    media_types_binding::KIND,
    pages_keep_their_address::KIND,
    pages_limit_content::KIND,
    pages_self_contained::KIND,
    pages_uncached::KIND,
    pages_unframeable::KIND,
    pages_without_secrets::KIND,
    redirects_stay_inside::KIND,
    referers_without_secrets::KIND,
    requests_handled::KIND,
    response_parameters_once::KIND,
    secrets_unguessable::KIND,
    session_cookies_guarded::KIND,
    sessions_renewed::KIND,
    states_unguessable::KIND,
    token_errors_in_json::KIND,
    tokens_in_json::KIND,
    tokens_uncached::KIND,
    urls_without_secrets::KIND,
];

/// What every check reports about one case.
pub fn look_over(traffic: &Traffic<'_>) -> Vec<LookedOver<Mismatch>> {
    let one = |kind: &Kind| {
        let Looked { relevant, sightings, samples } = (kind.look)(traffic);
        LookedOver { check: kind.id, relevant, sightings, samples }
    };
    KINDS.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::syntax::catalogue::Catalogue;

    #[test]
    fn checks_are_sorted_and_about_known_requirements() {
        let ids: Vec<&str> = KINDS.iter().map(|kind| kind.id).collect();
        let sorted: BTreeSet<&str> = ids.iter().copied().collect();
        assert!(ids.iter().eq(&sorted), "{ids:?}");
        for kind in KINDS {
            assert!(!kind.requirements.is_empty() && !kind.red_when.is_empty(), "{}", kind.id);
            for id in kind.requirements {
                assert!(Catalogue::built_in().get(id).is_some(), "{} is about the unknown {id}", kind.id);
            }
        }
    }
}
