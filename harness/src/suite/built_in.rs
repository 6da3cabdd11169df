//! The files that are part of the program.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use oauth_harness_scenarios::{FILES, File};

use crate::model::source::Source;
use crate::model::target::Target;
use crate::syntax::target;

/// What the paths of these files begin with in messages: they are nowhere on disk.
const SHOWN_BELOW: &str = "built-in";

/// The target that is meant where none is named.
pub(crate) const DEFAULT: &str = "reference";

/// The scenarios in a file or folder, named as in a checkout (`scenarios/pair`) or below `scenarios` (`pair`), or the one of a name
/// as `list` shows it (`pair/sign-in`).
pub(crate) fn scenarios_at(path: &Path) -> Vec<Source> {
    let Some(below) = below_scenarios(path) else { return Vec::new() };
    let is_meant = |file: &&File| {
        let rest = file.path.strip_prefix(below.as_str());
        let is_all = |rest: &str| rest.is_empty() || rest == ".yaml" || rest.starts_with('/');
        is_scenario(file.path) && rest.is_some_and(|rest| below.is_empty() || is_all(rest))
    };
    FILES.iter().filter(is_meant).map(source).collect()
}

/// True for the id of a scenario without its folder, or the name of one of its cases: no file, but something to run.
pub(super) fn is_name(path: &Path) -> bool {
    let Some(name) = below_scenarios(path) else { return false };
    let is_called = |known: &str| name == known || name.strip_prefix(known).is_some_and(|rest| rest.starts_with('/'));
    FILES
        .iter()
        .filter(|file| is_scenario(file.path))
        .any(|file| is_called(stem(file)) || file.path.strip_suffix(".yaml").is_some_and(is_called))
}

/// Every scenario.
pub(super) fn scenarios() -> Vec<Source> {
    FILES.iter().filter(|file| is_scenario(file.path)).map(source).collect()
}

/// Every fragment.
pub(super) fn fragments() -> Vec<Source> {
    in_folder("fragments").map(source).collect()
}

/// Every target.
pub(crate) fn targets() -> Vec<Source> {
    in_folder("targets").map(source).collect()
}

/// The target of that name (`reference`), or of that path in a checkout (`scenarios/targets/reference.yaml`).
pub(super) fn target(path: &Path) -> Option<Source> {
    let named = below_scenarios(path)?;
    let name = named.strip_prefix("targets/").unwrap_or(&named);
    let name = name.strip_suffix(".yaml").unwrap_or(name);
    in_folder("targets").find(|file| stem(file) == name).map(source)
}

/// The names of the targets.
pub(crate) fn target_names() -> impl Iterator<Item = &'static str> + Clone {
    // The plain pair first.
    let mut names: Vec<&str> = in_folder("targets").map(stem).collect();
    names.sort_unstable();
    names.sort_by_key(|name| *name != DEFAULT);
    names.into_iter()
}

/// The targets in the program whose parties are all references, and their names: the usual one first.
pub(crate) fn embedded() -> impl Iterator<Item = (Target, &'static str)> {
    target_names().filter_map(|name| {
        let target = target::read(&target(Path::new(name))?, &BTreeMap::new()).ok()?;
        (!target.is_shared()).then_some((target, name))
    })
}

fn in_folder(folder: &'static str) -> impl Iterator<Item = &'static File> {
    FILES.iter().filter(move |file| file.path.split_once('/').is_some_and(|(first, _)| first == folder))
}

fn is_scenario(path: &str) -> bool {
    !path.starts_with("fragments/") && !path.starts_with("targets/")
}

fn stem(file: &'static File) -> &'static str {
    let name = file.path.rsplit('/').next().unwrap_or_default();
    name.strip_suffix(".yaml").unwrap_or(name)
}

fn source(file: &File) -> Source {
    Source::built_in(format!("{SHOWN_BELOW}/{}", file.path), file.text)
}

/// A relative path without the `scenarios` that it may begin with, nor a slash at its end.
fn below_scenarios(path: &Path) -> Option<String> {
    let names: Option<Vec<&str>> = path
        .components()
        .filter(|component| *component != Component::CurDir)
        .map(|component| match component {
            Component::Normal(name) => name.to_str(),
            _ => None,
        })
        .collect();
    let names = names?;
    let below = names.strip_prefix(&["scenarios"]).unwrap_or(&names);
    Some(below.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scenarios_are_found_by_file_and_folder_with_or_without_scenarios() {
        let found = |path: &str| scenarios_at(Path::new(path)).len();
        assert_eq!(found("scenarios"), scenarios().len());
        assert!(found("pair") > 1);
        assert_eq!(found("scenarios/pair/"), found("pair"));
        assert_eq!((found("./pair/sign-in.yaml"), found("pair/sign-in"), found("sign-in")), (1, 1, 0));
        assert_eq!(
            (found("pai"), found("pair/sign"), found("targets"), found("/scenarios"), found("../pair")),
            (0, 0, 0, 0, 0)
        );
    }

    #[test]
    fn targets_are_found_by_name_and_by_path() {
        for path in ["reference", "reference.yaml", "targets/reference.yaml", "scenarios/targets/reference.yaml"] {
            assert!(target(Path::new(path)).is_some(), "{path}");
        }
        assert!(target(Path::new("referenc")).is_none());
    }
}
