//! `validate`: a survey of a provider, and every scenario that applies to it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clap::Args;

use super::execution::{self, ExecutionArguments};
use super::exit::Exit;
use super::input::CaseSelection;
use super::print::{self, BOLD, DIM};
use super::survey;
use crate::compile::need::Need;
use crate::compile::plan::Case;
use crate::model::scenario::UnderTest;
use crate::model::target::Target;
use crate::run::Options;
use crate::survey::Survey;
use crate::{Scenarios, Suite};

/// The arguments of `validate`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ValidateArguments {
    #[command(flatten)]
    provider: survey::ProviderArguments,
    #[command(flatten)]
    selection: CaseSelection,
    #[command(flatten)]
    execution: ExecutionArguments,
}

const EXAMPLES: &str = "\
Examples:
  oauth-harness validate https://op.example               metadata, keys, errors: every check without a user
  oauth-harness validate https://op.example --client web --redirect-uri https://app.example/callback --user alice
                                                          the secret and the password from the environment:
                                                          OAUTH_HARNESS_CLIENT_SECRET, OAUTH_HARNESS_PASSWORD
  oauth-harness validate … --second-user bob              also the attacks of one user on another
  oauth-harness init …                                    the same survey, written as a target file";

/// Surveys the provider, then runs the cases that apply to it.
pub(super) fn validate(arguments: &ValidateArguments) -> Result<Exit, Exit> {
    let seed = arguments.execution.seed();
    let registers = true;
    arguments.provider.surveyed(seed, registers, |surveyed| run(surveyed, seed, arguments))
}

fn run(surveyed: Survey, seed: u64, arguments: &ValidateArguments) -> Result<Exit, Exit> {
    let ValidateArguments { selection, execution: how, .. } = arguments;
    let mut suite = Suite::of(&Scenarios::built_in(), Ok(surveyed.target)).map_err(|found| print::mistakes(&found))?;
    suite.plans.retain(|plan| plan.scenario.under_test == UnderTest::Provider);
    let (cases, always) = selection.to_run(&suite)?;
    let (mut skipped, mut possible) = (Vec::new(), Vec::new());
    for case in cases {
        match lacking(&case, &suite) {
            Some(reason) => skipped.push(reason),
            None => possible.push(case),
        }
    }
    let options = Options { seed, snapshots: None, record: false, always: Some(always), exchanges: how.kept() };
    let before = format!("{}{}", survey::block(&surveyed.facts), not_run(skipped, how.is_verbose()));
    execution::execute(suite.target, possible, options, how, &before)
}

/// What a case needs and this run does not have. Without any client or any user, that is the first that it needs.
fn lacking(case: &Case, suite: &Suite) -> Option<String> {
    let Target { clients, users, .. } = &suite.target;
    let is_absent = |need: &&Need| match need {
        Need::Client(_) => clients.is_empty(),
        Need::User(_) => users.is_empty(),
        _ => false,
    };
    let first = || case.needs().iter().find(is_absent).map(|need| format!("the target has no {}", need.sentence()));
    first().or_else(|| case.lacking(&suite.target))
}

/// How many reasons are listed.
const REASONS: usize = 8;

/// How many cases are not run, by what is missing, the most frequent first.
fn not_run(skipped: Vec<String>, all: bool) -> String {
    if skipped.is_empty() {
        return String::new();
    }
    let number = skipped.len();
    let mut by_reason = BTreeMap::<String, usize>::new();
    for reason in skipped {
        *by_reason.entry(reason).or_default() += 1;
    }
    let mut reasons: Vec<(String, usize)> = by_reason.into_iter().collect();
    reasons.sort_by(|(one, first), (other, second)| second.cmp(first).then(one.cmp(other)));
    let shown = if all { reasons.len() } else { REASONS };
    let mut text = format!("{BOLD}Not run: {}{BOLD:#}\n", print::counted(number, "case"));
    for (reason, count) in reasons.iter().take(shown) {
        let flag = FLAGS.iter().find(|(part, _)| reason.contains(part)).map(|(_, flag)| *flag);
        let flag = flag.map_or_else(String::new, |flag| format!("  {DIM}{flag}{DIM:#}"));
        let _ = writeln!(text, "  {count:>3}  {reason}{flag}");
    }
    let others = &reasons[shown.min(reasons.len())..];
    if !others.is_empty() {
        let cases: usize = others.iter().map(|(_, count)| count).sum();
        let _ = writeln!(
            text,
            "  {cases:>3}  {DIM}for {} (`-v` lists them){DIM:#}",
            print::counted(others.len(), "other reason")
        );
    }
    text.push('\n');
    text
}

/// What supplies what is missing, by a part of the reason.
const FLAGS: [(&str, &str); 4] = [
    ("client `web`", "--client ID:SECRET --redirect-uri URI"),
    ("user `alice`", "--user NAME:PASSWORD"),
    ("user `bob`", "--second-user NAME:PASSWORD"),
    ("`profile`", "--resource URL"),
];
