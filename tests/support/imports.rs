//! Which files of a crate import which: a file imports another one where it names something that is written there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::rust_source::{Names, names};

/// A module by its path in the crate; the root's is empty.
pub(crate) type Module = Vec<String>;

/// The modules of a crate, and what is in the file of each.
pub(crate) type Files = BTreeMap<Module, Names>;

/// The files of a crate, by their text.
pub(crate) fn made_up(files: &[(&str, &str)]) -> Files {
    files.iter().map(|(path, text)| (module(path), names(text))).collect()
}

/// `a::b` as a module; the root is empty.
pub(crate) fn module(path: &str) -> Module {
    path.split("::").filter(|segment| !segment.is_empty()).map(str::to_owned).collect()
}

/// The sources of a crate; the program's `main.rs` is left out.
pub(crate) fn read(folder: &Path) -> Files {
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
pub(crate) fn imports(files: &Files) -> BTreeMap<Module, BTreeSet<Module>> {
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
