//! The exit codes of the program: a public, documented table.

use std::process::ExitCode;

/// The meaning of an exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Everything as expected; warnings, known deviations and skipped scenarios included.
    AsExpected,
    /// A MUST is broken, or a listed deviation no longer happens.
    Findings,
    /// A flag, a scenario or the target file is wrong, or a result cannot be written.
    BadInput,
    /// The target cannot be reached or started.
    Unreachable,
    /// No findings, but some cases are inconclusive.
    Inconclusive,
    /// An internal error of oauth-harness aborted a case or the command. Named as in `sysexits.h` (`EX_SOFTWARE`).
    HarnessError,
    /// Interrupted by the user; the findings until then have been reported.
    Interrupted,
}

impl Exit {
    /// The number.
    pub fn number(self) -> u8 {
        match self {
            Exit::AsExpected => 0,
            Exit::Findings => 1,
            Exit::BadInput => 2,
            Exit::Unreachable => 3,
            Exit::Inconclusive => 4,
            Exit::HarnessError => 70,
            Exit::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.number())
    }
}
