//! Which scenarios: those in the program, files of one's own, or both.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::built_in;
use crate::model::scenario::{Fragment, Scenario};
use crate::model::source::Source;
use crate::model::span::Span;
use crate::syntax::diagnostic::Diagnostic;
use crate::syntax::load;

/// A choice of scenarios.
#[derive(Clone, Debug, Default)]
pub struct Scenarios {
    /// Files, or folders of them; none: those in the program.
    chosen: Vec<PathBuf>,
    /// Files, or folders of them, besides.
    added: Vec<PathBuf>,
    /// Files of fragments, whichever scenarios use them.
    fragments: Vec<PathBuf>,
}

/// Scenarios as they were read, with every mistake in the files of the others.
#[derive(Clone, Debug, Default)]
pub(crate) struct LoadedScenarios {
    /// The scenarios, by name.
    pub scenarios: Vec<Scenario>,
    /// The fragments that they may use, by id.
    pub fragments: BTreeMap<String, Fragment>,
    /// What is wrong in files that are not understood.
    pub mistakes: Vec<Diagnostic>,
}

impl Scenarios {
    /// Those in the program.
    pub fn built_in() -> Scenarios {
        Scenarios::default()
    }

    /// Those in files, or in folders of them, and no others; without a path, those in the program. A path that is not on disk
    /// may be one of the program's own: `pair`, `provider/code-single-use`, `scenarios/provider/code-single-use.yaml`.
    pub fn at<P: Into<PathBuf>>(paths: impl IntoIterator<Item = P>) -> Scenarios {
        Scenarios { chosen: paths.into_iter().map(Into::into).collect(), ..Scenarios::default() }
    }

    /// These, and those in files, or in folders of them. One that has the id of another takes its place.
    #[must_use]
    pub fn and<P: Into<PathBuf>>(mut self, paths: impl IntoIterator<Item = P>) -> Scenarios {
        self.added.extend(paths.into_iter().map(Into::into));
        self
    }

    /// These, and fragments that are read also where no scenario is next to them.
    pub(crate) fn and_fragments(mut self, files: Vec<PathBuf>) -> Scenarios {
        self.fragments = files;
        self
    }

    /// Reads them.
    pub(crate) fn read(&self) -> LoadedScenarios {
        let mut reading = LoadedScenarios::default();
        let chosen = self.chosen(&mut reading.mistakes);
        let (mut scenarios, found) = load::read(&chosen);
        reading.mistakes.extend(found);
        if !self.added.is_empty() {
            let (files, found) = load::files(&self.added);
            reading.mistakes.extend(found);
            let sources = sources(&files, &mut reading.mistakes);
            let (added, found) = load::read(&sources);
            reading.mistakes.extend(found);
            let ids: BTreeSet<&str> = added.iter().map(|scenario| scenario.id.value.as_str()).collect();
            scenarios.retain(|scenario| !ids.contains(scenario.id.value.as_str()));
            scenarios.extend(added);
            scenarios.sort_by_key(Scenario::name);
        }
        reading.scenarios = scenarios;
        let (built_in, found) = load::read_fragments(&built_in::fragments());
        reading.mistakes.extend(found);
        let (own, found) = load::fragments(&reading.scenarios, &self.fragments);
        reading.mistakes.extend(found);
        reading.fragments = built_in;
        reading.fragments.extend(own);
        reading
    }

    fn chosen(&self, mistakes: &mut Vec<Diagnostic>) -> Vec<Source> {
        if self.chosen.is_empty() {
            return built_in::scenarios();
        }
        let mut own = Vec::new();
        let mut on_disk = Vec::new();
        for path in &self.chosen {
            match built_in::scenarios_at(path) {
                found if !found.is_empty() && !path.exists() => own.extend(found),
                _ if built_in::is_name(path) && !path.exists() => {
                    let message = "file not found; a scenario has that name";
                    let mistake = Diagnostic::new(&Source::new(path, ""), Span::default(), message);
                    mistakes.push(mistake.help(format!("did you mean `--only {}`?", path.display())));
                }
                _ => on_disk.push(path.clone()),
            }
        }
        let (files, found) = load::files(&on_disk);
        mistakes.extend(found);
        own.extend(sources(&files, mistakes));
        own.sort_by(|a, b| a.path().cmp(b.path()));
        own.dedup_by(|a, b| a.path() == b.path());
        own
    }
}

fn sources(files: &[PathBuf], mistakes: &mut Vec<Diagnostic>) -> Vec<Source> {
    let read = |file: &PathBuf| {
        Source::read(file).map_err(|error| mistakes.push(load::unreadable(file, "scenario", &error))).ok()
    };
    files.iter().filter_map(read).collect()
}
