//! The second part of `scenarios/VARIANTS.md`: which case sees a fault, and under each house style the faults that another
//! case sees, or none. A run tries the case of the page, and looks for another one only where that is not red.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{LazyLock, Mutex, PoisonError};

use super::known::is_updating;
use super::page::PAGE;
use super::styles::{STYLES, Style};
use super::witnesses::{self, Witness};

/// Where this part of the page begins.
pub(super) const BEGINNING: &str = "\n## House styles";

const OLD: &str =
    "scenarios/VARIANTS.md is old: UPDATE_VARIANTS=1 cargo test -p oauth-harness --test cases faults_in_styles/";

const WITNESSES: &str = "\n## Detection of the faults\n";
const ANOTHER: &str = "detected by another case:\n";
const UNSEEN: &str = "not detected:\n";
const UNCOUNTED: &str = "Not counted:\n";

/// What becomes of a fault under a style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FaultOutcome {
    /// This case sees it.
    Seen(Witness),
    /// No case sees it; what the first one says instead.
    Unseen(String),
    /// The style does not have the feature that it is about.
    Uncounted(String),
}

/// The case that usually sees a fault, as the page has it.
pub(super) fn usual(fault: &str) -> Option<&'static Witness> {
    static USUAL: LazyLock<BTreeMap<String, Witness>> =
        LazyLock::new(|| witnesses_of(PAGE.split_once(WITNESSES).map_or("", |(_, table)| table)));
    USUAL.get(fault)
}

/// What the page says of a fault under a style, if that is not the usual.
pub(super) fn known(style: &str, fault: &str) -> Option<&'static FaultOutcome> {
    static KNOWN: LazyLock<BTreeMap<&str, BTreeMap<String, FaultOutcome>>> =
        LazyLock::new(|| STYLES.iter().map(|(name, _)| (*name, read(section(name)))).collect());
    KNOWN.get(style)?.get(fault)
}

/// Compares what is seen under a house style with the page, or notes it for a new one.
pub(super) fn note(style: &Style, outcomes: &BTreeMap<&str, FaultOutcome>) -> Result<(), String> {
    let row = row(style, outcomes);
    let is_known = section(style.0).trim_end() == row.trim_end();
    NOTED.lock().unwrap_or_else(PoisonError::into_inner).insert(style.0, row);
    if is_known || is_updating() { Ok(()) } else { Err(OLD.to_owned()) }
}

/// Whether the page says who usually sees each fault.
pub(super) fn has_all_witnesses() -> Result<(), String> {
    let is_known = PAGE.split_once(WITNESSES).is_some_and(|(_, stored)| stored == table());
    if is_known || is_updating() { Ok(()) } else { Err(OLD.to_owned()) }
}

/// What the page is to say of each style, by its name.
static NOTED: Mutex<BTreeMap<&str, String>> = Mutex::new(BTreeMap::new());

/// This part of the page: anew for the styles that were run, and as it is stored for the others.
pub(super) fn written() -> String {
    let noted = NOTED.lock().unwrap_or_else(PoisonError::into_inner);
    if noted.is_empty() {
        return PAGE.split_once(BEGINNING).map(|(_, stored)| format!("{BEGINNING}{stored}")).unwrap_or_default();
    }
    let mut text = format!(
        "{BEGINNING}\n\nCombinations of variants as in real products. No check reports any of them, and nine tenths of the faults \
         are still detected, mostly by the case that detects them otherwise (below). The others are listed, with the result of \
         that case.\nGenerated and verified by `UPDATE_VARIANTS=1 cargo test -p oauth-harness --test cases faults_in_styles/`.\n"
    );
    let mut names: Vec<&str> = STYLES.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    for name in names {
        text.push('\n');
        text.push_str(noted.get(name).map_or_else(|| section(name), String::as_str).trim_end());
        text.push('\n');
    }
    text + WITNESSES + &table()
}

/// What the page says of a style.
fn row((name, variants): &Style, outcomes: &BTreeMap<&str, FaultOutcome>) -> String {
    let variants: Vec<String> = variants.iter().map(|variant| format!("`{variant}`")).collect();
    let (mut others, mut unseen, mut uncounted) = (String::new(), String::new(), BTreeMap::<&str, Vec<String>>::new());
    let (mut all, mut seen) = (0, 0);
    for (fault, outcome) in outcomes {
        match outcome {
            FaultOutcome::Seen(witness) => {
                seen += 1;
                if Some(witness) != witnesses::usual(fault) {
                    others.push_str(&line(fault, witness));
                }
            }
            FaultOutcome::Unseen(why) => drop(writeln!(unseen, "- `{fault}`: {why}")),
            FaultOutcome::Uncounted(why) => uncounted.entry(why).or_default().push(format!("`{fault}`")),
        }
        all += usize::from(!matches!(outcome, FaultOutcome::Uncounted(_)));
    }
    let mut text = format!("### {name}\n\n{}.\n\n{seen} of {all} faults are detected.\n", variants.join(", "));
    if !others.is_empty() {
        let _ = write!(text, "\nThese are {ANOTHER}\n{HEAD}{others}");
    }
    if !unseen.is_empty() {
        let _ = write!(text, "\nThese are {UNSEEN}\n{unseen}");
    }
    if !uncounted.is_empty() {
        let _ = write!(text, "\n{UNCOUNTED}\n");
    }
    for (why, faults) in uncounted {
        let _ = writeln!(text, "- {why}: {}", faults.join(", "));
    }
    text
}

/// Who usually sees each fault.
fn table() -> String {
    let mut text = format!(
        "\nThe case that detects each fault without any variant, and the always-on check, if that is what detects it. `+` is another \
         fault that is needed as well.\n\n{HEAD}"
    );
    for fault in witnesses::faults() {
        text.push_str(&witnesses::usual(fault).map(|witness| line(fault, witness)).unwrap_or_default());
    }
    text
}

const HEAD: &str = "| fault | detected by |\n| --- | --- |\n";

fn line(fault: &str, Witness { case, faults, check }: &Witness) -> String {
    let check = check.as_ref().map(|check| format!(", `{check}`")).unwrap_or_default();
    let others = faults.split(" + ").filter(|other| *other != fault).map(|other| format!(" + `{other}`"));
    format!("| `{fault}`{} | `{case}`{check} |\n", others.collect::<String>())
}

/// The lines of a table.
fn witnesses_of(table: &str) -> BTreeMap<String, Witness> {
    let line = |line: &str| {
        let (faults, seen_by) = line.strip_prefix("| `")?.strip_suffix("` |")?.split_once("` | `")?;
        let (case, check) = seen_by.split_once("`, `").map_or((seen_by, None), |(case, check)| (case, Some(check)));
        let faults: Vec<&str> = faults.split("` + `").collect();
        let fault = (*faults.first()?).to_owned();
        let check = check.map(str::to_owned);
        // Scenarios name them in an order of their own.
        let is_same = |witness: &&Witness| {
            let named: Vec<&str> = witness.faults.split(" + ").collect();
            named.len() == faults.len() && faults.iter().all(|one| named.contains(one))
        };
        let mut named = witnesses::candidates(&fault).iter().filter(is_same);
        let witness = named.find(|witness| witness.case == case && witness.check == check)?;
        Some((fault, witness.clone()))
    };
    table.lines().filter_map(line).collect()
}

/// What the page says of a style, without its heading's mark.
fn section(style: &str) -> &'static str {
    let part = PAGE.split_once(BEGINNING).map_or("", |(_, part)| part);
    let part = part.split_once(WITNESSES).map_or(part, |(styles, _)| styles);
    let Some(at) = part.find(&format!("### {style}\n")) else { return "" };
    let section = &part[at..];
    section[3..].find("\n### ").map_or(section, |end| &section[..end + 3])
}

fn read(section: &str) -> BTreeMap<String, FaultOutcome> {
    let section = section.split_once(UNCOUNTED).map_or(section, |(counted, _)| counted);
    let (others, unseen) = section.split_once(UNSEEN).unwrap_or((section, ""));
    let others = witnesses_of(others).into_iter().map(|(fault, witness)| (fault, FaultOutcome::Seen(witness)));
    let unseen = unseen.lines().filter_map(|line| line.strip_prefix("- `")?.split_once("`: "));
    others.chain(unseen.map(|(fault, why)| (fault.to_owned(), FaultOutcome::Unseen(why.to_owned())))).collect()
}
