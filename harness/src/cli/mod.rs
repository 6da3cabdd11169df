//! The command line: arguments, commands, exit codes. The one place that prints.

use clap::{Parser, Subcommand};

mod exit;
mod input;
mod list;
mod print;
mod run;

pub use exit::Exit;

/// Proves that an OAuth 2.0 / OpenID Connect deployment works and is safe, by doing what a browser, a client, a provider
/// and an attacker do, over real HTTP.
#[derive(Debug, Parser)]
#[command(name = "oauth-harness", version, max_term_width = 110, after_help = AFTER_HELP)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Colour in what is printed.
    #[arg(long, global = true, value_enum, default_value_t = print::Colour::Auto, value_name = "WHEN")]
    color: print::Colour,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs scenarios against a target and reports what was found.
    Run(run::Arguments),
    /// Lists the scenarios: what they verify and what they need.
    List(list::Arguments),
}

const AFTER_HELP: &str = "\
Examples:
  oauth-harness run                                       the embedded references, every scenario
  oauth-harness run --target my-site.yaml                 your own deployment
  oauth-harness run scenarios/provider --only code -v     some scenarios, with every exchange as a line
  oauth-harness run --fault provider/code-reusable        see a scenario turn red
  oauth-harness list --target my-site.yaml                what would run there, and what would be skipped

Exit codes:
  0  everything as expected (warnings, known deviations and skipped scenarios included)
  1  findings: a MUST is broken, or a listed deviation no longer happens
  2  bad input: a flag, a scenario or the target file is wrong
  3  the target cannot be reached or started
  4  no findings, but something could not be judged
  130  interrupted; what was found until then has been reported";

/// Does what the arguments say.
pub fn main(arguments: Arguments) -> Exit {
    arguments.color.set();
    let result = match arguments.command {
        Command::Run(arguments) => run::run(arguments),
        Command::List(arguments) => list::list(&arguments),
    };
    result.unwrap_or_else(|exit| exit)
}
