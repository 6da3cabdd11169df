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

/// How many cases a variant is run over, and which of them fall silent.
type Seen = (usize, Vec<Silenced>);

/// Where the second part of the page begins.
const SECOND_PART: &str = "\n## House styles";

const OLD: &str =
    "scenarios/VARIANTS.md is old: UPDATE_VARIANTS=1 cargo test -p oauth-harness --test cases variant_matrix/";
const OLD_STYLES: &str =
    "scenarios/VARIANTS.md is old: UPDATE_VARIANTS=1 cargo test -p oauth-harness --test cases faults_in_styles/";

/// The page as it is stored.
static PAGE: LazyLock<String> = LazyLock::new(|| std::fs::read_to_string(path()).unwrap_or_default());

/// What the page is to say of each style, by its name.
static STYLES: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());

static NOTED: Mutex<BTreeMap<String, Seen>> = Mutex::new(BTreeMap::new());

/// Compares what the matrix saw with the page, or notes it for a new one.
pub(super) fn note(variant: &Variant, touched: usize, silenced: Vec<Silenced>) -> Result<(), String> {
    let row = row(variant, &(touched, silenced.clone()));
    let is_known = PAGE.contains(row.trim_end());
    NOTED.lock().unwrap_or_else(PoisonError::into_inner).insert(variant.full_name(), (touched, silenced));
    if is_known || is_updating() {
        return Ok(());
    }
    Err(OLD.to_owned())
}

/// Compares the faults that a house style hides with the page, or notes them for a new one.
pub(super) fn note_style(name: &str, row: String) -> Result<(), String> {
    let is_known = PAGE.contains(row.trim_end());
    STYLES.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), row);
    if is_known || is_updating() { Ok(()) } else { Err(OLD_STYLES.to_owned()) }
}

/// Writes the page, where that is asked for: the part of the variants where the whole matrix was run, the part of the house
/// styles where all of them were.
pub(crate) fn write_if_asked() {
    let (noted, styles) = (NOTED.lock(), STYLES.lock());
    let noted = noted.unwrap_or_else(PoisonError::into_inner);
    let styles = styles.unwrap_or_else(PoisonError::into_inner);
    if !is_updating() || noted.is_empty() && styles.is_empty() {
        return;
    }
    let variants = system::variants();
    let (first, second) = PAGE.split_once(SECOND_PART).unwrap_or((PAGE.as_str(), ""));
    let is_whole = variants.iter().all(|variant| noted.contains_key(&variant.full_name()));
    let first = if is_whole { page(&variants, &noted) } else { first.to_owned() };
    let second = if styles.len() == super::styles::STYLES.len() { styles_part(&styles) } else { second.to_owned() };
    std::fs::write(path(), format!("{first}{SECOND_PART}{second}")).expect("the page can be written");
}

fn styles_part(styles: &BTreeMap<String, String>) -> String {
    let mut text = String::from(
        "\n\nVariants that stand together in products that people run. Nothing is found under any of them, and nine tenths of the \
         faults are still seen; the others are listed, with what the case says that sees them otherwise.\nWritten and proven by \
         `VARIANTS=all UPDATE_VARIANTS=1 cargo test -p oauth-harness --test cases faults_in_styles/`.\n",
    );
    for row in styles.values() {
        text.push('\n');
        text.push_str(row);
    }
    text
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
         the document that permits it, how many cases it is run over, and the cases that are skipped or not judged with it. No case \
         and no always-on check may find anything.\nWritten and proven by `tests/variants/matrix.rs`. \
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
        "### `{}`\n\n{sentence} {permitted_by} ({level}). Subject: {subject}; run over {touched} cases.\n",
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
