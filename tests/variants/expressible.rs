//! Which faults a deployment cannot have, because it does not have the feature that they are about: where no client can be
//! registered, no registration can be answered wrongly. What each requirement needs, the catalog says.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use oauth_harness::syntax::catalog::Catalog;
use oauth_harness::system::{self, Fault, Variant};

/// What the catalog calls a feature under `needs`, and what target files call it: a deployment without any of these is without
/// the feature.
const FEATURES: [(&str, &[&str]); 13] = [
    ("consent-page", &["consent-page"]),
    ("discovery", &["provider.discovery", "provider.metadata"]),
    ("dpop", &["dpop"]),
    ("dynamic-registration", &["provider.registration"]),
    ("jar", &["request-objects"]),
    ("jwks", &["provider.jwks"]),
    ("jwt-access-token", &["clients.readable"]),
    ("logout", &["provider.end-session"]),
    ("openid", &["openid"]),
    ("par", &["provider.pushed-authorization-request"]),
    ("prm", &["provider.resource-metadata"]),
    ("refresh", &["refresh"]),
    ("userinfo", &["provider.userinfo"]),
];

/// Why no deployment with these variants can have the fault: each requirement that it breaks needs a feature that they are
/// without. `None` where one can.
pub(super) fn inexpressible(fault: &str, variants: &[Variant]) -> Option<String> {
    static FAULTS: LazyLock<BTreeMap<String, Fault>> =
        LazyLock::new(|| system::faults().into_iter().map(|fault| (fault.full_name(), fault)).collect());
    let fault = &FAULTS[fault];
    let also = fault.also.iter().map(|id| lost(id, variants));
    let first = lost(fault.breaks, variants)?;
    also.into_iter().all(|lost| lost.is_some()).then_some(first)
}

/// The feature that a requirement needs and the variants are without.
fn lost(id: &str, variants: &[Variant]) -> Option<String> {
    let needs = &Catalog::built_in().get(id).expect("the catalog has what faults break").needs;
    let mut needed = FEATURES.iter().filter(|(word, _)| needs.iter().any(|need| need == word));
    let is_lost =
        |names: &[&str]| names.iter().all(|name| variants.iter().any(|variant| variant.without().contains(name)));
    needed.find(|(_, names)| is_lost(names)).map(|(word, names)| {
        let takes = |variant: &&Variant| variant.without().contains(&names[0]);
        let name = variants.iter().find(takes).map(Variant::full_name).unwrap_or_default();
        format!("`{name}` is without the feature `{word}`, which the fault is about")
    })
}
