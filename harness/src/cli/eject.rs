//! `eject`: writes the built-in scenarios, fragments and targets to files, to read and edit.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use oauth_harness_scenarios::FILES;
use schemars::Schema;

use super::exit::Exit;
use super::print;
use crate::schema;

/// The arguments of `eject`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct EjectArguments {
    /// The folder to write to; it is created if it does not exist.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  oauth-harness eject scenarios                                    scenarios, fragments, targets, and their schemas
  oauth-harness run scenarios -t scenarios/targets/reference.yaml  what was written, and nothing else
  oauth-harness run --scenarios scenarios/pair                     all scenarios, with what was written there \
  instead of the originals

Existing files are never overwritten: if one already exists, nothing is written.";

/// Writes everything, or nothing.
pub(super) fn eject(arguments: &EjectArguments) -> Result<Exit, Exit> {
    let folder = &arguments.folder;
    let files = files();
    if folder.exists() && !folder.is_dir() {
        print::error(&format!("{} is not a folder", folder.display()), "name another one");
        return Err(Exit::BadInput);
    }
    let in_the_way: Vec<&str> = files
        .iter()
        .map(|(path, _)| path.as_str())
        .filter(|path| folder.join(path).symlink_metadata().is_ok())
        .collect();
    if let [first, others @ ..] = in_the_way.as_slice() {
        let others = if others.is_empty() { String::new() } else { format!(", and {} more", others.len()) };
        print::error(
            &format!("{} already exists{others}; nothing was written", folder.join(first).display()),
            "name a new folder, or move the files away",
        );
        return Err(Exit::BadInput);
    }
    for (path, text) in &files {
        let file = folder.join(path);
        write(&file, text).map_err(|error| cannot_write(&file, &error))?;
    }
    let shown = folder.display();
    print::out(&format!(
        "{} written to {shown}\n\
         `oauth-harness check {shown}` finds mistakes, `oauth-harness run {shown}` runs what is there.\n",
        print::counted(files.len(), "file")
    ))?;
    Ok(Exit::AsExpected)
}

/// The path and the text of every file.
fn files() -> Vec<(String, String)> {
    let schemas = [
        ("scenario", schema::scenario()),
        ("target", schema::target()),
        ("fragment", schema::fragment()),
        ("report", schema::report()),
    ];
    let text = |schema: &Schema| format!("{}\n", serde_json::to_string_pretty(schema).expect("a schema is JSON"));
    let schemas = schemas.map(|(name, schema)| (format!("schema/{name}.json"), text(&schema)));
    FILES.iter().map(|file| (file.path.to_owned(), file.text.to_owned())).chain(schemas).collect()
}

fn write(file: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(file.parent().unwrap_or(Path::new("")))?;
    OpenOptions::new().write(true).create_new(true).open(file)?.write_all(text.as_bytes())
}

fn cannot_write(file: &Path, error: &io::Error) -> Exit {
    let help = match error.kind() {
        ErrorKind::PermissionDenied => "name a folder that you may write to",
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
            "a file is where a folder should be: name another folder"
        }
        _ => "name another folder",
    };
    print::error(&format!("{} cannot be written: {error}", file.display()), help);
    Exit::BadInput
}
