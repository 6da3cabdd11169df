//! The program.

use std::process::ExitCode;

use clap::Parser;
use oauth_harness::cli::{self, Arguments};

fn main() -> ExitCode {
    cli::main(Arguments::parse())
}
