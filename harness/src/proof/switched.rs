//! A target with its references switched: to misbehave, or to differ and be right.

use crate::model::scenario::FaultSet;
use crate::model::span::{Span, Spanned};
use crate::model::target::{Party, PartyLocation, Target};
use crate::system::{self, Variant};

/// The target, with its references misbehaving.
///
/// # Panics
///
/// Where a fault is one of a party that is not a reference.
pub fn with_faults(target: &Target, faults: &FaultSet) -> Target {
    let mut target = target.clone();
    for fault in &faults.0 {
        let (side, name) = fault.split_once('/').expect("the loader has checked the form of faults");
        let place = match side {
            "provider" => target.provider.as_mut().map(|Party { place, .. }| place),
            _ => target.consumer.as_mut().map(|Party { place, .. }| place),
        };
        let Some(PartyLocation::Reference(options)) = place else { panic!("the reference target has references") };
        options.faults.push(Spanned { value: name.to_owned(), span: Span::default() });
    }
    target
}

/// Variants that only work with one of the other party: no user could sign in without it.
const TOGETHER_WITH: [(&str, &str); 3] = [
    ("provider/pushed-requests-required", "consumer/request-pushed"),
    ("consumer/csrf-protection-by-nonce", "provider/pkce-optional"),
    ("consumer/nonce-instead-of-pkce", "provider/pkce-optional"),
];

/// Providers where an ordinary client cannot introspect tokens.
const INTROSPECTED_BY_RESOURCES: [&str; 2] = ["introspection-for-resource-servers", "introspection-within-audience"];

/// The target, with its references differing; the features that the variants take away, it no longer offers.
pub fn differing(target: &Target, variants: &[Variant]) -> Target {
    let mut target = with_undeclared_variants(target, variants);
    system::forget_lost_features(&mut target);
    // The target file of such a provider lets the harness introspect as the resource server.
    if variants.iter().any(|variant| INTROSPECTED_BY_RESOURCES.contains(&variant.name))
        && let Some(api) = target.clients.get("api").cloned()
    {
        target.clients.insert("asker".to_owned(), api);
    }
    target
}

/// The target, with its references differing, whose file does not note what they no longer offer.
pub fn with_undeclared_variants(target: &Target, variants: &[Variant]) -> Target {
    let mut target = target.clone();
    let mut names: Vec<String> = variants.iter().map(Variant::full_name).collect();
    let also = TOGETHER_WITH.iter().filter(|(name, _)| names.iter().any(|known| known == name));
    let also: Vec<&str> = also.map(|(_, also)| *also).collect();
    for name in also {
        if names.iter().all(|known| known != name) {
            names.push(name.to_owned());
        }
    }
    for name in names {
        let (party, name) = name.split_once('/').expect("a full name has the party in front");
        let place = match party {
            "provider" => target.provider.as_mut().map(|Party { place, .. }| place),
            _ => target.consumer.as_mut().map(|Party { place, .. }| place),
        };
        // Some targets have no consumer.
        let Some(place) = place else { continue };
        let PartyLocation::Reference(options) = place else { panic!("the reference targets have references") };
        options.variants.push(Spanned { value: name.to_owned(), span: Span::default() });
    }
    target
}
