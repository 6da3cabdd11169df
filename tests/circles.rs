//! Files of a crate that import each other in a circle cannot be read, tested or changed one at a time: there are none.
//!
//! A file imports another one where it names something that is written there, wherever it takes the name from: what a `mod.rs`
//! or `lib.rs` only passes on (`pub use`) is not its own, so that it may pass on what lies below it, and those may take from
//! it what lies beside them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::Path;

use crate::support::root;
use crate::support::rust_source::{Names, names};

/// The sources without a circle.
const ROOMS: [&str; 9] = [
    "harness/model/src",
    "harness/http/src",
    "harness/browser/src",
    "harness/oauth/src",
    "harness/syntax/src",
    "harness/step/src",
    "harness/check/src",
    "harness/src",
    "reference-consumer/src",
];

/// A module by its path in the crate; the root's is empty.
type Module = Vec<String>;

/// The modules of a crate, and what is in the file of each.
type Files = BTreeMap<Module, Names>;

#[test]
fn no_files_import_each_other_in_a_circle() {
    let mut circles = Vec::new();
    for room in ROOMS {
        let files = read(&root().join(room));
        circles.extend(circles_of(&imports(&files)).into_iter().map(|circle| format!("{room}: {circle}")));
    }
    assert!(circles.is_empty(), "each of these needs the next one:\n{}", circles.join("\n"));
}

#[test]
fn a_circle_is_found_whatever_way_its_files_name_each_other() {
    let circles = |files: &[(&str, &str)]| {
        let files: Files = files.iter().map(|(path, text)| (module(path), names(text))).collect();
        circles_of(&imports(&files))
    };
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
    let files = [
        ("", "mod a; mod b; pub use a::A; use b::helper;"),
        ("a", "use crate::helper; /* super::c */ // crate::c\nconst TEXT: &str = \"crate::c::C\"; fn f<'a>() {}"),
        ("b", "#[cfg(test)]\nmod tests { use super::*; use crate::a::A; }"),
        ("c", "use super::A;"),
    ];
    let files: Files = files.iter().map(|(path, text)| (module(path), names(text))).collect();
    assert_eq!(circles_of(&imports(&files)), Vec::<String>::new());
    assert_eq!(imports(&files)[&module("c")], BTreeSet::from([module("a")]));
}

fn module(path: &str) -> Module {
    path.split("::").filter(|segment| !segment.is_empty()).map(str::to_owned).collect()
}

fn read(folder: &Path) -> Files {
    let mut files = Files::new();
    walk(folder, &Module::new(), &mut files);
    assert!(files.contains_key(&Module::new()), "{} has no `lib.rs`", folder.display());
    files
}

fn walk(folder: &Path, parent: &[String], files: &mut Files) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let below = [parent, std::slice::from_ref(&name)].concat();
        if path.is_dir() {
            walk(&path, &below, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") && name != "main" {
            let module = if matches!(name.as_str(), "mod" | "lib") { parent.to_vec() } else { below };
            files.insert(module, names(&fs::read_to_string(&path).expect("a source file is text")));
        }
    }
}

/// Which files each one imports.
fn imports(files: &Files) -> BTreeMap<Module, BTreeSet<Module>> {
    let of = |(module, names): (&Module, &Names)| {
        // What is passed on to others is only imported where the file itself speaks of it.
        let used = names.uses.iter().filter(|used| !used.public || names.words.contains(&used.name));
        let paths = used.map(|used| &used.path).chain(&names.paths);
        let found = paths.filter_map(|path| written_in(files, module, path, 0)).filter(|found| found != module);
        (module.clone(), found.collect())
    };
    files.iter().map(of).collect()
}

/// The file in which that is written which a path in another file leads to; `None` outside the crate.
fn written_in(files: &Files, from: &Module, path: &[String], depth: usize) -> Option<Module> {
    let first = path.first()?.as_str();
    let passed_on = |module: &Module, name: &str| {
        let uses = &files.get(module)?.uses;
        uses.iter().find(|used| used.name == name).map(|used| used.path.clone())
    };
    let below = |module: &Module, name: &str| [module.as_slice(), &[name.to_owned()]].concat();
    let (mut module, mut rest) = match first {
        "crate" => (Module::new(), &path[1..]),
        "self" => (from.clone(), &path[1..]),
        "super" => (from.clone(), path),
        _ if files.contains_key(&below(from, first)) => (from.clone(), path),
        _ => {
            let meant = passed_on(from, first).filter(|meant| meant != path && depth < 8)?;
            return written_in(files, from, &[&meant, &path[1..]].concat(), depth + 1);
        }
    };
    while let Some((name, after)) = rest.split_first() {
        if name == "super" {
            module.pop();
        } else if files.contains_key(&below(&module, name)) {
            module = below(&module, name);
        } else if let Some(meant) = passed_on(&module, name).filter(|_| depth < 8) {
            return written_in(files, &module, &[&meant, after].concat(), depth + 1);
        } else {
            break;
        }
        rest = after;
    }
    files.contains_key(&module).then_some(module)
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
