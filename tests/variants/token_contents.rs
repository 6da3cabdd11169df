//! What transcripts do not have: what JWTs say, and for how long codes and refresh tokens work. A story writes it down.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use oauth_harness::model::verdict::CaseReport;
use oauth_harness::proof::differing;
use oauth_harness::run::Options;
use oauth_harness::system::Variant;
use oauth_harness::{Scenarios, Suite};

use super::base::base;
use crate::support::root;

/// A story that ends in a finding whose text is all that was seen.
const STORY: &str = "tests/variants/token-contents.yaml";

/// Whether tokens say something else, or work for another time.
pub(super) fn shows(variant: &Variant) -> bool {
    static STRICT: LazyLock<String> = LazyLock::new(|| told(&[]));
    variant.party == "provider" && told(std::slice::from_ref(variant)) != *STRICT
}

fn told(variants: &[Variant]) -> String {
    static SUITE: LazyLock<Suite> = LazyLock::new(|| {
        let target = root().join("scenarios/targets/reference.yaml");
        let loaded = Suite::load(&Scenarios::at([root().join(STORY)]), &target, &BTreeMap::new());
        loaded.unwrap_or_else(|mistakes| panic!("{}", mistakes[0].render(false)))
    });
    let reference = &base().iter().find(|base| base.case.name == "provider/jwt-access-token");
    let target = &reference.expect("the case of JWT access tokens").suite.target;
    let suite = Suite { stories: Vec::new(), target: differing(target, variants) };
    seen(&suite.run(&SUITE.cases()[0], &Options::default()))
}

fn seen(found: &CaseReport) -> String {
    let told = found.findings.iter().map(|finding| &*finding.mismatch.seen);
    told.chain(found.reason.as_deref()).collect::<Vec<_>>().join("\n")
}
