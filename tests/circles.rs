//! Files of a crate that import each other in a circle cannot be read, tested or changed one at a time: there are none.
//!
//! A file imports another one where it names something that is written there, wherever it takes the name from: what a `mod.rs`
//! or `lib.rs` only passes on (`pub use`) is not its own, so that it may pass on what lies below it, and those may take from
//! it what lies beside them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::support::imports::{Module, imports, made_up, module, read};
use crate::support::root;

/// The sources without a circle.
const CRATES: [&str; 11] = [
    "harness/model/src",
    "harness/http/src",
    "harness/browser/src",
    "harness/oauth/src",
    "harness/syntax/src",
    "harness/step/src",
    "harness/check/src",
    "harness/src",
    "reference-consumer/src",
    "reference-provider/src",
    "reference-provider/rules/src",
];

#[test]
fn no_files_import_each_other_in_a_circle() {
    let mut circles = Vec::new();
    for sources in CRATES {
        let files = read(&root().join(sources));
        circles.extend(circles_of(&imports(&files)).into_iter().map(|circle| format!("{sources}: {circle}")));
    }
    assert!(circles.is_empty(), "each of these needs the next one:\n{}", circles.join("\n"));
}

/// A room is a folder of a crate's sources, or a file beside the folders.
#[test]
fn no_rooms_import_each_other_in_a_circle() {
    let mut circles = Vec::new();
    for sources in CRATES {
        let files = read(&root().join(sources));
        let rooms = between_rooms(&imports(&files));
        circles.extend(circles_of(&rooms).into_iter().map(|circle| format!("{sources}: {circle}")));
    }
    assert!(circles.is_empty(), "files of each of these need files of the next one:\n{}", circles.join("\n"));
}

#[test]
fn rooms_can_form_a_circle_where_files_do_not() {
    let files = made_up(&[
        ("", "mod a; mod b;"),
        ("a", "pub(crate) mod above; pub(crate) mod below;"),
        ("a::above", "use crate::b::B;"),
        ("a::below", ""),
        ("b", "use crate::a::below::C;"),
    ]);
    let files = imports(&files);
    assert_eq!(circles_of(&files), Vec::<String>::new());
    assert_eq!(circles_of(&between_rooms(&files)), ["a -> b -> a"]);
}

#[test]
fn a_circle_is_found_whatever_way_its_files_name_each_other() {
    let circles = |files: &[(&str, &str)]| circles_of(&imports(&made_up(files)));
    for (one, other) in [
        ("use super::b::B;", "use crate::a::A;"),
        ("use crate::{b::{self, B}};", "fn f() { super::a::f() }"),
        ("fn f() -> super::b::B {}", "use crate::A as C;"),
        ("use crate::passed_on::B;", "const A: char = '\"'; use super::a;"),
        ("macro_rules! m { () => { $crate::b::f() } }", "use super::a::m;"),
        ("const URL: &str = \"http://a\"; use super::b::B;", "const R: &str = r#\"\"#; use super::a::A;"),
    ] {
        let root = "mod a; mod b; mod passed_on { } pub use a::A;";
        let found = circles(&[("", root), ("a", one), ("b", other), ("passed_on", "pub use super::b::B;")]);
        assert_eq!(found, ["a -> b -> a"], "{one} {other}");
    }
    let found = circles(&[("", "mod a; use a::f; fn g() { f() }"), ("a", "use super::g;")]);
    assert_eq!(found, ["the root -> a -> the root"]);
}

#[test]
fn what_is_only_passed_on_makes_no_circle() {
    let files = made_up(&[
        ("", "mod a; mod b; pub use a::A; use b::helper;"),
        ("a", "use crate::helper; /* super::c */ // crate::c\nconst TEXT: &str = \"crate::c::C\"; fn f<'a>() {}"),
        ("b", "#[cfg(test)]\nmod tests { use super::*; use crate::a::A; }"),
        ("c", "use super::A;"),
    ]);
    assert_eq!(circles_of(&imports(&files)), Vec::<String>::new());
    assert_eq!(imports(&files)[&module("c")], BTreeSet::from([module("a")]));
}

/// Which rooms each room imports from.
fn between_rooms(imports: &BTreeMap<Module, BTreeSet<Module>>) -> BTreeMap<Module, BTreeSet<Module>> {
    let room = |module: &Module| module.iter().take(1).cloned().collect::<Module>();
    let mut rooms: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
    for (module, imported) in imports {
        let others = imported.iter().map(room).filter(|other| *other != room(module));
        rooms.entry(room(module)).or_default().extend(others);
    }
    rooms
}

/// The shortest circle through each file that is in one, each circle once.
fn circles_of(imports: &BTreeMap<Module, BTreeSet<Module>>) -> Vec<String> {
    let mut covered: BTreeSet<&Module> = BTreeSet::new();
    let mut circles = Vec::new();
    for start in imports.keys() {
        if covered.contains(start) {
            continue;
        }
        let Some(circle) = way_back(imports, start) else { continue };
        covered.extend(&circle);
        let names = circle
            .iter()
            .chain([&start])
            .map(|module| if module.is_empty() { "the root".to_owned() } else { module.join("::") });
        circles.push(names.collect::<Vec<_>>().join(" -> "));
    }
    circles
}

/// The shortest way from a file to itself.
fn way_back<'a>(imports: &'a BTreeMap<Module, BTreeSet<Module>>, start: &'a Module) -> Option<Vec<&'a Module>> {
    let mut came_from: BTreeMap<&Module, &Module> = BTreeMap::new();
    let mut next = VecDeque::from([start]);
    while let Some(module) = next.pop_front() {
        for imported in imports.get(module).into_iter().flatten() {
            if imported == start {
                let back = std::iter::successors(Some(module), |module| came_from.get(module).copied());
                let mut circle: Vec<&Module> = back.collect();
                circle.reverse();
                return Some(circle);
            }
            if !came_from.contains_key(imported) {
                came_from.insert(imported, module);
                next.push_back(imported);
            }
        }
    }
    None
}
