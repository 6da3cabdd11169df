//! What keeps a text from being YAML of ours, in words for the person who wrote it.

use serde_saphyr::Error;
use serde_saphyr::budget::BudgetBreach;

/// A message and what to try.
pub(super) fn in_words(error: &Error) -> (String, Option<&'static str>) {
    let known = |message: &str, help: &'static str| (message.to_owned(), Some(help));
    match error.without_snippet() {
        Error::AliasError { error, .. } => in_words(error),
        Error::DuplicateMappingKey { key, .. } => {
            let key = key.as_deref().unwrap_or_default();
            (format!("the key `{key}` stands here twice"), Some("a mapping has each key once; take one of them out"))
        }
        Error::MultipleDocuments { .. } => {
            known("a second document begins here", "one file, one story: put it into a file of its own")
        }
        Error::MergeKeyNotAllowed { .. } => known(
            "`<<` is YAML 1.1, and merges nothing here",
            "write the keys out: their order is part of the story; `*name` alone may stand for a whole value",
        ),
        Error::UnknownAnchor { .. } => known(
            "no `&name` above has this name",
            "a text that begins with `*` needs quotes; an alias needs its anchor above it",
        ),
        Error::RecursiveReferencesRequireWeakTypes { .. } => {
            known("the value holds itself", "take the alias out of what its anchor stands at")
        }
        Error::NonFiniteFloat { value, .. } => {
            (format!("`{value}` is no number that can be sent"), Some("quote it, if it is meant as text"))
        }
        Error::Budget { breach, .. } => (too_much(breach).to_owned(), Some("does this file hold what you think?")),
        Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => {
            known("aliases make more of this file than a story can need", "write the values out")
        }
        other => {
            let text = other.to_string();
            let text = text.split(" at line ").next().unwrap_or_default();
            if text.contains("recursion limit") {
                return known("nested deeper than a story can need", "does this file hold what you think?");
            }
            // What the reader advises is for those who call it.
            let text = text.split(';').next().unwrap_or_default();
            (format!("not readable as YAML: {text}"), help_for(text))
        }
    }
}

fn too_much(breach: &BudgetBreach) -> &'static str {
    match breach {
        BudgetBreach::Depth { .. } => "nested deeper than a story can need",
        BudgetBreach::Aliases { .. } | BudgetBreach::Anchors { .. } | BudgetBreach::AliasAnchorRatio { .. } => {
            "aliases make more of this file than a story can need"
        }
        _ => "more than a story can need",
    }
}

/// Help with what the scanner stumbles over most.
fn help_for(text: &str) -> Option<&'static str> {
    const HELP: [(&str, &str); 8] = [
        ("tab", "YAML is indented by spaces: replace the tab"),
        ("character: `\\u", "write it as an escape in double quotes, as in \"\\u0001\""),
        ("unexpected character", "a text that begins with this character needs quotes"),
        ("mapping values are not allowed", "a text that holds `: ` needs quotes"),
        ("unclosed quote", "the quote that is opened here is never closed"),
        ("flow mapping", "a text with `${…}` needs quotes inside `{ }`"),
        ("BOM", "an invisible character (U+FEFF) stands here: delete it"),
        ("string", "keys are plain text"),
    ];
    HELP.iter().find(|(part, _)| text.contains(part)).map(|(_, help)| *help)
}
