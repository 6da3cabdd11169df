//! The README is correct: its sample files are loaded as they are. Its Rust code is compiled and run as a documentation test.

use std::collections::BTreeMap;

use oauth_harness::check::always_on::KINDS;
use oauth_harness::run::Options;
use oauth_harness::{Scenarios, Suite, system};

use crate::support::{embedded_suites, program, root};

/// The blocks of a language in a Markdown file.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let opening = format!("```{language}\n");
    let blocks = text.split(&opening).skip(1);
    blocks.map(|rest| rest.split("```").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn its_target_and_its_scenario_are_valid() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("there is one");
    let yaml = blocks(&readme, "yaml");
    let [target, scenario] = yaml.as_slice() else { panic!("a target and a scenario, not {} files", yaml.len()) };
    let folder = std::env::temp_dir().join(format!("oauth-harness-readme-{}", std::process::id()));
    let id = scenario.lines().next().and_then(|line| line.strip_prefix("id: ")).expect("a scenario begins with its id");
    let file = folder.join("provider").join(format!("{id}.yaml"));
    std::fs::create_dir_all(folder.join("provider")).expect("a folder");
    std::fs::write(folder.join("my-site.yaml"), target).expect("writable");
    std::fs::write(&file, scenario).expect("writable");
    let environment =
        ["HARNESS_SECRET", "ALICE_PASSWORD"].map(|name| (name.to_owned(), "value".to_owned())).into_iter().collect();
    let theirs = Suite::load(&Scenarios::built_in(), folder.join("my-site.yaml"), &environment);
    let shown = Suite::load(&Scenarios::at([&file]), "reference", &BTreeMap::new());
    std::fs::remove_dir_all(&folder).expect("it was made above");
    let theirs = theirs.expect("the target is valid");
    let (shown, built_in) = (shown.expect("the scenario is valid"), theirs.plans.iter());
    let twin =
        built_in.map(|planned| planned.scenario.source.text()).find(|text| text.contains(&format!("id: {id}\n")));
    let plain = |text: &str| text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(plain(twin.expect("it is built in")), plain(shown.plans[0].scenario.source.text()));
}

#[test]
fn its_sample_runs_are_what_the_program_prints() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("there is one");
    let samples = blocks(&readme, "console");
    let samples: Vec<&String> = samples.iter().filter(|sample| sample.starts_with("$ oauth-harness run ")).collect();
    assert!(samples.len() > 1, "a green run and a red one");
    for sample in samples {
        let (command, shown) = sample.split_once('\n').expect("a command and its output");
        let arguments = command.trim_start_matches("$ oauth-harness ");
        let output = program::harness(&arguments.split(' ').collect::<Vec<_>>()).current_dir(root()).output();
        let printed = program::text(&output.expect("it runs").stdout);
        let (shown, mut printed) = (without_times(shown), without_times(&printed));
        // The README shortens lines that are too long for its page.
        for (shown, printed) in shown.iter().zip(&mut printed) {
            if shown.strip_suffix('…').is_some_and(|start| printed.starts_with(start)) {
                printed.clone_from(shown);
            }
        }
        assert_eq!(shown, printed, "{command}");
    }
}

/// The words of each line, without durations.
fn without_times(text: &str) -> Vec<String> {
    let line = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let is_time = |at: usize| {
            let number = |at: usize| words.get(at).is_some_and(|word| word.parse::<f64>().is_ok());
            let unit = |at: usize| words.get(at).is_some_and(|word| matches!(*word, "ms" | "s"));
            (number(at) && unit(at + 1)) || (at > 0 && number(at - 1) && unit(at))
        };
        let kept = words.iter().enumerate().filter(|(at, _)| !is_time(*at)).map(|(_, word)| *word);
        kept.collect::<Vec<_>>().join(" ")
    };
    text.trim().lines().map(line).collect()
}

#[test]
fn its_numbers_are_current() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("there is one");
    let (cases, checks, faults) = (embedded_suites()[0].cases().len(), KINDS.len(), system::faults().len());
    let verdicts = cases + checks;
    for said in [
        format!("is {verdicts} verdicts on this pair: {cases} cases, and {checks} always-on checks"),
        format!("has all {faults} faults"),
        format!("has all {} variants", system::variants().len()),
    ] {
        assert!(readme.contains(&said), "the README has to say: {said}");
    }
}

#[tokio::test]
async fn a_suite_runs_inside_a_runtime() {
    let suite =
        Suite::load(&Scenarios::at(["pair/sign-in.yaml"]), "reference", &BTreeMap::new()).expect("it is built in");
    let case = &suite.cases()[0];
    let (waited_for, awaited) =
        (suite.run(case, &Options::default()), suite.run_async(case, &Options::default()).await);
    assert_eq!(waited_for.transcript(), awaited.transcript());
}

#[test]
fn expect_shows_a_mistake_as_text() {
    let mistakes =
        Suite::load(&Scenarios::at(["nowhere"]), "reference", &BTreeMap::new()).expect_err("it is not there");
    let shown = format!("{mistakes:?}");
    assert!(shown.contains("error: cannot read the scenarios: "), "{shown}");
}
