//! `scenarios/VARIANTS.md`: every variant, the sentence that permits it, what it touches, and which cases fall silent and why.
//! The matrix compares its results with the page; `UPDATE_VARIANTS=1 cargo test -p oauth-harness --test cases variant_matrix/`
//! writes it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex, PoisonError};

use oauth_harness::system::{self, Quiet, Variant};

use crate::support;

/// A case that passed without the variant, and is skipped or not judged with it.
#[derive(Clone, Debug)]
pub(super) struct Silenced {
    pub(super) case: String,
    pub(super) reason: String,
}

/// How many cases a variant touches, and which of them fall silent.
type Seen = (usize, Vec<Silenced>);

static NOTED: Mutex<BTreeMap<String, Seen>> = Mutex::new(BTreeMap::new());

/// Compares what the matrix saw with the page, or notes it for a new one.
pub(super) fn note(variant: &Variant, touched: usize, silenced: Vec<Silenced>) -> Result<(), String> {
    static PAGE: LazyLock<String> = LazyLock::new(|| std::fs::read_to_string(path()).unwrap_or_default());
    let row = row(variant, &(touched, silenced.clone()));
    let is_known = PAGE.lines().any(|line| row.lines().next() == Some(line)) && PAGE.contains(row.trim_end());
    NOTED.lock().unwrap_or_else(PoisonError::into_inner).insert(variant.full_name(), (touched, silenced));
    if is_known || is_updating() {
        return Ok(());
    }
    Err("scenarios/VARIANTS.md is old: UPDATE_VARIANTS=1 cargo test -p oauth-harness --test cases variant_matrix/"
        .to_owned())
}

/// Writes the page, where that is asked for and the whole matrix was run.
pub(super) fn write_if_asked() {
    let noted = NOTED.lock().unwrap_or_else(PoisonError::into_inner);
    let variants = system::variants();
    if is_updating() && variants.iter().all(|variant| noted.contains_key(&variant.full_name())) {
        std::fs::write(path(), page(&variants, &noted)).expect("the page can be written");
    }
}

fn is_updating() -> bool {
    std::env::var_os("UPDATE_VARIANTS").is_some()
}

fn path() -> PathBuf {
    support::root().join("scenarios/VARIANTS.md")
}

fn page(variants: &[Variant], noted: &BTreeMap<String, Seen>) -> String {
    let mut text = String::from(
        "# Variants\n\nEvery way in which the references differ from the strict ones on demand and are right all the same: \
         the document that permits it, how many cases it touches, and the cases that are skipped or not judged with it. No case \
         and no always-on check may find anything.\nWritten and proven by `tests/variant_matrix.rs`. \
         `oauth-harness run --variant NAME` runs the scenarios with one.\n",
    );
    for party in ["provider", "consumer"] {
        let of_party: Vec<&Variant> = variants.iter().filter(|variant| variant.party == party).collect();
        let _ = write!(text, "\n## The {party}: {} variants\n", of_party.len());
        for variant in of_party {
            text.push('\n');
            text.push_str(&row(variant, &noted[&variant.full_name()]));
        }
    }
    text
}

/// What the page says of one variant.
fn row(variant: &Variant, (touched, silenced): &Seen) -> String {
    let Variant { sentence, level, permitted_by, .. } = variant;
    let subject = variant.subject.replace('_', " ");
    let mut text = format!(
        "### `{}`\n\n{sentence} {permitted_by} ({level}). Subject: {subject}; it touches {touched} cases.\n",
        variant.full_name()
    );
    if let Quiet::Some(why) | Quiet::Without(_, why) = variant.quiet {
        let _ = writeln!(text, "\n{why} {} cases fall silent:\n", silenced.len());
        for (reason, cases) in by_reason(silenced) {
            let _ = writeln!(text, "- {reason}: {}", cases.join(", "));
        }
    }
    text
}

fn by_reason(silenced: &[Silenced]) -> BTreeMap<&str, Vec<String>> {
    let mut reasons: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for Silenced { case, reason } in silenced {
        reasons.entry(reason.as_str()).or_default().push(format!("`{case}`"));
    }
    reasons
}
