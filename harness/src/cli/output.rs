//! `--report FORMAT=FILE`: the files that are written in addition to the terminal output.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::exit::Exit;
use super::print;
use super::replacement::Replacement;
use crate::model::event::Event;
use crate::report::{FORMATS, Report};
use crate::syntax::diagnostic::known_names;

/// The reports of a run, with their open files.
pub(super) struct Output {
    reports: Vec<OpenReport>,
}

struct OpenReport {
    path: String,
    report: Box<dyn Report>,
    to: ReportDestination,
    /// Nothing more can be written; that has been reported.
    broken: bool,
}

enum ReportDestination {
    Stdout,
    File(Replacement),
}

impl ReportDestination {
    /// All data has been passed to the system when this returns: it survives the end of the program.
    fn write(&mut self, text: &str) -> io::Result<()> {
        match self {
            ReportDestination::Stdout => {
                let mut stdout = io::stdout().lock();
                match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
                    // A reader that closes its end has what it wants.
                    Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
                    outcome => outcome,
                }
            }
            ReportDestination::File(file) => file.write(text.as_bytes()),
        }
    }
}

impl Output {
    /// Opens every file before anything runs: a path that cannot be written is bad input, and so is one of the `inputs` of the
    /// run, which the report would replace.
    pub(super) fn open(asked: &[String], inputs: &BTreeSet<&Path>) -> Result<Output, Exit> {
        let inputs: Vec<PathBuf> = inputs.iter().filter_map(|input| input.canonicalize().ok()).collect();
        let mut reports: Vec<OpenReport> = Vec::new();
        for asked in asked {
            let (format, path) = format_and_path(asked).map_err(|(message, help)| bad(&message, &help))?;
            // A file may be named in two ways.
            if reports.iter().any(|open| open.path == path || path != "-" && real(&open.path) == real(path)) {
                let message = format!("two reports cannot both go to {}", place(path));
                return Err(bad(&message, "name a file for each"));
            }
            if path != "-" && inputs.contains(&real(path)) {
                return Err(bad(
                    &format!("the report would replace {path}, which this run reads"),
                    "name another file",
                ));
            }
            let to = if path == "-" {
                ReportDestination::Stdout
            } else {
                ReportDestination::File(Replacement::of(Path::new(path)).map_err(|error| {
                    let help = "does its folder exist, and do you have write permission there?";
                    bad(&format!("the report {path} cannot be written: {error}"), help)
                })?)
            };
            reports.push(OpenReport { path: path.to_owned(), report: (format.begin)(), to, broken: false });
        }
        Ok(Output { reports })
    }

    /// True if standard output belongs to a report: then the output for people goes to standard error.
    pub(super) fn takes_stdout(&self) -> bool {
        self.reports.iter().any(|open| open.path == "-")
    }

    /// Passes an event to every report. What it adds is in the file when this returns.
    pub(super) fn on_event(&mut self, event: &Event) {
        for open in self.reports.iter_mut().filter(|open| !open.broken) {
            let text = open.report.on_event(event);
            if let Err(error) = open.to.write(&text) {
                open.broken = true;
                complain(&open.path, &error);
            }
        }
    }

    /// Moves every report to its final path; true if all are complete. An incomplete one leaves the previous file in place.
    pub(super) fn finish(self) -> bool {
        let put = |open: OpenReport| match open.to {
            _ if open.broken => false,
            ReportDestination::Stdout => true,
            ReportDestination::File(file) => file.put().inspect_err(|error| complain(&open.path, error)).is_ok(),
        };
        // Each of them, even after one that fails.
        self.reports.into_iter().map(put).filter(|whole| !whole).count() == 0
    }
}

/// The `--help` text of `--report`.
pub(super) fn help() -> String {
    let formats: Vec<String> = FORMATS.iter().map(|format| format!("`{}` ({})", format.name, format.summary)).collect();
    format!("Also write a report: {}; `-` is standard output; may be repeated", formats.join(" or "))
}

fn format_and_path(asked: &str) -> Result<(&'static crate::report::Format, &str), (String, String)> {
    let names = FORMATS.iter().map(|format| format.name);
    let Some((name, path)) = asked.split_once('=').filter(|(_, path)| !path.is_empty()) else {
        let help = "write `FORMAT=FILE`, as in `junit=report.xml`, or `FORMAT=-` for standard output";
        return Err((format!("`{asked}` does not say where the report goes"), help.to_owned()));
    };
    let format = FORMATS.iter().find(|format| format.name == name);
    let format = format.ok_or_else(|| (format!("unknown report format `{name}`"), known_names(name, names)))?;
    Ok((format, path))
}

/// The path with all links resolved, of a file that may not exist yet.
fn real(path: &str) -> PathBuf {
    let path = Path::new(path);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let in_folder = || Some(folder.canonicalize().ok()?.join(path.file_name()?));
    path.canonicalize().ok().or_else(in_folder).unwrap_or_else(|| path.to_owned())
}

fn complain(path: &str, error: &io::Error) {
    print::error(&format!("the report {} is incomplete: {error}", place(path)), "is the disk full?");
}

fn place(path: &str) -> &str {
    if path == "-" { "standard output" } else { path }
}

fn bad(message: &str, help: &str) -> Exit {
    print::error(message, help);
    Exit::BadInput
}
