//! `init`: a survey of a provider, written as a target file.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::Args;

use super::exit::Exit;
use super::print::{self, BOLD, DIM};
use super::replacement::Replacement;
use super::survey;
use crate::oauth::random::fresh_seed;
use crate::survey::Survey;

/// The arguments of `init`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct InitArguments {
    #[command(flatten)]
    provider: survey::ProviderArguments,
    /// The file to write; `-` is standard output.
    #[arg(short, long, value_name = "FILE", default_value = "target.yaml")]
    output: PathBuf,
    /// Replace a file that exists.
    #[arg(long)]
    force: bool,
}

const EXAMPLES: &str = "\
Examples:
  oauth-harness init https://op.example --client web --redirect-uri https://app.example/callback --user alice
  oauth-harness run --target target.yaml                  every scenario that applies to it";

/// Surveys the provider and writes the file.
pub(super) fn init(arguments: &InitArguments) -> Result<Exit, Exit> {
    let to_stdout = arguments.output.as_os_str() == "-";
    if !to_stdout && arguments.output.exists() && !arguments.force && !may_replace(arguments)? {
        print::error(
            &format!("{} exists", arguments.output.display()),
            "name another file with `-o FILE`, or replace it with `--force`",
        );
        return Err(Exit::BadInput);
    }
    let registers = false;
    arguments.provider.surveyed(fresh_seed(), registers, |surveyed| write(arguments, &surveyed))
}

fn write(arguments: &InitArguments, surveyed: &Survey) -> Result<Exit, Exit> {
    let text = file(surveyed);
    if arguments.output.as_os_str() == "-" {
        print::out(&text)?;
        return Ok(Exit::AsExpected);
    }
    let written = Replacement::of(&arguments.output).and_then(|mut file| {
        file.write(text.as_bytes())?;
        file.put()
    });
    written.map_err(|error| {
        print::error(&format!("cannot write {}: {error}", arguments.output.display()), "name another file with `-o`");
        Exit::BadInput
    })?;
    print::out(&survey::block(&surveyed.facts))?;
    print::out(&next(arguments, surveyed))?;
    Ok(Exit::AsExpected)
}

/// Asks on a terminal.
fn may_replace(arguments: &InitArguments) -> Result<bool, Exit> {
    if !std::io::stdin().is_terminal() {
        return Ok(false);
    }
    print::out(&format!("{} exists. Replace it? [y/N] ", arguments.output.display()))?;
    let mut answer = String::new();
    let read = std::io::stdin().read_line(&mut answer);
    Ok(read.is_ok() && matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// The target file, with what was found out as its comment.
fn file(surveyed: &Survey) -> String {
    let mut text = "# Written by `oauth-harness init`, from its survey of the provider:\n#\n".to_owned();
    for fact in &surveyed.facts {
        let line = format!("#   {}: {} ({})\n", fact.subject.trim(), &*fact.value, fact.provenance.word());
        text.push_str(&line);
    }
    text.push('\n');
    text.push_str(&surveyed.draft.yaml());
    text
}

/// What to do with the file.
fn next(arguments: &InitArguments, surveyed: &Survey) -> String {
    let place = arguments.output.display();
    let variables: Vec<String> = surveyed.draft.variables().into_iter().map(|(name, _)| name).collect();
    let needs = match variables.as_slice() {
        [] => String::new(),
        all => format!("  {DIM}with {} in the environment{DIM:#}", all.join(", ")),
    };
    format!(
        "{BOLD}Wrote {place}{BOLD:#}\n\n  oauth-harness list --target {place}    which scenarios apply{needs}\n  oauth-harness run --target {place}     run them\n"
    )
}
