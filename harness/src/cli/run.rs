//! `run`: scenarios against a target.

use std::path::PathBuf;

use clap::Args;

use super::execution::{self, ExecutionArguments};
use super::exit::Exit;
use super::input::InputArguments;
use super::print;
use crate::compile::plan::Case;
use crate::model::span::{Span, Spanned};
use crate::model::target::{Party, PartyLocation, Target};
use crate::run::{self, Options};
use crate::syntax::renamed::{self, Named};
use crate::system;

/// The arguments of `run`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct RunArguments {
    #[command(flatten)]
    input: InputArguments,
    /// Inject a fault into a reference: `provider/NAME` or `consumer/NAME`; may be repeated.
    #[arg(long, value_name = "FAULT")]
    fault: Vec<String>,
    /// Make a reference conform differently: `provider/NAME` or `consumer/NAME`; may be repeated.
    #[arg(long, value_name = "VARIANT")]
    variant: Vec<String>,
    /// Compare transcripts with the ones stored in this folder [default: the target file's `snapshots`].
    #[arg(long, value_name = "FOLDER", conflicts_with = "no_snapshots")]
    snapshots: Option<PathBuf>,
    /// Do not compare transcripts.
    #[arg(long)]
    no_snapshots: bool,
    /// Store the transcripts of passing cases instead of comparing them.
    #[arg(long, conflicts_with = "no_snapshots")]
    record: bool,
    #[command(flatten)]
    execution: ExecutionArguments,
}

const EXAMPLES: &str = "\
Examples:
  oauth-harness run --target my-site.yaml --only code -v    some scenarios, every exchange as a line
  oauth-harness run --fault provider/code-replay-accepted   see a scenario turn red
  oauth-harness run --report junit=report.xml               the findings for a CI server
  oauth-harness run --report json=- | jq .verdict           every event as JSON
  oauth-harness run --record                                store the transcripts of this run";

/// Runs the selected cases.
pub(super) fn run(arguments: RunArguments) -> Result<Exit, Exit> {
    let mut suite = arguments.input.load()?;
    let (cases, always) = arguments.input.to_run(&suite)?;
    for fault in &arguments.fault {
        Switch::Fault.turn_on(fault, &mut suite.target)?;
    }
    for variant in &arguments.variant {
        Switch::Variant.turn_on(variant, &mut suite.target)?;
    }
    system::forget_lost_features(&mut suite.target);
    let snapshots = arguments.snapshots.or_else(|| suite.target.snapshots.clone());
    let options = Options {
        seed: arguments.execution.seed(),
        // A transcript with faults is not compared with the one without.
        snapshots: snapshots.filter(|_| !arguments.no_snapshots && arguments.fault.is_empty()),
        record: arguments.record,
        always: Some(always),
        exchanges: arguments.execution.kept(),
    };
    if arguments.record && options.snapshots.is_none() {
        print::error("`--record` needs a folder to store transcripts", "name one with `--snapshots FOLDER`");
        return Err(Exit::BadInput);
    }
    check_transcripts(&cases, &options)?;
    execution::execute(suite.target, cases, options, &arguments.execution, "")
}

/// Transcripts that can be neither read nor written are found before anything runs.
fn check_transcripts(cases: &[Case], options: &Options) -> Result<(), Exit> {
    run::check_transcripts(cases, options).map_err(|unusable| {
        print::error(
            &unusable.to_string(),
            "name another folder with `--snapshots FOLDER`, or run with `--no-snapshots`",
        );
        Exit::BadInput
    })
}

/// The switches of a reference.
enum Switch {
    Fault,
    Variant,
}

impl Switch {
    const fn noun(&self) -> &'static str {
        match self {
            Self::Fault => "fault",
            Self::Variant => "variant",
        }
    }

    fn turn_on(self, full_name: &str, target: &mut Target) -> Result<(), Exit> {
        let noun = self.noun();
        let bad = |message: String, help: &str| {
            print::error(&message, help);
            Err(Exit::BadInput)
        };
        let new = renamed::current(if matches!(self, Self::Fault) { Named::Fault } else { Named::Variant }, full_name);
        if let Some(new) = new {
            print::renamed("", full_name, new);
        }
        let full_name = new.unwrap_or(full_name);
        let Some((side, name)) = full_name.split_once('/') else {
            return bad(format!("`{full_name}` is not a {noun}"), "write `provider/NAME` or `consumer/NAME`");
        };
        let place = match side {
            "provider" => target.provider.as_mut().map(|Party { place, .. }| place),
            "consumer" => target.consumer.as_mut().map(|Party { place, .. }| place),
            _ => return bad(format!("`{side}` is not a party"), "write `provider/NAME` or `consumer/NAME`"),
        };
        let Some(PartyLocation::Reference(options)) = place else {
            return bad(format!("the target's {side} is not a reference, so it has no {noun}s to switch on"), "");
        };
        let (known, switched_on) = match self {
            Self::Fault => (system::check_fault(side, name), &mut options.faults),
            Self::Variant => (system::check_variant(side, name), &mut options.variants),
        };
        if let Err(unknown) = known {
            let help = format!("`oauth-harness {side} --list-{noun}s` lists them; here they are written `{side}/NAME`");
            return bad(unknown, &help);
        }
        switched_on.push(Spanned { value: name.to_owned(), span: Span::default() });
        Ok(())
    }
}
