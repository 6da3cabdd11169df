//! Standard output and error. A reader that goes away (`| head`) is not an error.

use std::io::Write as _;

use clap::ValueEnum;

use super::exit::Exit;
use crate::syntax::diagnostic::Diagnostic;

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal that can.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Colour {
    /// Makes it so for all that is printed.
    pub(super) fn set(self) {
        match self {
            Colour::Auto => anstream::ColorChoice::Auto,
            Colour::Always => anstream::ColorChoice::Always,
            Colour::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

/// Prints to standard output; styles are stripped where they would not be understood.
pub(super) fn out(text: &str) {
    let mut stdout = anstream::stdout().lock();
    let _ = stdout.write_all(text.as_bytes());
    let _ = stdout.flush();
}

/// Prints to standard error.
pub(super) fn err(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Prints an error, with what to try.
pub(super) fn error(message: &str, help: &str) {
    let bad = anstyle::AnsiColor::Red.on_default().bold();
    err(&format!("{bad}error{bad:#}: {message}\n"));
    if !help.is_empty() {
        err(&format!("  try: {help}\n"));
    }
}

/// Prints mistakes in files.
pub(super) fn mistakes(mistakes: &[Diagnostic]) -> Exit {
    for mistake in mistakes {
        err(&format!("{}\n\n", mistake.render(true)));
    }
    let count = mistakes.len();
    err(&format!("{count} mistake{} found; nothing was run\n", if count == 1 { "" } else { "s" }));
    Exit::BadInput
}

/// The runtime that a command works in.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Exit> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|cause| {
        error(&format!("cannot start: {cause}"), "");
        Exit::Unreachable
    })
}
