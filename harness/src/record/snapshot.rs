//! Transcripts stored in insta's file format, so that `cargo insta review` and this program work on the same files.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use imara_diff::{Algorithm, BasicLineDiffPrinter, Diff, InternedInput, UnifiedDiffConfig};

/// The result of the comparison with the stored transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// It is the same.
    Same,
    /// Nothing is stored.
    New,
    /// It differs; the text is a unified diff from the stored to the new one.
    Different(String),
}

/// The file for a case: `folder/id` or `folder/id/case` under a root.
pub fn path(root: &Path, case: &str) -> PathBuf {
    let (folder, name) = split(case);
    root.join(folder).join(format!("{name}.snap"))
}

/// The folder and the snapshot's name for a case.
pub fn split(case: &str) -> (&str, String) {
    let (folder, name) = case.split_once('/').unwrap_or(("", case));
    (folder, name.replace('/', "@"))
}

/// Compares a transcript with the stored one.
pub fn compare(path: &Path, transcript: &str) -> io::Result<Comparison> {
    let stored = match fs::read_to_string(path) {
        Ok(stored) => stored,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Comparison::New),
        Err(error) => return Err(error),
    };
    Ok(against(&stored, transcript))
}

/// Compares a transcript with the content of a stored file.
pub fn against(stored: &str, transcript: &str) -> Comparison {
    let stored = body(stored);
    if stored.trim_end() == transcript.trim_end() {
        return Comparison::Same;
    }
    Comparison::Different(unified_diff(stored, transcript))
}

/// The content of the file in which a transcript is stored.
pub fn stored(source: &str, transcript: &str) -> String {
    format!("---\nsource: {source}\n---\n{}\n", transcript.trim_end())
}

/// The lines that differ from what is stored, with two lines around them.
pub fn unified_diff(stored: &str, now: &str) -> String {
    let input = InternedInput::new(stored, now);
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let mut config = UnifiedDiffConfig::default();
    config.context_len(2);
    let printer = BasicLineDiffPrinter(&input.interner);
    let changes = diff.unified_diff(&printer, config, &input);
    format!("--- stored\n+++ now\n{changes}")
}

/// Stores a transcript. It is written to a temporary file and renamed: a stored one is replaced whole, or not at all.
pub fn store(path: &Path, source: &str, transcript: &str) -> io::Result<()> {
    fs::create_dir_all(folder_of(path))?;
    let temporary = path.with_extension(format!("{}.partial", std::process::id()));
    let written = fs::write(&temporary, stored(source, transcript));
    let renamed = written.and_then(|()| fs::rename(&temporary, path));
    renamed.inspect_err(|_| drop(fs::remove_file(&temporary)))
}

/// Tries whether transcripts can be stored there; the folders are made.
pub fn check_writable(files: &BTreeSet<PathBuf>) -> Result<(), (PathBuf, io::Error)> {
    for folder in files.iter().map(|file| folder_of(file)).collect::<BTreeSet<_>>() {
        let probe = folder.join(format!("{}.partial", std::process::id()));
        let tried =
            fs::create_dir_all(folder).and_then(|()| File::create(&probe)).and_then(|_| fs::remove_file(&probe));
        tried.map_err(|error| (folder.to_owned(), error))?;
    }
    match files.iter().find(|file| file.is_dir()) {
        Some(folder) => Err((folder.clone(), io::ErrorKind::IsADirectory.into())),
        None => Ok(()),
    }
}

/// Tries whether those transcripts that are stored can be read. That there are none is nothing wrong.
pub fn check_readable(files: &BTreeSet<PathBuf>) -> Result<(), (PathBuf, io::Error)> {
    for file in files {
        match fs::read_to_string(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err((file.clone(), error)),
            _ => {}
        }
    }
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

/// What follows the metadata between the two `---`.
fn body(stored: &str) -> &str {
    let after_head = stored.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    after_head.map_or(stored, |(_, body)| body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_compares_as_the_same_and_a_change_as_a_diff() {
        let root = std::env::temp_dir().join(format!("oauth-harness-snapshot-{}", std::process::id()));
        let file = path(&root, "provider/table/row-1");
        assert!(file.ends_with("provider/table@row-1.snap"));
        assert_eq!(compare(&file, "a\nb\n").expect("readable"), Comparison::New);
        store(&file, "scenarios/provider/table.yaml", "a\nb\n").expect("writable");
        assert_eq!(compare(&file, "a\nb\n").expect("readable"), Comparison::Same);
        let Comparison::Different(diff) = compare(&file, "a\nc\n").expect("readable") else { panic!("a difference") };
        assert_eq!(diff, "--- stored\n+++ now\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n");
        fs::remove_dir_all(&root).expect("removable");
    }
}
