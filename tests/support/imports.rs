//! The import graph of a crate: a file imports another one if it names an item that is defined there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::rust_source::{Names, names};

/// The path of a module in its crate; empty for the root.
pub(crate) type Module = Vec<String>;

/// The modules of a crate, and the names in the file of each.
pub(crate) type Files = BTreeMap<Module, Names>;

/// The files of a sample crate: the path and the source text of each module.
pub(crate) fn sample_crate(files: &[(&str, &str)]) -> Files {
    files.iter().map(|(path, text)| (module(path), names(text))).collect()
}

/// Parses `a::b`; the root is empty.
pub(crate) fn module(path: &str) -> Module {
    path.split("::").filter(|segment| !segment.is_empty()).map(str::to_owned).collect()
}

/// Reads the sources of a crate, without the `main.rs` of a program.
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

/// The files that each file imports.
pub(crate) fn imports(files: &Files) -> BTreeMap<Module, BTreeSet<Module>> {
    let of = |(module, names): (&Module, &Names)| {
        // A re-exported name is an import only if the file itself uses it.
        let used = names.uses.iter().filter(|used| !used.public || names.words.contains(&used.name));
        let paths = used.map(|used| &used.path).chain(&names.paths);
        let found = paths.filter_map(|path| defining_file(files, module, path, 0)).filter(|found| found != module);
        (module.clone(), found.collect())
    };
    files.iter().map(of).collect()
}

/// The file that defines the item to which `path` in the file `from` refers; `None` outside the crate.
fn defining_file(files: &Files, from: &Module, path: &[String], depth: usize) -> Option<Module> {
    let first = path.first()?.as_str();
    let path_of_use = |module: &Module, name: &str| {
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
            let meant = path_of_use(from, first).filter(|meant| meant != path && depth < 8)?;
            return defining_file(files, from, &[&meant, &path[1..]].concat(), depth + 1);
        }
    };
    while let Some((name, after)) = rest.split_first() {
        if name == "super" {
            module.pop();
        } else if files.contains_key(&below(&module, name)) {
            module = below(&module, name);
        } else if let Some(meant) = path_of_use(&module, name).filter(|_| depth < 8) {
            return defining_file(files, &module, &[&meant, after].concat(), depth + 1);
        } else {
            break;
        }
        rest = after;
    }
    files.contains_key(&module).then_some(module)
}
