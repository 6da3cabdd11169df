//! The program.

use std::process::ExitCode;

use oauth_harness::cli;

fn main() -> ExitCode {
    cli::main()
}
