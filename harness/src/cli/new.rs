//! `new`: the skeleton of a scenario.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::exit::Exit;
use super::print;

/// The arguments of `new`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct NewArguments {
    /// The file to write: `provider/NAME.yaml`, `consumer/NAME.yaml` or `pair/NAME.yaml`, in any folder.
    path: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  oauth-harness new scenarios/provider/code-expired.yaml
  oauth-harness new my-scenarios/consumer/callback-twice.yaml

The name of the file becomes the id, and its folder says what is under test. Existing files are never overwritten.";

/// What is under test, by folder, and steps that are the positive control of the attack to come.
const SCENARIOS: [(&str, &str); 3] = [("provider", PROVIDER), ("consumer", CONSUMER), ("pair", PAIR)];

const PROVIDER: &str = r#"  - authorize: { as: alice, save: grant }
  - exchange: { code: "${grant.code}" }
  # The attack, and its expected result:
  - exchange: { code: "${grant.code}" }
    expect: { oauth-error: invalid_grant }
"#;

const CONSUMER: &str = r#"  # The positive control: the consumer shows who is signed in, so a page that shows no user proves something.
  - sign-in: { as: control, user: alice }
  - sign-in: { as: alice, stop-before: callback, save: attempt }
  # The attack, and its expected result:
  - callback: { as: alice, url: "${attempt.callback}", without: [state] }
    expect: { signed-in: none }
  - sign-in: { as: alice }
"#;

const PAIR: &str = r"  - sign-in: { as: alice }
  # The expected result:
  - home: { as: alice }
    expect: { signed-in: alice }
";

/// Writes it.
pub(super) fn new(arguments: &NewArguments) -> Result<Exit, Exit> {
    let path = with_extension(&arguments.path);
    let (id, plan) = id_and_steps(&path)?;
    let (schema, schema_there) = schema_for(&path);
    let under_test = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    let text = format!(
        "# yaml-language-server: $schema={schema}\n\
         id: {id}\n\
         title: The property that is true when the scenario passes, or the attack that fails\n\
         why: >\n  \
           What an attacker gains, or what goes wrong, if it fails.\n\
         under-test: {under_test}\n\
         verifies: [TODO] # ids of requirements: `oauth-harness list --requirements` shows them\n\
         # red-when: [{}/NAME] # the fault of the reference that must turn it red\n\
         steps:\n  # First the positive control, then the attack: a step without `expect` must work as usual.\n{plan}",
        if under_test == "consumer" { "consumer" } else { "provider" },
    );
    write(&path, &text)?;
    let shown = path.display();
    let mut message = format!(
        "{shown} has been written. It passes `oauth-harness check {shown}` once its TODO names a requirement.\n\
         `oauth-harness explain STEP` explains each kind of step, `oauth-harness list --requirements` lists \
         what can be verified.\n"
    );
    if !schema_there {
        message.push_str("For completion in an editor, write the schema to which its first line refers:\n");
        let place = path.parent().unwrap_or(Path::new("")).join(&schema);
        let _ = writeln!(message, "  oauth-harness schema > {}", place.display());
    }
    print::out(&message)?;
    Ok(Exit::AsExpected)
}

fn with_extension(path: &Path) -> PathBuf {
    if path.extension().is_none() { path.with_extension("yaml") } else { path.to_owned() }
}

fn id_and_steps(path: &Path) -> Result<(String, &'static str), Exit> {
    let id = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if path.extension().is_none_or(|extension| extension != "yaml") || id.is_empty() || !id.chars().all(plain) {
        print::error(
            &format!("`{}` is not a valid scenario name", path.display()),
            "use lowercase letters, digits and hyphens, as in `provider/code-single-use.yaml`",
        );
        return Err(Exit::BadInput);
    }
    let folder = path.parent().and_then(Path::file_name).unwrap_or_default();
    if let Some((_, plan)) = SCENARIOS.iter().find(|(name, _)| folder == *name) {
        return Ok((id.to_owned(), plan));
    }
    print::error(
        &format!("the folder of `{}` does not say what is under test", path.display()),
        "put it into a folder called `provider`, `consumer` or `pair`",
    );
    Err(Exit::BadInput)
}

/// The relative path from the file to the nearest `schema/scenario.json`, and whether that exists.
fn schema_for(path: &Path) -> (String, bool) {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let folders = whole.ancestors().skip(1).enumerate();
    let found = folders.take(8).find(|(_, folder)| folder.join("schema/scenario.json").is_file());
    let up = found.map_or(1, |(up, _)| up);
    (format!("{}schema/scenario.json", "../".repeat(up)), found.is_some())
}

fn write(path: &Path, text: &str) -> Result<(), Exit> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| OpenOptions::new().write(true).create_new(true).open(path))
        .and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| {
        let shown = path.display();
        if error.kind() == ErrorKind::AlreadyExists {
            print::error(&format!("{shown} already exists and was not overwritten"), "choose another name");
        } else {
            print::error(&format!("{shown} cannot be written: {error}"), "do you have write permission there?");
        }
        Exit::BadInput
    })
}
