//! What transcripts do not have: what tokens say and for how long they work, the form of made-up values, texts of pages, and what
//! becomes of requests that no scenario makes. Each plan in `shown` ends in a finding whose text is all that was seen.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use oauth_harness::compile::plan::Case;
use oauth_harness::model::verdict::CaseReport;
use oauth_harness::proof::differing;
use oauth_harness::run::{KeptExchanges, Options};
use oauth_harness::system::Variant;
use oauth_harness::{Scenarios, Suite};

use super::base::{base, is_late};
use crate::support::root;

/// The plans.
const SCENARIOS: &str = "tests/variants/shown";

/// The first plan that sees something else; its id.
pub(super) fn found(variant: &Variant) -> Option<String> {
    let names = STRICT.iter().map(|(case, _)| case.name.rsplit('/').next().unwrap_or_default());
    let mut names = names.filter(|_| variant.party == "provider");
    names.find(|name| shows(variant, name)).map(str::to_owned)
}

/// Whether a plan sees something else.
pub(super) fn shows(variant: &Variant, plan: &str) -> bool {
    let known = STRICT.iter().find(|(case, _)| case.name.rsplit('/').next() == Some(plan));
    known.is_some_and(|(case, strict)| seen(case, std::slice::from_ref(variant)) != *strict)
}

/// Each plan, and what it sees where nothing differs.
static STRICT: LazyLock<Vec<(Case, String)>> = LazyLock::new(|| {
    let target = root().join("scenarios/targets/reference.yaml");
    let loaded = Suite::load(&Scenarios::at([root().join(SCENARIOS)]), &target, &BTreeMap::new());
    let suite = loaded.unwrap_or_else(|mistakes| panic!("{}", mistakes[0].render(false)));
    suite.cases().into_iter().map(|case| (case.clone(), seen(&case, &[]))).collect()
});

fn seen(case: &Case, variants: &[Variant]) -> String {
    let reference = base().iter().find(|base| base.case.name == "provider/jwt-access-token");
    let target = &reference.expect("the case of JWT access tokens").suite.target;
    let suite = Suite { plans: Vec::new(), target: differing(target, variants) };
    summary(&suite.run(case, &Options { exchanges: KeptExchanges::All, ..Options::default() }))
}

fn summary(found: &CaseReport) -> String {
    let summary = found.findings.iter().map(|finding| &*finding.mismatch.seen);
    let late = is_late(found).then_some("an answer is late");
    summary.chain(found.reason.as_deref()).chain(late).collect::<Vec<_>>().join("\n")
}
