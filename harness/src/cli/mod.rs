//! The command line: arguments, commands, exit codes. The one place that prints.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod check;
mod eject;
mod execution;
mod exit;
mod explain;
mod explain_page;
mod init;
mod input;
mod interrupt;
mod list;
mod new;
mod output;
mod print;
#[cfg(feature = "reference")]
mod proof;
mod replacement;
mod run;
mod schema;
mod survey;
mod validate;

pub use exit::Exit;

use crate::run::panics;

/// Tests whether an OAuth 2.0 or OpenID Connect deployment works and is secure: plays browser, client, provider and attacker
/// over real HTTP.
#[derive(Debug, Parser)]
#[command(name = "oauth-harness", version, max_term_width = 110, after_help = AFTER_HELP)]
pub struct CommandLine {
    #[command(subcommand)]
    command: Command,
    /// When to use color.
    #[arg(long, global = true, value_enum, default_value_t = print::Color::Auto, value_name = "WHEN")]
    color: print::Color,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Surveys a provider, from its URL, and runs every scenario that applies to it.
    Validate(Box<validate::ValidateArguments>),
    /// Surveys a provider, and writes the result as a target file.
    Init(Box<init::InitArguments>),
    /// Runs scenarios against a target and reports what was found.
    Run(run::RunArguments),
    /// Lists the scenarios: what they verify and what they need.
    List(list::ListArguments),
    /// Reads scenario and target files and reports every mistake, without running anything.
    Check(check::CheckArguments),
    /// Explains a requirement, a scenario, a step, a check, a capability, a fault or a term.
    Explain(explain::ExplainArguments),
    /// Shows how the browser interprets a page, and what it would do there.
    ExplainPage(explain_page::ExplainPageArguments),
    /// Writes the built-in scenarios, fragments and targets to a folder, to be edited.
    Eject(eject::EjectArguments),
    /// Writes the skeleton of a scenario.
    New(new::NewArguments),
    /// Prints the JSON Schema of scenario or target files, for editors, or of a JSON report.
    Schema(schema::SchemaArguments),
    /// Starts the reference provider on a port and prints its URL, users and clients.
    #[cfg(feature = "reference")]
    Provider(Box<reference_provider::program::Arguments>),
    /// Starts the reference consumer on a port and prints its URL and redirect URI.
    #[cfg(feature = "reference")]
    Consumer(Box<reference_consumer::program::Arguments>),
}

const AFTER_HELP: &str = "\
Examples:
  oauth-harness validate https://op.example               everything that needs neither a client nor a user
  oauth-harness validate https://op.example --client ID:SECRET --redirect-uri URI --user NAME:PASSWORD
  oauth-harness init https://op.example -o my-site.yaml   a target file of what was found out
  oauth-harness run                                       the embedded references, every scenario
  oauth-harness run --target my-site.yaml                 your own deployment
  oauth-harness run provider --only code -v               some scenarios, every exchange as a line
  oauth-harness run --scenarios my-scenarios              your own scenarios in addition
  oauth-harness run --fault provider/pkce-not-required    see a scenario turn red
  oauth-harness run --report junit=report.xml             the same for a CI server
  oauth-harness explain code-single-use                   a scenario step by step
  oauth-harness explain 'login CSRF'                      what tests an attack
  oauth-harness new my-scenarios/provider/my-attack.yaml  a scenario of your own
  oauth-harness eject scenarios                           the built-in scenarios as files
  oauth-harness provider                                  a provider to develop a consumer against
  oauth-harness consumer --provider http://localhost:8000 --client-id test-consumer \\
                         --client-secret test-consumer-secret

Exit codes:
  0  everything as expected (warnings, known deviations and skipped scenarios included)
  1  findings: a MUST is violated, or a listed deviation no longer happens
  2  bad input: a flag, a scenario or the target file is wrong, or a result cannot be written
  3  the target cannot be reached or started
  4  no findings, but some cases are inconclusive
  70  an internal error of oauth-harness aborted a case or the command; other cases have been run
  130  interrupted; the findings until then have been reported";

/// Runs the command line.
pub fn main() -> ExitCode {
    panics::install_hook();
    // Outside of a case, too, an internal error has a message and an exit code of its own.
    panics::caught_at_once(program).unwrap_or_else(|panicked| {
        print::error(&panicked.to_string(), "please report it, with this location and `oauth-harness --version`");
        Exit::HarnessError.into()
    })
}

/// Parses the arguments, and runs the command.
fn program() -> ExitCode {
    let arguments = match CommandLine::try_parse() {
        Ok(arguments) => arguments,
        // A mistake, or `--help`.
        Err(answer) => return answered(&answer),
    };
    arguments.color.set();
    let result = match arguments.command {
        Command::Validate(arguments) => validate::validate(&arguments),
        Command::Init(arguments) => init::init(&arguments),
        Command::Run(arguments) => run::run(arguments),
        Command::List(arguments) => list::list(&arguments),
        Command::Check(arguments) => check::check(&arguments),
        Command::Explain(arguments) => explain::explain(&arguments),
        Command::ExplainPage(arguments) => explain_page::explain_page(&arguments),
        Command::Eject(arguments) => eject::eject(&arguments),
        Command::New(arguments) => new::new(&arguments),
        Command::Schema(arguments) => schema::schema(&arguments),
        #[cfg(feature = "reference")]
        Command::Provider(arguments) => return serve(reference_provider::program::run(*arguments)),
        #[cfg(feature = "reference")]
        Command::Consumer(arguments) => return serve(reference_consumer::program::run(*arguments)),
    };
    result.unwrap_or_else(|exit| exit).into()
}

/// Prints the message of the command-line parser.
fn answered(answer: &clap::Error) -> ExitCode {
    let printed = answer.print();
    if answer.use_stderr() {
        return Exit::BadInput.into();
    }
    print::written(printed).err().unwrap_or(Exit::AsExpected).into()
}

/// Runs a server until it ends; its exit code is its own.
#[cfg(feature = "reference")]
fn serve(server: impl Future<Output = ExitCode>) -> ExitCode {
    match print::runtime() {
        Ok(runtime) => runtime.block_on(server),
        Err(exit) => exit.into(),
    }
}
