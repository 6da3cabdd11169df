//! `schema`: the JSON Schema of scenario, target or fragment files, for editors, and of a JSON report, for its readers.

use clap::{Args, ValueEnum};

use super::exit::Exit;
use super::print;
use crate::schema;

/// The arguments of `schema`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct SchemaArguments {
    /// The kind of file.
    #[arg(value_enum, default_value_t = SchemaSubject::Scenario)]
    of: SchemaSubject,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SchemaSubject {
    /// Scenario files.
    Scenario,
    /// Target files.
    Target,
    /// Fragment files.
    Fragment,
    /// The lines of a JSON report (`run --report json=FILE`).
    Report,
}

const EXAMPLES: &str = "\
Examples:
  oauth-harness schema > scenarios/schema/scenario.json
  oauth-harness schema target > scenarios/schema/target.json

An editor with YAML support completes and validates a file whose first line refers to it:
  # yaml-language-server: $schema=../schema/scenario.json";

/// Prints it.
pub(super) fn schema(arguments: &SchemaArguments) -> Result<Exit, Exit> {
    let schema = match arguments.of {
        SchemaSubject::Scenario => schema::scenario(),
        SchemaSubject::Target => schema::target(),
        SchemaSubject::Fragment => schema::fragment(),
        SchemaSubject::Report => schema::report(),
    };
    let text = serde_json::to_string_pretty(&schema).expect("a schema is JSON");
    print::out(&format!("{text}\n"))?;
    Ok(Exit::AsExpected)
}
