//! `run`: scenarios against a target.

use std::future::poll_fn;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use clap::{ArgAction, Args};

use super::exit::Exit;
use super::input::Input;
use super::interrupt;
use super::output::{self, Output};
use super::print;
use crate::compile::plan::Case;
use crate::model::event::Event;
use crate::model::span::{At, Span};
use crate::model::target::{Party, Place, Target};
use crate::model::verdict::Verdict;
use crate::oauth::random::fresh_seed;
use crate::report::{Detail, Human};
use crate::run::{self, Kept, Options};
use crate::syntax::diagnostic::Diagnostic;
use crate::syntax::renamed::{self, Named};
use crate::system;

/// The arguments of `run`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// Inject a fault into a reference: `provider/NAME` or `consumer/NAME`; may be repeated.
    #[arg(long, value_name = "FAULT")]
    fault: Vec<String>,
    /// Make a reference conform differently: `provider/NAME` or `consumer/NAME`; may be repeated.
    #[arg(long, value_name = "VARIANT")]
    variant: Vec<String>,
    /// Show every exchange as a line; twice: in full.
    #[arg(short, long, action = ArgAction::Count)]
    verbose: u8,
    /// Compare transcripts with the ones stored in this folder [default: the target file's `snapshots`].
    #[arg(long, value_name = "FOLDER", conflicts_with = "no_snapshots")]
    snapshots: Option<PathBuf>,
    /// Do not compare transcripts.
    #[arg(long)]
    no_snapshots: bool,
    /// Store the transcripts of passing cases instead of comparing them.
    #[arg(long, conflicts_with = "no_snapshots")]
    record: bool,
    #[arg(long, value_name = "FORMAT=FILE", help = output::help())]
    report: Vec<String>,
    /// The seed of states and of `${random()}`: the same seed sends the same values. Nonces, verifiers and `jti` are always new.
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
}

const EXAMPLES: &str = "\
Examples:
  oauth-harness run --target my-site.yaml --only code -v    some scenarios, every exchange as a line
  oauth-harness run --fault provider/code-replay-accepted          see a scenario turn red
  oauth-harness run --report junit=report.xml               the findings for a CI server
  oauth-harness run --report json=- | jq .verdict           every event as JSON
  oauth-harness run --record                                store the transcripts of this run";

/// Runs the selected cases.
pub(super) fn run(arguments: Arguments) -> Result<Exit, Exit> {
    let mut suite = arguments.input.load()?;
    let (mut cases, always) = arguments.input.asked_for(&suite)?;
    if cases.is_empty() {
        // Only always-on checks are selected: they examine the exchanges of the cases.
        cases = suite.cases();
    }
    for fault in &arguments.fault {
        Switch::Fault.turn_on(fault, &mut suite.target)?;
    }
    for variant in &arguments.variant {
        Switch::Variant.turn_on(variant, &mut suite.target)?;
    }
    system::forget_lost_features(&mut suite.target);
    let snapshots = arguments.snapshots.or_else(|| suite.target.snapshots.clone());
    let options = Options {
        seed: arguments.seed.unwrap_or_else(fresh_seed),
        // A transcript with faults is not compared with the one without.
        snapshots: snapshots.filter(|_| !arguments.no_snapshots && arguments.fault.is_empty()),
        record: arguments.record,
        always: Some(always),
        exchanges: if arguments.verbose > 0 || !arguments.report.is_empty() { Kept::All } else { Kept::OfFindings },
    };
    if arguments.record && options.snapshots.is_none() {
        print::error("`--record` needs a folder to store transcripts", "name one with `--snapshots FOLDER`");
        return Err(Exit::BadInput);
    }
    check_transcripts(&cases, &options)?;
    let mut output = Output::open(&arguments.report)?;
    let on_stderr = output.takes_stdout();
    let show = |text: &str| {
        if on_stderr {
            print::err(text);
            return Ok(());
        }
        print::out(text)
    };
    let mut human = Human::new(Detail { hops: arguments.verbose == 1, transcripts: arguments.verbose > 1 });
    let runtime = print::runtime()?;
    let (mut broken_off, mut answered, mut shown) = (false, false, Ok(()));
    runtime.block_on(async {
        let mut interrupt = pin!(interrupt::interrupted());
        // An interrupt is handled from the first poll on, before anything is printed.
        if poll_fn(|context| Poll::Ready(interrupt.as_mut().poll(context))).await.is_ready() {
            return Err(Exit::Interrupted);
        }
        tokio::select! {
            biased;
            () = &mut interrupt => return Err(Exit::Interrupted),
            up = reachable(&suite.target) => up?,
        }
        run::run(cases, Arc::new(suite.target), options, interrupt, |event| {
            broken_off |= matches!(event, Event::Finished { interrupted: true, .. });
            answered |= event.report().is_some_and(|report| report.verdict != Verdict::Skip && !report.unreachable);
            output.on_event(&event);
            let text = human.on_event(&event);
            // Reported once: what cannot be shown now cannot be shown later.
            if shown.is_ok() {
                shown = show(&text);
            }
        })
        .await;
        Ok(())
    })?;
    let whole = output.finish() && shown.is_ok();
    Ok(match exit(&human, answered) {
        Exit::HarnessError => Exit::HarnessError,
        _ if broken_off => Exit::Interrupted,
        Exit::AsExpected if !whole => Exit::BadInput,
        exit => exit,
    })
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

fn exit(human: &Human, answered: bool) -> Exit {
    let any = |verdict: Verdict| human.counts().contains_key(&verdict);
    if any(Verdict::HarnessError) {
        Exit::HarnessError
    } else if Verdict::ALL.into_iter().any(|verdict| verdict.is_finding() && any(verdict)) {
        Exit::Findings
    } else if any(Verdict::Error) || any(Verdict::Unstable) {
        if answered { Exit::NotJudged } else { Exit::Unreachable }
    } else {
        Exit::AsExpected
    }
}

async fn reachable(target: &Target) -> Result<(), Exit> {
    system::reachable(target).await.map_err(|unreachable| {
        let mistake =
            Diagnostic::new(&target.source, unreachable.span, unreachable.to_string()).help(unreachable.help());
        print::err(&format!("{}\n", mistake.render(true)));
        Exit::Unreachable
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
        let Some(Place::Reference(options)) = place else {
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
        switched_on.push(At { value: name.to_owned(), span: Span::default() });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::CaseReport;

    use Verdict::{Error, Fail, HarnessError, KnownDeviation, Pass, Skip, Unstable, Warn};

    #[test]
    fn an_internal_error_outweighs_a_finding_and_a_finding_outweighs_doubt() {
        let ends = |verdicts: &[Verdict]| {
            let mut human = Human::new(Detail { hops: false, transcripts: false });
            for &verdict in verdicts {
                let report = CaseReport { verdict, ..CaseReport::new("provider/x", "") };
                human.on_event(&Event::CaseFinished(Box::new(report)));
            }
            exit(&human, true).number()
        };
        assert_eq!(ends(&[Pass, Skip, Warn, KnownDeviation]), 0);
        assert_eq!(ends(&[Pass, Error]), 4);
        assert_eq!(ends(&[Pass, Unstable]), 4);
        assert_eq!(ends(&[Error, Fail]), 1);
        assert_eq!(ends(&[Error, HarnessError, Fail]), 70);
    }
}
