//! The reference provider as a program of its own.

use std::process::ExitCode;

use clap::Parser;
use reference_provider::program::{Arguments, run};

#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
struct Program {
    #[command(flatten)]
    arguments: Arguments,
}

#[tokio::main]
async fn main() -> ExitCode {
    run(Program::parse().arguments).await
}
