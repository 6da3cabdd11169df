//! The words that `docs/vocabulary.md` rules out are nowhere in the tree, and titles and ids keep its patterns.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::root;

/// Folders and files whose words are not ours: real pages, quotations, what was seen at other people's programs.
const QUOTED: [&str; 7] = [
    "docs/permissions.md",
    "docs/vocabulary.md",
    "tests/fuzz/corpus",
    "tests/interop",
    "tests/pages",
    "tests/permissions",
    "tests/vocabulary.rs",
];

/// The longest title that a terminal shows beside an id.
const LONGEST_TITLE: usize = 80;

#[test]
fn no_file_has_a_word_that_the_vocabulary_rules_out() {
    let words = Word::all(&read(&root().join("docs/vocabulary.md")));
    assert!(words.len() > 40, "the table of words is not understood");
    let mut found = Vec::new();
    for file in files() {
        for (at, line) in read(&file).lines().enumerate() {
            let line = folded(line);
            for word in words.iter().filter(|word| word.is_in(&line)) {
                let place = file.strip_prefix(root()).expect("it is below").display();
                found.push(format!("{place}:{}: `{}`: write {}", at + 1, word.phrase, word.instead));
            }
        }
    }
    let first: Vec<&str> = found.iter().take(40).map(String::as_str).collect();
    assert!(found.is_empty(), "{} words to replace:\n{}", found.len(), first.join("\n"));
}

#[test]
fn titles_are_short_sentences_without_a_full_stop() {
    for file in files().into_iter().filter(|file| is_scenario(file)) {
        let text = read(&file);
        let title = text.lines().find_map(|line| line.strip_prefix("title: ")).expect("a title").trim_matches('"');
        assert!(title.chars().count() <= LONGEST_TITLE, "{}: over {LONGEST_TITLE} characters", file.display());
        assert!(!title.ends_with('.'), "{}: a title has no full stop", file.display());
    }
}

#[test]
fn a_word_is_found_in_prose_and_in_names() {
    let table = "## Words that we do not use\n\n| word | write instead | except |\n|---|---|---|\n| told, tells | report | |\n| is no | is not a | is no longer |\n";
    let words = Word::all(table);
    let found = |line: &str| words.iter().filter(|word| word.is_in(&folded(line))).count();
    assert_eq!(words.len(), 3);
    assert_eq!(found("/// What is told."), 1);
    assert_eq!(found("fn told_again() {}"), 1);
    assert_eq!(found("It is no good, and is no longer there."), 1);
    assert_eq!(found("It is no longer there: foretold."), 0);
}

/// A word, or some, that we do not use.
struct Word {
    phrase: String,
    instead: String,
    /// Phrases with the word that are fine.
    except: Vec<String>,
}

impl Word {
    /// The rows of the last table of the vocabulary.
    fn all(vocabulary: &str) -> Vec<Word> {
        let (_, table) = vocabulary.split_once("## Words that we do not use").expect("its heading");
        let rows = table.lines().filter(|line| line.starts_with("| ")).skip(1);
        rows.flat_map(|row| {
            let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
            let [words, instead, except] = cells[..] else { panic!("three cells: {row}") };
            let phrases = |cell: &str| -> Vec<String> {
                cell.split(',').map(folded).filter(|phrase| !phrase.trim().is_empty()).collect()
            };
            let except = phrases(except);
            let word = move |phrase| Word { phrase, instead: instead.to_owned(), except: except.clone() };
            phrases(words).into_iter().map(word).collect::<Vec<_>>()
        })
        .collect()
    }

    fn is_in(&self, line: &str) -> bool {
        let whole = |phrase: &str| line.matches(phrase).count();
        whole(&self.phrase) > self.except.iter().map(|phrase| whole(phrase)).sum::<usize>()
    }
}

/// Lower-case words with one space around each.
fn folded(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    format!(" {} ", words.join(" "))
}

fn files() -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for name in ["docs", "harness", "reference-consumer", "reference-provider", "scenarios", "tests"] {
        below(&root().join(name), &mut found);
    }
    for name in ["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md"] {
        found.insert(root().join(name));
    }
    found
}

fn below(folder: &Path, found: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        let is_ours = !QUOTED.iter().any(|quoted| entry == root().join(quoted));
        let is_text = entry.extension().is_some_and(|end| ["md", "rs", "yaml"].iter().any(|text| end == *text));
        if entry.is_dir() && is_ours && !entry.ends_with("target") {
            below(&entry, found);
        } else if is_text && is_ours {
            found.insert(entry);
        }
    }
}

fn is_scenario(file: &Path) -> bool {
    let folder = file.parent().and_then(|parent| parent.strip_prefix(root()).ok().map(Path::to_owned));
    folder.is_some_and(|folder| {
        ["consumer", "pair", "provider"].iter().any(|name| folder == Path::new("scenarios").join(name))
    })
}

fn read(file: &Path) -> String {
    let bytes = fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    String::from_utf8_lossy(&bytes).into_owned()
}
