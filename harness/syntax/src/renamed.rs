//! Ids of the last version that have a new name: target files, `--only` and `explain` accept both for one version.

use std::sync::LazyLock;

use crate::model::span::Spanned;
use crate::model::target::{ReferenceOptions, Renamed};

/// What an id names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// An always-on check.
    AlwaysOn,
    /// Something that a target offers.
    Capability,
    /// A case of a scenario, as `id/case`.
    Case,
    /// A fault of a reference, as `provider/NAME` or `consumer/NAME`.
    Fault,
    /// A requirement of the catalog.
    Requirement,
    /// A scenario.
    Scenario,
    /// A variant of a reference, as `provider/NAME` or `consumer/NAME`.
    Variant,
}

/// What is named, the old id, the new id: a line each.
const TABLE: &str = include_str!("renamed.tsv");

impl Named {
    fn of(kind: &str) -> Named {
        match kind {
            "always-on" => Named::AlwaysOn,
            "capability" => Named::Capability,
            "case" => Named::Case,
            "fault" => Named::Fault,
            "requirement" => Named::Requirement,
            "scenario" => Named::Scenario,
            "variant" => Named::Variant,
            _ => panic!("`{kind}` is not a kind of id"),
        }
    }
}

/// What is named, the old id, the new id.
static RENAMED: LazyLock<Vec<(Named, &'static str, &'static str)>> = LazyLock::new(|| {
    let row = |line: &'static str| match line.split('\t').collect::<Vec<_>>()[..] {
        [kind, old, new] => (Named::of(kind), old, new),
        _ => panic!("three columns: {line}"),
    };
    TABLE.lines().map(row).collect()
});

/// The new id of an old one.
pub fn current(of: Named, old: &str) -> Option<&'static str> {
    RENAMED.iter().find(|(named, known, _)| *named == of && *known == old).map(|(_, _, new)| *new)
}

/// The new id of a scenario, a case (`id/case`) or an always-on check, also with its folder (`provider/id`, `always/id`).
pub fn current_scope(old: &str) -> Option<String> {
    let (folder, rest) = match old.split_once('/') {
        Some((folder @ ("always" | "consumer" | "pair" | "provider"), rest)) => (Some(folder), rest),
        _ => (None, old),
    };
    let (id, case) = rest.split_once('/').map_or((rest, None), |(id, case)| (id, Some(case)));
    if let Some(new) = current(Named::Case, rest).filter(|_| folder != Some("always")) {
        return Some(folder.into_iter().chain([new]).collect::<Vec<_>>().join("/"));
    }
    let new = match folder {
        Some("always") => current(Named::AlwaysOn, id)?,
        Some(_) => current(Named::Scenario, id)?,
        None => current(Named::Scenario, id).or_else(|| current(Named::AlwaysOn, id))?,
    };
    let parts = folder.into_iter().chain([new]).chain(case);
    Some(parts.collect::<Vec<_>>().join("/"))
}

/// Replaces an old id, and notes that it did.
pub(super) fn update(
    id: Spanned<String>,
    new: Option<impl Into<String>>,
    renamed: &mut Vec<Renamed>,
) -> Spanned<String> {
    let Some(new) = new.map(Into::into) else { return id };
    renamed.push(Renamed { span: id.span, old: id.value, new: new.clone() });
    Spanned { value: new, span: id.span }
}

/// Faults and variants by the names of today.
pub(super) fn of_reference(options: ReferenceOptions, who: &str, renamed: &mut Vec<Renamed>) -> ReferenceOptions {
    let mut current_names = |of: Named, names: Vec<Spanned<String>>| -> Vec<Spanned<String>> {
        let name = |name: Spanned<String>| {
            let new = current(of, &format!("{who}/{}", name.value));
            update(name, new.and_then(|new| new.split_once('/')).map(|(_, new)| new), renamed)
        };
        names.into_iter().map(name).collect()
    };
    let faults = current_names(Named::Fault, options.faults);
    let variants = current_names(Named::Variant, options.variants);
    ReferenceOptions { faults, variants, ..options }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_new_id_is_old_and_no_old_id_is_listed_twice() {
        for (at, (named, old, new)) in RENAMED.iter().enumerate() {
            assert_eq!(current(*named, new), None, "{old} -> {new}: renamed again; name the last one");
            assert!(
                RENAMED[..at].iter().all(|(kind, known, _)| (kind, known) != (named, old)),
                "{old} is listed twice"
            );
        }
    }

    #[test]
    fn a_scope_keeps_its_folder_and_its_case() {
        let (_, old, new) = RENAMED.iter().find(|(named, ..)| *named == Named::Scenario).expect("one was renamed");
        assert_eq!(current_scope(old), Some((*new).to_owned()));
        assert_eq!(current_scope(&format!("{old}/some-case")), Some(format!("{new}/some-case")));
        assert_eq!(current_scope(&format!("provider/{old}")), Some(format!("provider/{new}")));
        assert_eq!(current_scope(&format!("always/{old}")), None);
        assert_eq!(current_scope("no-such-id"), None);
    }
}
