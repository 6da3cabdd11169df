//! `list`: the scenarios, what they verify and what they need.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use clap::Args;

use super::exit::Exit;
use super::input::Input;
use super::print;
use crate::run::always;
use crate::run::offers::lacking;
use crate::run::plan::Case;

/// The arguments of `list`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
}

/// Prints the scenarios, by folder.
pub(super) fn list(arguments: &Arguments) -> Result<Exit, Exit> {
    let suite = arguments.input.load()?;
    let cases = arguments.input.cases(&suite)?;
    let chosen: BTreeSet<String> = cases.iter().map(|case| case.story.scenario.name()).collect();
    let (bold, dim) = (anstyle::Style::new().bold(), anstyle::Style::new().dimmed());
    let mut text = String::new();
    let mut folder = "";
    let stories = suite.stories.iter().filter(|story| chosen.contains(&story.scenario.name()));
    for story in stories {
        let scenario = &story.scenario;
        if scenario.folder != folder {
            folder = &scenario.folder;
            let _ = writeln!(text, "\n{bold}{folder}{bold:#}");
        }
        let rows = if scenario.rows.is_empty() { String::new() } else { format!(" ({} cases)", scenario.rows.len()) };
        let _ = writeln!(text, "  {bold}{}{bold:#}{rows}  {}", scenario.id.value, scenario.title);
        let judged: BTreeSet<String> = story.cases().iter().flat_map(Case::requirements).collect();
        for id in judged {
            let _ = writeln!(text, "      {dim}verifies {id}{dim:#}");
        }
        if !scenario.needs.is_empty() {
            let needs: Vec<&str> = scenario.needs.iter().map(|need| need.value.as_str()).collect();
            let _ = writeln!(text, "      {dim}needs {}{dim:#}", needs.join(", "));
        }
        if let Some(reason) = lacking(scenario, &suite.target) {
            let _ = writeln!(text, "      {dim}skipped here: {reason}{dim:#}");
        }
    }
    let asked_for = arguments.input.always();
    for kind in always::checks().iter().filter(|kind| asked_for.contains(&kind.id)) {
        if folder != "always" {
            folder = "always";
            let _ =
                writeln!(text, "\n{bold}{folder}{bold:#}  {dim}looked over in every case, reported at the end{dim:#}");
        }
        let _ = writeln!(text, "  {bold}{}{bold:#}  {}", kind.id, kind.sentence);
        for id in kind.requirements {
            let _ = writeln!(text, "      {dim}verifies {id}{dim:#}");
        }
        if let Some(reason) = always::lacking(kind, &suite.target) {
            let _ = writeln!(text, "      {dim}skipped here: {reason}{dim:#}");
        }
    }
    let (scenarios, always) = (chosen.len(), asked_for.len());
    let _ = writeln!(text, "\n{scenarios} scenarios, {} cases, {always} always-on checks", cases.len());
    print::out(&text);
    Ok(Exit::AsExpected)
}
