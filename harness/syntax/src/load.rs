//! Scenarios and fragments, in files and folders.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::diagnostic::{Diagnostic, did_you_mean};
use super::{fragment, scenario};
use crate::model::scenario::{Fragment, Scenario};
use crate::model::source::Source;
use crate::model::span::Span;

/// Folders that do not contain scenarios.
const NOT_SCENARIOS: [&str; 2] = ["targets", "fragments"];

/// Finds the scenario files under paths (files or folders).
pub fn files(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<Diagnostic>) {
    let mut mistakes = Vec::new();
    let mut files = Vec::new();
    for path in paths {
        let known_mistakes = mistakes.len();
        let mut search = Search::new("scenario", &mut mistakes);
        search.named(path);
        let found = search.files;
        if found.is_empty() && mistakes.len() == known_mistakes {
            let message = "this folder contains no scenario";
            let error = Diagnostic::new(&Source::new(path, ""), Span::default(), message);
            mistakes.push(error.help("a scenario is a file whose name ends in `.yaml`"));
        }
        files.extend(found);
    }
    files.sort();
    files.dedup();
    (files, mistakes)
}

/// Parses scenarios, and sorts them by name: those that are valid, and every mistake in the others.
pub fn read(sources: &[Source]) -> (Vec<Scenario>, Vec<Diagnostic>) {
    let mut mistakes = Vec::new();
    let mut scenarios: Vec<Scenario> = Vec::new();
    for source in sources {
        let (scenario, found) = scenario::read(source);
        mistakes.extend(found);
        scenarios.extend(scenario.map(|scenario| in_its_folder(scenario, source.path())));
    }
    scenarios.sort_by_key(Scenario::name);
    for (index, scenario) in scenarios.iter().enumerate() {
        if let Some(first) = scenarios[..index].iter().find(|other| other.id.value == scenario.id.value) {
            let message = format!("duplicate id `{}`", scenario.id.value);
            let help = format!("{} has it already; ids are unique across all folders", first.source.path().display());
            mistakes.push(Diagnostic::new(&scenario.source, scenario.id.span, message).help(help));
        }
    }
    (scenarios, mistakes)
}

/// Parses the fragments that scenarios may use: those in a folder `fragments` next to the scenario's own folder, or in it.
/// Every mistake in every file is reported, also in the files `besides`.
pub fn fragments(scenarios: &[Scenario], besides: &[PathBuf]) -> (BTreeMap<String, Fragment>, Vec<Diagnostic>) {
    let mut folders = BTreeSet::new();
    for scenario in scenarios.iter().filter(|scenario| !scenario.source.is_built_in()) {
        let own = scenario.source.path().parent().unwrap_or(Path::new(""));
        folders.insert(own.join("fragments"));
        folders.extend(own.parent().map(|above| above.join("fragments")));
    }
    let mut mistakes = Vec::new();
    let mut search = Search::new("fragment", &mut mistakes);
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        search.folder(folder);
    }
    let mut files = besides.to_vec();
    files.extend(search.files);
    // A file may be named in two ways.
    let mut seen = BTreeSet::new();
    files.retain(|file| seen.insert(file.canonicalize().unwrap_or_else(|_| file.clone())));
    let mut sources = Vec::new();
    for file in files {
        match Source::read(&file) {
            Ok(source) => sources.push(source),
            Err(error) => mistakes.push(unreadable(&file, "fragment", &error)),
        }
    }
    let (fragments, found) = read_fragments(&sources);
    mistakes.extend(found);
    (fragments, mistakes)
}

/// Parses fragments, by id: those that are valid, and every mistake in the others.
pub fn read_fragments(sources: &[Source]) -> (BTreeMap<String, Fragment>, Vec<Diagnostic>) {
    let mut fragments = BTreeMap::new();
    let mut mistakes = Vec::new();
    for source in sources {
        match fragment::read(source) {
            Ok(fragment) => drop(fragments.insert(fragment.id.value.clone(), fragment)),
            Err(found) => mistakes.extend(found),
        }
    }
    (fragments, mistakes)
}

/// A file or folder that cannot be read, with the neighboring one that was probably meant.
pub fn unreadable(path: &Path, what: &str, error: &std::io::Error) -> Diagnostic {
    let why = error.to_string();
    let why = why.split(" (os error").next().unwrap_or_default();
    let message = format!("cannot read the {what}: {why}");
    let diagnostic = Diagnostic::new(&Source::new(path, ""), Span::default(), message);
    match nearby(path) {
        Some(near) => diagnostic.help(format!("did you mean {}?", near.display())),
        None => diagnostic,
    }
}

fn nearby(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let names: Vec<String> =
        std::fs::read_dir(folder).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    let near = did_you_mean(name, names.iter().map(String::as_str)).filter(|near| *near != name)?;
    Some(path.with_file_name(near))
}

/// A file named without its folder is in a folder anyway.
fn in_its_folder(mut scenario: Scenario, file: &Path) -> Scenario {
    if scenario.folder.is_empty() {
        let folder = std::fs::canonicalize(file).ok();
        let folder = folder.as_deref().and_then(Path::parent).and_then(Path::file_name);
        scenario.folder = folder.unwrap_or_default().to_string_lossy().into_owned();
    }
    scenario
}

/// Searches for files in folders.
struct Search<'a> {
    /// The kind of file, in words.
    what: &'static str,
    files: Vec<PathBuf>,
    mistakes: &'a mut Vec<Diagnostic>,
    /// The folders that are being searched, by canonical path: to find a link that leads back.
    open: Vec<PathBuf>,
}

impl<'a> Search<'a> {
    fn new(what: &'static str, mistakes: &'a mut Vec<Diagnostic>) -> Search<'a> {
        Search { what, files: Vec::new(), mistakes, open: Vec::new() }
    }

    /// Examines a named file or folder.
    fn named(&mut self, path: &Path) {
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => self.folder(path),
            Ok(metadata) if metadata.is_file() => self.files.push(path.to_owned()),
            Ok(_) => self.wrong(path, "this is not a file", "a pipe or a device is not read: it may never end"),
            Err(error) => self.mistakes.push(unreadable(path, "scenarios", &error)),
        }
    }

    fn folder(&mut self, folder: &Path) {
        let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        if self.open.contains(&real) {
            return self.wrong(folder, "this link leads back to one of its parent folders", "delete the link");
        }
        self.open.push(real);
        match std::fs::read_dir(folder).and_then(Iterator::collect::<std::io::Result<Vec<_>>>) {
            Ok(mut entries) => {
                entries.sort_by_key(std::fs::DirEntry::file_name);
                for entry in entries {
                    self.found(&entry.path());
                }
            }
            Err(error) => self.mistakes.push(unreadable(folder, "folder", &error)),
        }
        self.open.pop();
    }

    /// Examines an entry of a folder.
    fn found(&mut self, path: &Path) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let ends_in = |wanted: &str| path.extension().is_some_and(|extension| extension == wanted);
        let is_meant = ends_in("yaml");
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                if !NOT_SCENARIOS.contains(&&*name) {
                    self.folder(path);
                }
            }
            Ok(metadata) if is_meant && metadata.is_file() => self.files.push(path.to_owned()),
            Ok(_) if is_meant => {
                self.wrong(path, "this is not a file", "a pipe or a device is not read: it may never end");
            }
            // Names with a leading dot belong to other programs.
            Ok(metadata) if ends_in("yml") && metadata.is_file() && !name.starts_with('.') => {
                let help = format!("rename it to `{}`", path.with_extension("yaml").display());
                self.wrong(path, "a file with the extension `.yml` is ignored", &help);
            }
            Err(error) if is_meant => self.mistakes.push(unreadable(path, self.what, &error)),
            Ok(_) | Err(_) => {}
        }
    }

    fn wrong(&mut self, path: &Path, message: &str, help: &str) {
        self.mistakes.push(Diagnostic::new(&Source::new(path, ""), Span::default(), message).help(help));
    }
}
