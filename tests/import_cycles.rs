//! No import cycles: files of a crate that import each other in a cycle cannot be read, tested or changed one at a time.
//!
//! A file imports another one if it names an item that is defined there, whatever the path of the import. An item that a
//! `mod.rs` or `lib.rs` only re-exports (`pub use`) is not its own: it may re-export items of its submodules, and these may
//! import items of their siblings through it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::support::imports::{Module, imports, module, read, sample_crate};
use crate::support::root;

/// The sources without import cycles.
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
fn files_have_no_import_cycles() {
    let mut cycles = Vec::new();
    for sources in CRATES {
        let files = read(&root().join(sources));
        cycles.extend(cycles_of(&imports(&files)).into_iter().map(|cycle| format!("{sources}: {cycle}")));
    }
    assert!(cycles.is_empty(), "each of these needs the next one:\n{}", cycles.join("\n"));
}

/// A room is a folder of a crate's sources, or a file next to the folders.
#[test]
fn rooms_have_no_import_cycles() {
    let mut cycles = Vec::new();
    for sources in CRATES {
        let files = read(&root().join(sources));
        let rooms = between_rooms(&imports(&files));
        cycles.extend(cycles_of(&rooms).into_iter().map(|cycle| format!("{sources}: {cycle}")));
    }
    assert!(cycles.is_empty(), "files of each of these need files of the next one:\n{}", cycles.join("\n"));
}

#[test]
fn rooms_can_form_a_cycle_that_files_do_not_form() {
    let files = sample_crate(&[
        ("", "mod a; mod b;"),
        ("a", "pub(crate) mod above; pub(crate) mod below;"),
        ("a::above", "use crate::b::B;"),
        ("a::below", ""),
        ("b", "use crate::a::below::C;"),
    ]);
    let files = imports(&files);
    assert_eq!(cycles_of(&files), Vec::<String>::new());
    assert_eq!(cycles_of(&between_rooms(&files)), ["a -> b -> a"]);
}

#[test]
fn cycles_are_found_for_all_forms_of_imports() {
    let cycles = |files: &[(&str, &str)]| cycles_of(&imports(&sample_crate(files)));
    for (one, other) in [
        ("use super::b::B;", "use crate::a::A;"),
        ("use crate::{b::{self, B}};", "fn f() { super::a::f() }"),
        ("fn f() -> super::b::B {}", "use crate::A as C;"),
        ("use crate::reexported::B;", "const A: char = '\"'; use super::a;"),
        ("macro_rules! m { () => { $crate::b::f() } }", "use super::a::m;"),
        ("const URL: &str = \"http://a\"; use super::b::B;", "const R: &str = r#\"\"#; use super::a::A;"),
    ] {
        let root = "mod a; mod b; mod reexported { } pub use a::A;";
        let found = cycles(&[("", root), ("a", one), ("b", other), ("reexported", "pub use super::b::B;")]);
        assert_eq!(found, ["a -> b -> a"], "{one} {other}");
    }
    let found = cycles(&[("", "mod a; use a::f; fn g() { f() }"), ("a", "use super::g;")]);
    assert_eq!(found, ["the root -> a -> the root"]);
}

#[test]
fn re_exports_form_no_cycle() {
    let files = sample_crate(&[
        ("", "mod a; mod b; pub use a::A; use b::helper;"),
        ("a", "use crate::helper; /* super::c */ // crate::c\nconst TEXT: &str = \"crate::c::C\"; fn f<'a>() {}"),
        ("b", "#[cfg(test)]\nmod tests { use super::*; use crate::a::A; }"),
        ("c", "use super::A;"),
    ]);
    assert_eq!(cycles_of(&imports(&files)), Vec::<String>::new());
    assert_eq!(imports(&files)[&module("c")], BTreeSet::from([module("a")]));
}

/// The rooms from which each room imports.
fn between_rooms(imports: &BTreeMap<Module, BTreeSet<Module>>) -> BTreeMap<Module, BTreeSet<Module>> {
    let room = |module: &Module| module.iter().take(1).cloned().collect::<Module>();
    let mut rooms: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
    for (module, imported) in imports {
        let others = imported.iter().map(room).filter(|other| *other != room(module));
        rooms.entry(room(module)).or_default().extend(others);
    }
    rooms
}

/// The shortest cycle through each file that is part of one, without duplicates.
fn cycles_of(imports: &BTreeMap<Module, BTreeSet<Module>>) -> Vec<String> {
    let mut covered: BTreeSet<&Module> = BTreeSet::new();
    let mut cycles = Vec::new();
    for start in imports.keys() {
        if covered.contains(start) {
            continue;
        }
        let Some(cycle) = shortest_cycle(imports, start) else { continue };
        covered.extend(&cycle);
        let names = cycle
            .iter()
            .chain([&start])
            .map(|module| if module.is_empty() { "the root".to_owned() } else { module.join("::") });
        cycles.push(names.collect::<Vec<_>>().join(" -> "));
    }
    cycles
}

/// The shortest path from a file to itself.
fn shortest_cycle<'a>(imports: &'a BTreeMap<Module, BTreeSet<Module>>, start: &'a Module) -> Option<Vec<&'a Module>> {
    let mut came_from: BTreeMap<&Module, &Module> = BTreeMap::new();
    let mut next = VecDeque::from([start]);
    while let Some(module) = next.pop_front() {
        for imported in imports.get(module).into_iter().flatten() {
            if imported == start {
                let back = std::iter::successors(Some(module), |module| came_from.get(module).copied());
                let mut cycle: Vec<&Module> = back.collect();
                cycle.reverse();
                return Some(cycle);
            }
            if !came_from.contains_key(imported) {
                came_from.insert(imported, module);
                next.push_back(imported);
            }
        }
    }
    None
}
