//! Variants that cannot both be right in one case, though they can in all others.

use oauth_harness::system::Variant;

/// A case, two variants, and why the second is left out where both would be switched on.
const CONTRARY_IN: [(&str, &str, &str, &str); 1] = [(
    "pair/sign-out",
    "provider/consent-remembered",
    "consumer/home-leads-to-start-page",
    "a home page that begins a login, at a provider that asks nothing, signs in again whoever has signed out",
)];

/// Whether a variant contradicts another one of the group in this case.
pub(super) fn is_contrary_in(case: &str, variant: &Variant, group: &[Variant]) -> bool {
    let is_there = |name: &str| group.iter().any(|other| other.full_name() == name);
    CONTRARY_IN.iter().any(|(known, one, other, _)| *known == case && variant.full_name() == *other && is_there(one))
}
