//! Always-on checks: they look at all exchanges of a case at its end, whatever its scenario is about. One file for each, and
//! one line here.

use crate::model::verdict::{AlwaysOnResult, Mismatch};

mod authorization_endpoint_without_cors;
mod clickjacking;
mod code_removed_from_url;
mod content_security_policy;
mod cookies_without_secrets;
mod errors_without_stack_traces;
mod form_action;
mod logins;
mod no_307_after_login;
mod no_server_errors;
mod no_third_party_resources;
mod nosniff;
mod open_redirect;
mod pages_not_cached;
mod pages_without_secrets;
mod referers_without_secrets;
mod referrer_policy;
mod registered_error_codes;
mod response_parameters_once;
mod secrets_unguessable;
mod session_cookie_attributes;
mod session_fixation;
mod states_unguessable;
mod token_errors_in_json;
mod tokens_in_json;
mod tokens_not_cached;
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
pub use kind::AlwaysOnCheck;
use kind::Examined;
pub use traffic::Traffic;

/// Every always-on check, by id.
pub const KINDS: [AlwaysOnCheck; 26] = [
    authorization_endpoint_without_cors::KIND,
    clickjacking::KIND,
    code_removed_from_url::KIND,
    content_security_policy::KIND,
    cookies_without_secrets::KIND,
    errors_without_stack_traces::KIND,
    form_action::KIND,
    no_307_after_login::KIND,
    no_server_errors::KIND,
    no_third_party_resources::KIND,
    nosniff::KIND,
    open_redirect::KIND,
    pages_not_cached::KIND,
    pages_without_secrets::KIND,
    referers_without_secrets::KIND,
    referrer_policy::KIND,
    registered_error_codes::KIND,
    response_parameters_once::KIND,
    secrets_unguessable::KIND,
    session_cookie_attributes::KIND,
    session_fixation::KIND,
    states_unguessable::KIND,
    token_errors_in_json::KIND,
    tokens_in_json::KIND,
    tokens_not_cached::KIND,
    urls_without_secrets::KIND,
];

/// What every check reports about one case.
pub fn examine(traffic: &Traffic<'_>) -> Vec<AlwaysOnResult<Mismatch>> {
    let one = |kind: &AlwaysOnCheck| {
        let Examined { relevant, sightings, samples } = (kind.examine)(traffic);
        AlwaysOnResult { check: kind.id, relevant, sightings, samples }
    };
    KINDS.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::syntax::catalog::Catalog;

    #[test]
    fn checks_are_sorted_and_about_known_requirements() {
        let ids: Vec<&str> = KINDS.iter().map(|kind| kind.id).collect();
        let sorted: BTreeSet<&str> = ids.iter().copied().collect();
        assert!(ids.iter().eq(&sorted), "{ids:?}");
        for kind in KINDS {
            assert!(!kind.requirements.is_empty() && !kind.red_when.is_empty(), "{}", kind.id);
            for id in kind.requirements {
                assert!(Catalog::built_in().get(id).is_some(), "{} is about the unknown {id}", kind.id);
            }
        }
    }
}
