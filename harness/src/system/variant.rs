//! How a reference can be made to differ, and what its target no longer offers then.

use crate::model::target::{Party, Place, ReferenceOptions, Target};

/// A way in which a reference differs and is right all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant {
    /// `provider` or `consumer`.
    pub party: &'static str,
    /// Its name after `provider/` or `consumer/`.
    pub name: &'static str,
    /// What the party does, in one sentence.
    pub sentence: &'static str,
    /// The word of the document, such as `MAY`.
    pub level: &'static str,
    /// The document and the section that permit it.
    pub permitted_by: &'static str,
    /// The subject of the rule that it varies, such as `id-token`.
    pub subject: &'static str,
    /// Which checks have nothing left to judge.
    pub quiet: Quiet,
}

/// Which checks a variant may silence: they are skipped or not judged, where they passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quiet {
    /// None.
    None,
    /// Some, a tenth at most of those that the variant touches; why.
    Some(&'static str),
    /// Those about features that such a party does not have: capabilities or pages of a target file, and why.
    Without(&'static [&'static str], &'static str),
}

impl Variant {
    /// How targets and the command line call it: `provider/NAME` or `consumer/NAME`.
    pub fn full_name(&self) -> String {
        format!("{}/{}", self.party, self.name)
    }

    /// The features of a target that such a party does not have: a capability, `provider.PAGE`, or `clients.ROLE`.
    pub fn without(&self) -> &'static [&'static str] {
        match self.quiet {
            Quiet::Without(features, _) => features,
            Quiet::None | Quiet::Some(_) => &[],
        }
    }
}

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
pub fn loses(target: &Target, feature: &str) -> Option<Variant> {
    switched_on(target).into_iter().find(|variant| variant.without().contains(&feature))
}

/// The variants of the target's references.
fn switched_on(target: &Target) -> Vec<Variant> {
    let provider = target.provider.as_ref().map(|Party { place, .. }| ("provider", place));
    let consumer = target.consumer.as_ref().map(|Party { place, .. }| ("consumer", place));
    let references = provider.into_iter().chain(consumer).filter_map(|(party, place)| match place {
        Place::Reference(options) => Some((party, options)),
        Place::At(_) => None,
    });
    let full_names = |(party, options): (&str, &ReferenceOptions)| -> Vec<String> {
        options.variants.iter().map(|variant| format!("{party}/{}", variant.value)).collect()
    };
    let names: Vec<String> = references.flat_map(full_names).collect();
    if names.is_empty() {
        return Vec::new();
    }
    super::variants().into_iter().filter(|variant| names.contains(&variant.full_name())).collect()
}

fn forget(feature: &str, target: &mut Target) {
    match feature.split_once('.') {
        Some(("provider", page)) => {
            if let Some(party) = &mut target.provider {
                party.pages.remove(&page.replace('-', "_"));
            }
        }
        Some(("clients", role)) => drop(target.clients.remove(role)),
        _ => target.offers.retain(|offered| offered.value != feature),
    }
}
