//! Standard output and error. A reader that closes the pipe (`| head`) is not an error; a full disk is.

use std::io::{self, ErrorKind, Write as _};

use anstyle::Style;
use clap::ValueEnum;

use super::exit::Exit;
use crate::model::target::{Renamed, Target};
use crate::syntax::diagnostic::Diagnostic;

/// Emphasis.
pub(super) const BOLD: Style = Style::new().bold();
/// Details.
pub(super) const DIM: Style = Style::new().dimmed();

/// When to use color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal that supports it.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    /// Applies it to everything that is printed.
    pub(super) fn set(self) {
        match self {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

/// Prints to standard output; styles are stripped if the terminal does not support them. An error is reported.
pub(super) fn out(text: &str) -> Result<(), Exit> {
    let mut stdout = anstream::stdout().lock();
    written(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()))
}

/// The result of writing to standard output.
pub(super) fn written(outcome: io::Result<()>) -> Result<(), Exit> {
    match outcome {
        Err(problem) if problem.kind() != ErrorKind::BrokenPipe => {
            error(&format!("standard output is incomplete: {problem}"), "is the disk full?");
            Err(Exit::BadInput)
        }
        _ => Ok(()),
    }
}

/// Prints to standard error.
pub(super) fn err(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Prints an error and what to try.
pub(super) fn error(message: &str, help: &str) {
    let bad = anstyle::AnsiColor::Red.on_default().bold();
    err(&format!("{bad}error{bad:#}: {message}\n"));
    if !help.is_empty() {
        err(&format!("  try: {help}\n"));
    }
}

/// Prints a note about an id of the last version.
pub(super) fn renamed(place: &str, old: &str, new: &str) {
    let note = anstyle::AnsiColor::Yellow.on_default().bold();
    err(&format!(
        "{note}note{note:#}: {place}`{old}` is now `{new}`; the next version no longer accepts the old name\n"
    ));
}

/// Prints a note for each id of the last version in a target file.
pub(super) fn renamed_in(target: &Target) {
    for Renamed { span, old, new } in &target.renamed {
        let (line, _) = target.source.position(span.start);
        renamed(&format!("{}:{line}: ", target.source.path().display()), old, new);
    }
}

/// Prints the mistakes in files that keep a command from working.
pub(super) fn mistakes(mistakes: &[Diagnostic]) -> Exit {
    each_mistake(mistakes);
    err(&format!("{} found; nothing was run\n", counted(mistakes.len(), "mistake")));
    Exit::BadInput
}

/// Prints the mistakes in files, each with its line and a caret.
pub(super) fn each_mistake(mistakes: &[Diagnostic]) {
    for mistake in mistakes {
        err(&format!("{}\n\n", mistake.render(true)));
    }
}

/// `1 case`, `2 cases`.
pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// A text wrapped for a terminal, with each line indented.
pub(super) fn wrapped(text: &str, indent: usize) -> String {
    const WIDTH: usize = 100;
    let mut lines = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if used == 0 || used + 1 + length > WIDTH {
            if used != 0 {
                lines.push('\n');
            }
            lines.push_str(&" ".repeat(indent));
            used = indent;
        } else {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(word);
        used += length;
    }
    lines
}

/// The runtime of a command.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Exit> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|cause| {
        error(&format!("cannot start: {cause}"), "");
        Exit::Unreachable
    })
}
