//! Cases that fail for the same cause: one is shown in full, the others are listed below it.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::causes::Causes;
use super::style::{BOLD, DIM};
use crate::model::verdict::{CaseReport, Verdict};

/// The longest line of names.
const WIDTH: usize = 110;

/// A case that is shown in full, and those that it represents.
pub(super) struct Group<'a> {
    pub(super) first: &'a CaseReport,
    pub(super) alike: Vec<&'a CaseReport>,
}

/// Groups a case under an earlier one of the same verdict if it adds nothing: each of its findings has a cause that has been
/// shown, and its notes are those of the earlier one.
pub(super) fn groups(reports: &[CaseReport]) -> Vec<Group<'_>> {
    let mut causes = Causes::default();
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut shown: HashMap<(Verdict, GroupKey<'_>), usize> = HashMap::new();
    for report in reports {
        let signs = signs(report, &mut causes);
        let known: Option<Vec<usize>> = signs.iter().map(|sign| shown.get(&(report.verdict, *sign)).copied()).collect();
        let of = known.and_then(|groups| groups.first().copied());
        // A result that did not repeat has two outcomes, and both are shown.
        let of = of.filter(|&of| report.verdict != Verdict::Unstable && adds_no_note(report, groups[of].first));
        if let Some(of) = of {
            groups[of].alike.push(report);
            continue;
        }
        for sign in signs {
            shown.entry((report.verdict, sign)).or_insert(groups.len());
        }
        groups.push(Group { first: report, alike: Vec::new() });
    }
    groups
}

/// What is reported about a case: a cause, or a reason.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum GroupKey<'a> {
    Cause(usize),
    Reason(&'a str),
}

fn signs<'a>(report: &'a CaseReport, causes: &mut Causes) -> Vec<GroupKey<'a>> {
    let causes = causes.note(report);
    match &report.reason {
        // Only its reason is shown.
        Some(reason) if report.verdict == Verdict::KnownDeviation || causes.is_empty() => {
            vec![GroupKey::Reason(reason)]
        }
        _ => causes.into_iter().map(GroupKey::Cause).collect(),
    }
}

fn adds_no_note(report: &CaseReport, first: &CaseReport) -> bool {
    report.notes.iter().all(|note| first.notes.contains(note))
}

/// Lists the cases that another represents: those of a folder in as few lines as they need, the rows of a scenario together.
pub(super) fn write_alike(text: &mut String, alike: &[&CaseReport]) {
    if alike.is_empty() {
        return;
    }
    let number = if alike.len() == 1 { "1 more case".to_owned() } else { format!("{} more cases", alike.len()) };
    let _ =
        writeln!(text, "\n    {BOLD}the same cause, in {number}{BOLD:#} {DIM}(`--only NAME` shows one in full){DIM:#}");
    for in_folder in alike.chunk_by(|a, b| folder(a) == folder(b)) {
        let mut line = format!("      {}/", folder(in_folder[0]));
        let indent = " ".repeat(line.chars().count());
        for (index, cases) in in_folder.chunk_by(|a, b| split(&a.name).0 == split(&b.name).0).enumerate() {
            for (place, word) in words(cases).into_iter().enumerate() {
                let before = match (index, place) {
                    (0, 0) => "",
                    (_, 0) => " · ",
                    _ => " ",
                };
                let length = line.chars().count() + before.chars().count() + word.chars().count();
                // There is room for the dot after it.
                if !before.is_empty() && length + 2 > WIDTH {
                    let _ = writeln!(text, "{line}{}", before.trim_end());
                    line.clone_from(&indent);
                } else {
                    line.push_str(before);
                }
                line.push_str(&word);
            }
        }
        let _ = writeln!(text, "{line}");
    }
}

/// A scenario by its id, with the rows that are meant: what can be put on lines of its own.
fn words(cases: &[&CaseReport]) -> Vec<String> {
    let (name, _) = split(&cases[0].name);
    let id = name.split_once('/').map_or(name, |(_, id)| id);
    let rows: Vec<&str> = cases.iter().filter_map(|case| split(&case.name).1).collect();
    let [first, ..] = rows.as_slice() else { return vec![id.to_owned()] };
    let end = |index: usize| if index + 1 == rows.len() { ")" } else { "," };
    let others = rows.iter().enumerate().skip(1).map(|(index, row)| format!("{row}{}", end(index)));
    std::iter::once(format!("{id} ({first}{}", end(0))).chain(others).collect()
}

fn folder(case: &CaseReport) -> &str {
    case.name.split_once('/').map_or("", |(folder, _)| folder)
}

/// `folder/id`, and the row.
fn split(name: &str) -> (&str, Option<&str>) {
    let row = name.match_indices('/').nth(1).map(|(at, _)| at);
    row.map_or((name, None), |at| (&name[..at], Some(&name[at + 1..])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::place::Place;
    use crate::model::redacted::Redacted;
    use crate::model::verdict::{Finding, RedactedMismatch};

    fn case(name: &str, verdict: Verdict, seen: &[&str]) -> CaseReport {
        let finding = |seen: &&str| Finding {
            step: "exchange".to_owned(),
            place: Place::Exchange { case: name.to_owned(), number: 1 },
            requirement: Some("x".to_owned()),
            mismatch: RedactedMismatch::new("a refusal", Redacted::ours(*seen)),
            after_exchange: 1,
        };
        CaseReport { verdict, findings: seen.iter().map(finding).collect(), ..CaseReport::new(name, "") }
    }

    /// The names of each group: the case that is shown, then those below it.
    fn grouped(reports: &[CaseReport]) -> Vec<Vec<&str>> {
        let group = |group: Group<'_>| {
            let names = group.alike.iter().map(|report| &report.name);
            let names: Vec<&String> = std::iter::once(&group.first.name).chain(names).collect();
            reports.iter().map(|report| report.name.as_str()).filter(|name| names.iter().any(|n| n == name)).collect()
        };
        groups(reports).into_iter().map(group).collect()
    }

    #[test]
    fn a_case_is_below_another_only_where_all_of_it_has_been_shown() {
        use Verdict::{Failed, Warned};
        let reports = [
            case("p/a", Failed, &["one"]),
            case("p/b", Failed, &["one", "two"]),
            case("p/c", Failed, &["two", "one"]),
            case("p/d", Failed, &["one"]),
            case("p/e", Warned, &["one"]),
        ];
        assert_eq!(grouped(&reports), [vec!["p/a", "p/d"], vec!["p/b", "p/c"], vec!["p/e"]]);
    }

    #[test]
    fn new_notes_and_unstable_results_are_shown() {
        use Verdict::{Failed, Unstable};
        let noted = CaseReport { notes: vec!["a cookie was lost".into()], ..case("p/b", Failed, &["one"]) };
        let reports = [case("p/a", Failed, &["one"]), noted];
        assert_eq!(grouped(&reports), [["p/a"], ["p/b"]]);
        let reports = [case("p/a", Unstable, &["one"]), case("p/b", Unstable, &["one"])];
        assert_eq!(grouped(&reports), [["p/a"], ["p/b"]]);
    }

    #[test]
    fn deviations_with_one_reason_are_one_whatever_was_seen() {
        let known = |name, seen| CaseReport {
            reason: Some("older than the rule".into()),
            ..case(name, Verdict::KnownDeviation, &[seen])
        };
        assert_eq!(grouped(&[known("p/a", "one"), known("p/b", "two")]), [["p/a", "p/b"]]);
    }

    #[test]
    fn the_cases_of_a_folder_share_lines_and_the_rows_of_a_scenario_brackets() {
        let names = ["p/one", "p/two/a", "p/two/b", "q/one"].map(str::to_owned);
        let names = names.into_iter().chain((0..12).map(|number| format!("q/plan/number-{number}")));
        let reports: Vec<CaseReport> = names.map(|name| case(&name, Verdict::Failed, &["x"])).collect();
        let mut text = String::new();
        write_alike(&mut text, &reports.iter().collect::<Vec<_>>());
        let text = anstream::adapter::strip_str(&text).to_string();
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(lines[0], "    the same cause, in 16 more cases (`--only NAME` shows one in full)");
        assert_eq!(lines[1], "      p/one · two (a, b)");
        assert!(lines[2].starts_with("      q/one · plan (number-0, number-1, "), "{text}");
        assert!(lines[3].starts_with("        number-") && lines[3].ends_with(", number-11)"), "{text}");
        assert!(lines.len() == 4 && lines.iter().all(|line| line.chars().count() <= WIDTH), "{text}");
    }
}
