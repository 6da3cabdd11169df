//! Folders of scenario files to scenarios.

use std::path::{Path, PathBuf};

use super::diagnostic::Diagnostic;
use super::scenario;
use crate::model::scenario::Scenario;
use crate::model::source::Source;
use crate::model::span::Span;

/// Folders that hold other things than scenarios.
const NOT_SCENARIOS: [&str; 2] = ["targets", "fragments"];

/// Finds and reads the scenarios under paths (files or folders), sorted by name: those that can be read, and every mistake
/// in the files of the others.
pub fn scenarios(paths: &[PathBuf]) -> (Vec<Scenario>, Vec<Diagnostic>) {
    let (files, mut mistakes) = files(paths);
    let (scenarios, found) = read(&files);
    mistakes.extend(found);
    (scenarios, mistakes)
}

/// Finds the files of scenarios under paths (files or folders).
pub fn files(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<Diagnostic>) {
    let mut mistakes = Vec::new();
    let mut files = Vec::new();
    for path in paths {
        if let Err(error) = find(path, true, &mut files) {
            let source = Source::new(path, "");
            mistakes.push(Diagnostic::new(
                &source,
                Span::default(),
                format!("cannot read {}: {error}", path.display()),
            ));
        }
    }
    files.sort();
    files.dedup();
    (files, mistakes)
}

/// Reads scenarios, and sorts them by name.
pub fn read(files: &[PathBuf]) -> (Vec<Scenario>, Vec<Diagnostic>) {
    let mut mistakes = Vec::new();
    let mut scenarios: Vec<Scenario> = Vec::new();
    for file in files {
        let source = match Source::read(file) {
            Ok(source) => source,
            Err(error) => {
                let source = Source::new(file, "");
                mistakes.push(Diagnostic::new(&source, Span::default(), format!("cannot be read: {error}")));
                continue;
            }
        };
        match scenario::read(&source) {
            Ok(scenario) => scenarios.push(scenario),
            Err(found) => mistakes.extend(found),
        }
    }
    scenarios.sort_by_key(Scenario::name);
    for (index, scenario) in scenarios.iter().enumerate() {
        if let Some(first) = scenarios[..index].iter().find(|other| other.id.value == scenario.id.value) {
            let message = format!("the id `{}` is taken", scenario.id.value);
            let help = format!("by {}; ids are unique over all folders", first.source.path().display());
            mistakes.push(Diagnostic::new(&scenario.source, scenario.id.span, message).help(help));
        }
    }
    (scenarios, mistakes)
}

fn find(path: &Path, named: bool, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if std::fs::metadata(path)?.is_dir() {
        if !named && NOT_SCENARIOS.contains(&name.as_str()) {
            return Ok(());
        }
        for entry in std::fs::read_dir(path)? {
            find(&entry?.path(), false, files)?;
        }
    } else if named || (path.extension().is_some_and(|extension| extension == "yaml") && name != "requirements.yaml") {
        files.push(path.to_owned());
    }
    Ok(())
}
