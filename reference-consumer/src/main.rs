//! The reference consumer as a program of its own.

use std::process::ExitCode;

use clap::Parser;
use reference_consumer::program::{Arguments, EXAMPLES, run};

#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES, max_term_width = 100)]
struct Program {
    #[command(flatten)]
    arguments: Arguments,
}

#[tokio::main]
async fn main() -> ExitCode {
    run(Program::parse().arguments).await
}
