//! What a target no longer offers where its references differ.

use super::known::variants;
use super::variant::Variant;
use crate::model::target::{Party, PartyLocation, ReferenceOptions, Target};

/// Removes from a target what its references do not have because of their variants: the file of such a deployment would not
/// mention it.
pub fn forget_lost_features(target: &mut Target) {
    for variant in switched_on(target) {
        for feature in variant.without() {
            forget(feature, target);
        }
    }
}

/// The variant of the target's references that takes a feature away.
pub fn variant_without(target: &Target, feature: &str) -> Option<Variant> {
    switched_on(target).into_iter().find(|variant| variant.without().contains(&feature))
}

/// The variants of the target's references.
fn switched_on(target: &Target) -> Vec<Variant> {
    let provider = target.provider.as_ref().map(|Party { place, .. }| ("provider", place));
    let consumer = target.consumer.as_ref().map(|Party { place, .. }| ("consumer", place));
    let references = provider.into_iter().chain(consumer).filter_map(|(party, place)| match place {
        PartyLocation::Reference(options) => Some((party, options)),
        PartyLocation::External(_) => None,
    });
    let full_names = |(party, options): (&str, &ReferenceOptions)| -> Vec<String> {
        options.variants.iter().map(|variant| format!("{party}/{}", variant.value)).collect()
    };
    let names: Vec<String> = references.flat_map(full_names).collect();
    if names.is_empty() {
        return Vec::new();
    }
    variants().into_iter().filter(|variant| names.contains(&variant.full_name())).collect()
}

fn forget(feature: &str, target: &mut Target) {
    match feature.split_once('.') {
        Some(("provider", page)) => {
            if let Some(party) = &mut target.provider {
                party.pages.remove(&page.replace('-', "_"));
            }
        }
        Some(("clients", role)) => drop(target.clients.remove(role)),
        _ => {
            target.offers.retain(|offered| offered.value != feature);
            // A scope that the provider does not know would be refused.
            target.request_defaults.openid &= feature != "openid";
        }
    }
}
