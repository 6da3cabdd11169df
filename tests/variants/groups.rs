//! Which variants can be run together: those that edit different rules.

use oauth_harness::system::Variant;

/// Every variant once, in as few groups of `size` at most as can be. Those of one subject are kept apart where they can be, as
/// one of them could hide another.
pub(super) fn groups(variants: &[Variant], size: usize) -> Vec<Vec<Variant>> {
    let like = |one: &Variant, others: &[Variant]| others.iter().filter(|other| is_of_one_subject(one, other)).count();
    let mut ordered: Vec<Variant> = variants.to_vec();
    ordered.sort_by_key(|variant| (usize::MAX - like(variant, variants), variant.subject, variant.name));
    let mut groups: Vec<Vec<Variant>> = vec![Vec::new(); variants.len().div_ceil(size)];
    for variant in ordered {
        let has_room = |group: &&mut Vec<Variant>| group.len() < size && group.iter().all(|other| fit(&variant, other));
        let least = groups.iter_mut().filter(has_room).min_by_key(|group| (like(&variant, group), group.len()));
        match least {
            Some(group) => group.push(variant),
            None => groups.push(vec![variant]),
        }
    }
    groups
}

fn is_of_one_subject(one: &Variant, other: &Variant) -> bool {
    one.party == other.party && one.subject == other.subject
}

/// Whether two variants can be switched on together: they edit different rules, so that their order makes no difference and
/// both are in force.
pub(super) fn fit(one: &Variant, other: &Variant) -> bool {
    one.party != other.party
        || match one.party {
            "consumer" => are_apart(one, other, |names| {
                let mut policy = reference_consumer::Policy::default();
                for name in names {
                    reference_consumer::variants::apply(name, &mut policy).expect("it is in the table");
                }
                policy
            }),
            _ => are_apart(one, other, |names| {
                let mut policy = reference_provider::Policy::default();
                for name in names {
                    reference_provider::variants::apply(name, &mut policy).expect("it is in the table");
                }
                policy
            }),
        }
}

/// Whether neither takes anything of the other back, or has all of it.
fn are_apart<P: PartialEq>(one: &Variant, other: &Variant, apply: impl Fn(&[&str]) -> P) -> bool {
    let both = apply(&[one.name, other.name]);
    both == apply(&[other.name, one.name]) && both != apply(&[one.name]) && both != apply(&[other.name])
}
