//! `scenarios/VARIANTS.md`: every variant, the sentence that permits it, the case that shows it, and which cases fall silent and
//! why. The page is where the matrix knows this from (`known.rs`), and `UPDATE_VARIANTS=1 cargo test -p oauth-harness --test
//! cases variant_matrix/` writes it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::LazyLock;

use libtest_mimic::{Failed, Trial};
use oauth_harness::system::{self, Quiet, Variant};

use super::known::{KnownVariant, ShownIn, is_updating, noted};
use super::shown::hidden;
use super::styles_page;
use crate::support;

/// What begins the part about one variant.
const ROW: &str = "\n### `";

/// The page as it is stored.
pub(super) static PAGE: LazyLock<String> = LazyLock::new(|| std::fs::read_to_string(path()).unwrap_or_default());

/// What the page says of the variants is what their rows say.
pub(super) fn trial() -> Trial {
    Trial::test("variant_matrix/page", || {
        if is_updating()
            || first_part() == PAGE.split_once(styles_page::BEGINNING).map_or(PAGE.as_str(), |(first, _)| first)
        {
            return Ok(());
        }
        Err(Failed::from(
            "scenarios/VARIANTS.md is not what the rows of the variants say: UPDATE_VARIANTS=1 cargo test -p oauth-harness \
             --test cases variant_matrix/",
        ))
    })
}

/// Writes the page, where that is asked for: what it says of the variants, with all that was noted, and the part of the
/// house styles where all of them were run.
pub(crate) fn write_if_asked() {
    if is_updating() {
        std::fs::write(path(), first_part() + &styles_page::written()).expect("the page can be written");
    }
}

fn path() -> PathBuf {
    support::root().join("scenarios/VARIANTS.md")
}

/// The part about the variants.
fn first_part() -> String {
    let (variants, known) = (system::variants(), noted());
    let mut text = String::from(
        "# Variants\n\nAll variants of the references, which are other ways to conform: \
         the document that permits each, a case that shows it, and the cases that are skipped or inconclusive with it. No \
         case and no always-on check reports a finding.\nGenerated and verified by `tests/variants/matrix.rs`, which runs every case \
         that a variant touches. `oauth-harness run --variant NAME` runs the scenarios with one.\n",
    );
    for party in ["provider", "consumer"] {
        let of_party: Vec<&Variant> = variants.iter().filter(|variant| variant.party == party).collect();
        let _ = writeln!(text, "\n## The {party}: {} variants", of_party.len());
        for variant in of_party {
            let known = known.get(&variant.full_name()).cloned().unwrap_or_default();
            text.push_str(&row(variant, &known));
        }
    }
    text
}

/// What the page says of one variant.
fn row(variant: &Variant, known: &KnownVariant) -> String {
    let Variant { sentence, level, permitted_by, .. } = variant;
    let subject = variant.subject.replace('_', " ");
    let shown = match (&known.shown, hidden(variant)) {
        (Some(shown), _) => format!("Shown by {shown}."),
        (None, Some(why)) => format!("Shown by nothing: {why}."),
        (None, None) => String::from("Not shown yet."),
    };
    let mut text =
        format!("{ROW}{}`\n\n{sentence} {permitted_by} ({level}). Subject: {subject}.\n{shown}\n", variant.full_name());
    if let Quiet::Some(why) | Quiet::Without(_, why) = variant.quiet {
        let number = match known.silenced.len() {
            1 => String::from("1 case falls silent:"),
            number => format!("{number} cases fall silent:"),
        };
        let _ = writeln!(text, "\n{why} {number}\n");
        for (reason, cases) in by_reason(&known.silenced) {
            let _ = writeln!(text, "- {reason}: {}", cases.join(", "));
        }
    }
    text
}

fn by_reason(silenced: &BTreeMap<String, String>) -> BTreeMap<&str, Vec<String>> {
    let mut reasons: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (case, reason) in silenced {
        reasons.entry(reason.as_str()).or_default().push(format!("`{case}`"));
    }
    reasons
}

const BACK_CHANNEL: &str = "the requests of its back channel";
const PACE: &str = "the pace of ";
const SCENARIO: &str = "what is written down by ";
const ADDRESS: &str = "the address of the party";

impl std::fmt::Display for ShownIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ShownIn::By(case) => write!(f, "`{case}`"),
            ShownIn::InPaceOf(case) => write!(f, "{PACE}`{case}`"),
            ShownIn::OnBackChannel => f.write_str(BACK_CHANNEL),
            ShownIn::InScenario(plan) => write!(f, "{SCENARIO}`{plan}`"),
            ShownIn::InAddress => f.write_str(ADDRESS),
        }
    }
}

/// What a page says that `first_part` wrote.
pub(super) fn read(page: &str) -> BTreeMap<String, KnownVariant> {
    let first = page.split_once(styles_page::BEGINNING).map_or(page, |(first, _)| first);
    first.split(ROW).skip(1).filter_map(read_row).collect()
}

fn read_row(row: &str) -> Option<(String, KnownVariant)> {
    let (name, rest) = row.split_once("`\n")?;
    let shown = rest.lines().find_map(|line| line.strip_prefix("Shown by ")?.strip_suffix('.'));
    let shown = shown.and_then(|shown| match shown {
        BACK_CHANNEL => Some(ShownIn::OnBackChannel),
        ADDRESS => Some(ShownIn::InAddress),
        case => match (case.strip_prefix(PACE), case.strip_prefix(SCENARIO)) {
            (Some(case), _) => name_of(case).map(ShownIn::InPaceOf),
            (_, Some(plan)) => name_of(plan).map(ShownIn::InScenario),
            (None, None) => name_of(case).map(ShownIn::By),
        },
    });
    let reasons = rest.lines().filter_map(|line| line.strip_prefix("- ")?.rsplit_once(": `"));
    let silenced = reasons.flat_map(|(reason, cases)| {
        cases.trim_end_matches('`').split("`, `").map(|case| (case.to_owned(), reason.to_owned()))
    });
    Some((name.to_owned(), KnownVariant { shown, silenced: silenced.collect() }))
}

fn name_of(case: &str) -> Option<String> {
    case.strip_prefix('`')?.strip_suffix('`').map(str::to_owned)
}

/// What is written is read again.
pub(super) fn trial_of_reading() -> Trial {
    Trial::test("variant_matrix/page_is_read_as_written", || {
        let variants = system::variants();
        let variant = variants.iter().find(|variant| variant.quiet != Quiet::None).ok_or("a quiet variant")?;
        let case = || "provider/a/b".to_owned();
        let shown = [
            ShownIn::By(case()),
            ShownIn::InPaceOf(case()),
            ShownIn::OnBackChannel,
            ShownIn::InScenario(case()),
            ShownIn::InAddress,
        ];
        for shown in shown.into_iter().map(Some).chain([None]) {
            let silenced = ["a/1", "a/2", "b"].map(|case| (case.to_owned(), format!("not `{}`: none", &case[..1])));
            let known = KnownVariant { shown, silenced: silenced.into() };
            let read = read(&row(variant, &known));
            if read != BTreeMap::from([(variant.full_name(), known.clone())]) {
                return Err(Failed::from(format!("{known:?} is read as {read:?}")));
            }
        }
        Ok(())
    })
}
