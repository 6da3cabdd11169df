//! Which variants can be run together: those of different subjects whose edits do not meet.

use oauth_harness::system::Variant;

/// Every variant once, in groups of `size` at most. Those of large subjects come first, so that there are few groups.
pub(super) fn groups(variants: &[Variant], size: usize) -> Vec<Vec<Variant>> {
    let of_subject = |variant: &Variant| variants.iter().filter(|other| is_of_one_subject(variant, other)).count();
    let mut ordered: Vec<&Variant> = variants.iter().collect();
    ordered.sort_by_key(|variant| (usize::MAX - of_subject(variant), variant.subject, variant.name));
    let mut groups: Vec<Vec<Variant>> = Vec::new();
    for variant in ordered {
        let has_room = |group: &&mut Vec<Variant>| group.len() < size && group.iter().all(|other| fit(variant, other));
        match groups.iter_mut().find(has_room) {
            Some(group) => group.push(*variant),
            None => groups.push(vec![*variant]),
        }
    }
    groups
}

/// Whether two variants can be switched on together: each is of another subject, and their order makes no difference.
pub(super) fn fit(one: &Variant, other: &Variant) -> bool {
    !is_of_one_subject(one, other) && (one.party != other.party || commute(one, other))
}

fn is_of_one_subject(one: &Variant, other: &Variant) -> bool {
    one.party == other.party && one.subject == other.subject
}

fn commute(one: &Variant, other: &Variant) -> bool {
    if one.party == "consumer" {
        let apply = |names: [&str; 2]| {
            let mut policy = reference_consumer::Policy::default();
            for name in names {
                reference_consumer::variants::apply(name, &mut policy).expect("it is in the table");
            }
            policy
        };
        return apply([one.name, other.name]) == apply([other.name, one.name]);
    }
    let apply = |names: [&str; 2]| {
        let mut policy = reference_provider::Policy::default();
        for name in names {
            reference_provider::variants::apply(name, &mut policy).expect("it is in the table");
        }
        policy
    };
    apply([one.name, other.name]) == apply([other.name, one.name])
}
