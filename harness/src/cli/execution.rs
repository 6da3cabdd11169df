//! Runs cases and reports the results, up to the exit code.

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use clap::{ArgAction, Args};

use super::exit::Exit;
use super::interrupt;
use super::output::{self, Output};
use super::print;
use crate::compile::plan::Case;
use crate::model::event::Event;
use crate::model::source::Source;
use crate::model::target::Target;
use crate::model::verdict::Verdict;
use crate::oauth::random::fresh_seed;
use crate::report::{Detail, Human};
use crate::run::{self, KeptExchanges, Options};
use crate::syntax::diagnostic::Diagnostic;
use crate::system;

/// The arguments about a run, whatever it runs: how its results are reported, and its random values.
#[derive(Debug, Args)]
pub(super) struct ExecutionArguments {
    /// Show every exchange as a line; twice: in full.
    #[arg(short, long, action = ArgAction::Count)]
    verbose: u8,
    #[arg(long, value_name = "FORMAT=FILE", help = output::help())]
    report: Vec<String>,
    /// The seed of states and of `${random()}`: the same seed sends the same values. Nonces, verifiers and `jti` are always new.
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
}

impl ExecutionArguments {
    /// The seed, or another one for each call.
    pub(super) fn seed(&self) -> u64 {
        self.seed.unwrap_or_else(fresh_seed)
    }

    /// True if more than the findings is shown.
    pub(super) fn is_verbose(&self) -> bool {
        self.verbose > 0
    }

    /// The exchanges that the terminal and the reports show.
    pub(super) fn kept(&self) -> KeptExchanges {
        if self.is_verbose() || !self.report.is_empty() { KeptExchanges::All } else { KeptExchanges::OfFindings }
    }
}

/// Runs the cases. `before` is printed first, where the results are printed.
pub(super) fn execute(
    target: Target,
    cases: Vec<Case>,
    options: Options,
    how: &ExecutionArguments,
    before: &str,
) -> Result<Exit, Exit> {
    let sources = cases.iter().map(|case| &case.plan.scenario.source).chain([&target.source]);
    let inputs: BTreeSet<&Path> = sources.filter(|source| !source.is_built_in()).map(Source::path).collect();
    let mut output = Output::open(&how.report, &inputs)?;
    let on_stderr = output.takes_stdout();
    let show = |text: &str| {
        if on_stderr {
            print::err(text);
            return Ok(());
        }
        print::out(text)
    };
    show(before)?;
    let mut human = Human::new(Detail { hops: how.verbose == 1, transcripts: how.verbose > 1 });
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
            up = reachable(&target) => up?,
        }
        run::run(cases, Arc::new(target), options, interrupt, |event| {
            broken_off |= matches!(event, Event::Finished { interrupted: true, .. });
            answered |= event.report().is_some_and(|report| report.verdict != Verdict::Skipped && !report.unreachable);
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

fn exit(human: &Human, answered: bool) -> Exit {
    let any = |verdict: Verdict| human.counts().contains_key(&verdict);
    if any(Verdict::HarnessError) {
        Exit::HarnessError
    } else if Verdict::ALL.into_iter().any(|verdict| verdict.is_finding() && any(verdict)) {
        Exit::Findings
    } else if any(Verdict::Inconclusive) || any(Verdict::Unstable) {
        if answered { Exit::Inconclusive } else { Exit::Unreachable }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::CaseReport;

    use Verdict::{Failed, HarnessError, Inconclusive, KnownDeviation, Passed, Skipped, Unstable, Warned};

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
        assert_eq!(ends(&[Passed, Skipped, Warned, KnownDeviation]), 0);
        assert_eq!(ends(&[Passed, Inconclusive]), 4);
        assert_eq!(ends(&[Passed, Unstable]), 4);
        assert_eq!(ends(&[Inconclusive, Failed]), 1);
        assert_eq!(ends(&[Inconclusive, HarnessError, Failed]), 70);
    }
}
