//! `check`: parses and validates scenario and target files without running anything.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;

use super::exit::Exit;
use super::input::{AddedScenarios, environment};
use super::print;
use crate::compile::plan::{self, ScenarioPlan};
use crate::model::source::Source;
use crate::suite::{built_in, target_source};
use crate::syntax::diagnostic::Diagnostic;
use crate::syntax::{load, target, yaml};

/// The arguments of `check`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct CheckArguments {
    /// Scenario and target files, or folders of them [default: the built-in files].
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    added: AddedScenarios,
    /// A target file that must have the clients and users that the scenarios name; may be repeated.
    #[arg(short, long, value_name = "FILE")]
    target: Vec<PathBuf>,
    /// Prove each scenario over the embedded references: red under the faults of its `red-when`, silent with every variant.
    #[cfg(feature = "reference")]
    #[arg(long)]
    proof: bool,
}

const EXAMPLES: &str = "\
Examples:
  oauth-harness check my-scenarios                          every scenario and target in a folder
  oauth-harness check my-scenarios/provider my-site.yaml    some of them: targets are recognized by their keys
  oauth-harness check my-scenarios --target my-site.yaml    a target file in any folder
  oauth-harness check --proof my-scenarios                  also whether each scenario can fail

A file is a target if its folder is called `targets`, or if it has a `provider` or a `consumer` and no `steps`;
it is a fragment if its folder is called `fragments`, whether a scenario uses it or not.

With `--proof` each scenario also runs against the built-in references, and against those of a
`--target` that has some: without faults, with each set of faults under its `red-when`, and with
every variant that affects it. It is proven if it passes, fails under the faults, and passes with the
variants. For a scenario without `red-when`, the faults that turn it red are printed.

Exit code 0: no mistakes. Exit code 2: all mistakes of all files are printed, and with `--proof`
everything that is not proven.";

/// Checks the files that the arguments name.
pub(super) fn check(arguments: &CheckArguments) -> Result<Exit, Exit> {
    // A path that is built in and not on disk is read from the program.
    let (on_disk, built_in): (Vec<PathBuf>, Vec<PathBuf>) =
        arguments.paths.iter().cloned().partition(|path| path.exists() || built_in::scenarios_at(path).is_empty());
    let (files, mut mistakes) = load::files(&on_disk);
    let (mut fragments, files): (Vec<PathBuf>, Vec<PathBuf>) =
        files.into_iter().partition(|file| lies_in("fragments", file));
    let (mut targets, scenarios): (Vec<PathBuf>, Vec<PathBuf>) = files.into_iter().partition(|file| is_target(file));
    targets.extend(arguments.target.iter().cloned());
    for folder in arguments.paths.iter().filter(|path| path.is_dir()) {
        files_below("targets", folder, &mut BTreeSet::new(), &mut targets);
        files_below("fragments", folder, &mut BTreeSet::new(), &mut fragments);
    }
    // A file may be named in two ways: by their canonical paths, they are neighbors.
    let where_it_is = |file: &PathBuf| file.canonicalize().unwrap_or_else(|_| file.clone());
    targets.sort_by_cached_key(where_it_is);
    targets.dedup_by_key(|file| where_it_is(file));
    // If only targets or fragments are named, they are checked with the built-in scenarios.
    let reading = arguments.added.to(scenarios.iter().chain(&built_in)).and_fragments(fragments).read();
    mistakes.extend(reading.mistakes);
    let plans = plan::compile(reading.scenarios, &reading.fragments).map_err(|found| mistakes.extend(found)).ok();
    let all_read = mistakes.is_empty();
    let mut sources: Vec<(PathBuf, Result<Source, Vec<Diagnostic>>)> =
        targets.into_iter().map(|file| (file.clone(), target_source(&file).map_err(|mistake| vec![mistake]))).collect();
    if arguments.paths.is_empty() {
        sources.extend(built_in::targets().into_iter().map(|source| (source.path().to_owned(), Ok(source))));
    }
    let number = sources.len();
    let mut read_targets = Vec::new();
    for (file, source) in sources {
        let read = source.and_then(|source| target::read(&source, environment()));
        if let Ok(target) = &read {
            print::renamed_in(target);
        }
        match (read, &plans) {
            // Which scenario a deviation names is only known if all scenarios are valid.
            (Ok(target), Some(plans)) if all_read => {
                mistakes.extend(plan::check_target(&target, plans));
                // A target that merely is in the same folder need not fit every scenario.
                if arguments.target.iter().any(|named| is_same(named, &file)) {
                    mistakes.extend(plan::check_together(&target, plans));
                    read_targets.push(target);
                }
            }
            (Ok(target), _) => mistakes.extend(plan::check_target(&target, &[])),
            (Err(found), _) => mistakes.extend(found),
        }
    }
    if mistakes.is_empty() {
        let plans = plans.unwrap_or_default();
        print::out(&format!("{}, no mistakes\n", counts(&plans, number)))?;
        #[cfg(feature = "reference")]
        if arguments.proof {
            return super::proof::prove(&plans, read_targets);
        }
        return Ok(Exit::AsExpected);
    }
    mistakes.sort_by(|a, b| (a.source.path(), a.span.start).cmp(&(b.source.path(), b.span.start)));
    print::each_mistake(&mistakes);
    let mut files: Vec<&Path> = mistakes.iter().map(|mistake| mistake.source.path()).collect();
    files.dedup();
    print::err(&format!("{} in {}\n", print::counted(mistakes.len(), "mistake"), print::counted(files.len(), "file")));
    Err(Exit::BadInput)
}

fn counts(plans: &[std::sync::Arc<ScenarioPlan>], targets: usize) -> String {
    let cases: usize = plans.iter().map(|plan| plan.cases().len()).sum();
    let mut counts = vec![print::counted(plans.len(), "scenario"), print::counted(cases, "case")];
    if targets > 0 {
        counts.push(print::counted(targets, "target"));
    }
    counts.join(", ")
}

fn is_same(one: &Path, other: &Path) -> bool {
    one == other || one.canonicalize().ok().zip(other.canonicalize().ok()).is_some_and(|(one, other)| one == other)
}

/// By its folder, or by its keys.
fn is_target(file: &Path) -> bool {
    lies_in("targets", file) || has_keys_of_target(file)
}

/// By the canonical path, if there is one: `check *.yaml` names no folder.
fn lies_in(folder: &str, file: &Path) -> bool {
    let real = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    [file, &real].iter().any(|file| file.parent().and_then(Path::file_name).is_some_and(|name| name == folder))
}

fn has_keys_of_target(file: &Path) -> bool {
    let node = Source::read(file).ok().and_then(|source| yaml::parse(&source).ok());
    node.is_some_and(|node| {
        (node.entry("provider").is_some() || node.entry("consumer").is_some()) && node.entry("steps").is_none()
    })
}

/// The files in every folder of a name. Each folder is searched once, whatever links lead to it.
fn files_below(name: &str, folder: &Path, seen: &mut BTreeSet<PathBuf>, found: &mut Vec<PathBuf>) {
    if !seen.insert(folder.canonicalize().unwrap_or_else(|_| folder.to_owned())) {
        return;
    }
    // A folder that cannot be read is reported by the search for scenarios.
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() {
            files_below(name, &path, seen, found);
        } else if path.is_file()
            && path.extension().is_some_and(|extension| extension == "yaml")
            && lies_in(name, &path)
        {
            found.push(path);
        }
    }
}
