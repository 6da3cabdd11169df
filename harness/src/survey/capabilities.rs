//! The capabilities that a target file has to name under `offers`, from what a provider announces and what was seen.

use super::metadata::{Found, strings};
use super::observed::{Observed, SignIn};
use crate::model::page::PageKind;

/// The capabilities that the documents announce.
pub(super) fn announced(found: &[Found]) -> Vec<&'static str> {
    let flag = |member: &str| found.iter().any(|document| document.members.get(member) == Some(&true.into()));
    let mut offers = Vec::new();
    if strings(found, "dpop_signing_alg_values_supported").is_some_and(|all| !all.is_empty()) {
        offers.push("dpop");
    }
    if flag("request_parameter_supported") {
        offers.push("request-objects");
    }
    if flag("authorization_response_iss_parameter_supported") {
        offers.push("iss");
    }
    if strings(found, "code_challenge_methods_supported").is_some_and(|all| all == ["S256"]) {
        offers.push("s256-only");
    }
    offers
}

/// The capabilities that were seen (`true`), or seen to be absent.
pub(super) fn observed(first: &SignIn, seen: &Observed) -> Vec<(&'static str, bool)> {
    let mut all = vec![
        ("iss", first.iss),
        ("openid", first.id_token),
        ("refresh", first.refresh || seen.refresh_scope.is_some()),
    ];
    let was_asked = first.pages.contains(&PageKind::Consent);
    if let Some(again) = seen.asked_again {
        all.push(("consent-page", was_asked && again));
        all.push(("consent-remembered", was_asked && !again));
    }
    all.extend(seen.without_pkce.map(|accepted| ("pkce-required", !accepted)));
    all.extend(seen.plain_pkce.map(|accepted| ("s256-only", !accepted)));
    all.extend(seen.client_credentials.map(|issued| ("client-credentials", issued)));
    all
}
