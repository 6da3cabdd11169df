//! What keeps a text from being valid YAML for the harness, in words for its author.

use serde_saphyr::Error;
use serde_saphyr::budget::BudgetBreach;

/// A message and what to try. The error was found at a byte of the text.
pub(super) fn in_words(error: &Error, text: &str, at: usize) -> (String, Option<String>) {
    let (message, help) = of_kind(error);
    // An error after an unclosed bracket is seldom the cause.
    match unclosed(text, at, &message) {
        Some(unclosed) if help.is_none_or(|help| ABOUT_FLOW.contains(&help)) => (message, Some(unclosed)),
        _ => (message, help.map(str::to_owned)),
    }
}

fn of_kind(error: &Error) -> (String, Option<&'static str>) {
    let known = |message: &str, help: &'static str| (message.to_owned(), Some(help));
    match error.without_snippet() {
        Error::AliasError { error, .. } => of_kind(error),
        Error::DuplicateMappingKey { key, .. } => {
            let key = key.as_deref().unwrap_or_default();
            (format!("duplicate key `{key}`"), Some("a mapping has each key once; remove one of them"))
        }
        Error::MultipleDocuments { .. } => {
            known("a second document begins here", "one file, one scenario: put it into a file of its own")
        }
        Error::MergeKeyNotAllowed { .. } => known(
            "`<<` is YAML 1.1, and merges nothing here",
            "write out the keys: their order is part of the scenario; `*name` alone may be used for a whole value",
        ),
        Error::UnknownAnchor { .. } => known(
            "no `&name` above has this name",
            "a text that begins with `*` needs quotes; an alias needs its anchor above it",
        ),
        Error::RecursiveReferencesRequireWeakTypes { .. } => {
            known("the value contains itself", "remove the alias from the value of its anchor")
        }
        Error::NonFiniteFloat { value, .. } => {
            (format!("`{value}` is not a number that can be sent"), Some("quote it if it is meant as text"))
        }
        Error::Budget { breach, .. } => (too_much(breach).to_owned(), Some("is this the file that you intended?")),
        Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => {
            known("aliases expand this file beyond the size of a scenario", "write out the values")
        }
        other => {
            let text = other.to_string();
            let text = text.split(" at line ").next().unwrap_or_default();
            if text.contains("recursion limit") {
                return known("nested deeper than a scenario can need", "is this the file that you intended?");
            }
            // The parser's advice is for its callers.
            let text = text.split(';').next().unwrap_or_default();
            (format!("not readable as YAML: {text}"), help_for(text))
        }
    }
}

fn too_much(breach: &BudgetBreach) -> &'static str {
    match breach {
        BudgetBreach::Depth { .. } => "nested deeper than a scenario can need",
        BudgetBreach::Aliases { .. } | BudgetBreach::Anchors { .. } | BudgetBreach::AliasAnchorRatio { .. } => {
            "aliases expand this file beyond the size of a scenario"
        }
        _ => "more than a scenario can need",
    }
}

/// Help if the scanner fails at a template in a mapping.
const UNQUOTED_TEMPLATE: &str = "a text with `${…}` needs quotes inside `{ }`";
const UNQUOTED_COLON: &str = "a text that contains `: ` needs quotes";

/// The advice that an unclosed bracket invalidates.
const ABOUT_FLOW: [&str; 2] = [UNQUOTED_TEMPLATE, UNQUOTED_COLON];

/// Help with the most frequent scanner errors.
fn help_for(text: &str) -> Option<&'static str> {
    const HELP: [(&str, &str); 9] = [
        ("tab", "YAML is indented with spaces: replace the tab"),
        ("character: `\\u", "write it as an escape in double quotes, as in \"\\u0001\""),
        ("unexpected character", "a text that begins with this character needs quotes"),
        ("mapping values are not allowed", UNQUOTED_COLON),
        ("unclosed quote", "the opening quote is never closed"),
        ("flow mapping", UNQUOTED_TEMPLATE),
        ("BOM", "there is an invisible character (U+FEFF) here: delete it"),
        ("simple key expected", "a key is followed by a colon and a space: `key: value`"),
        ("string", "keys are plain text"),
    ];
    HELP.iter().find(|(part, _)| text.contains(part)).map(|(_, help)| *help)
}

/// Reports which bracket is still open at a byte of the text, if that is probably the mistake.
fn unclosed(text: &str, at: usize, message: &str) -> Option<String> {
    if !message.starts_with("not readable as YAML") {
        return None;
    }
    // A position outside of the text, or inside a character, shows nothing.
    let (before, rest) = text.split_at_checked(at)?;
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    if message.contains("unclosed bracket") {
        let bracket = rest.chars().next().filter(|c| matches!(c, '{' | '['))?;
        return Some(format!("the `{bracket}` of line {} is never closed", line(at)));
    }
    let Bracket { open, place, template } = open_bracket(before)?;
    if template || before.ends_with('$') {
        return None;
    }
    let close = if open == '{' { '}' } else { ']' };
    let missing = format!("the `{open}` of line {} is still open here: is its `{close}` missing", line(place));
    if line(place) < line(at) {
        Some(format!("{missing}?"))
    } else {
        message.contains("flow").then(|| format!("{missing}, or a `,`?"))
    }
}

struct Bracket {
    open: char,
    place: usize,
    /// It is that of a `${` without quotes, or of a bracket inside it.
    template: bool,
}

/// The innermost open bracket at the end of a text. A bracket within a plain scalar does not count.
fn open_bracket(text: &str) -> Option<Bracket> {
    let mut open: Vec<Bracket> = Vec::new();
    let mut quote = None;
    let mut before = '\n';
    let mut comment = false;
    for (place, c) in text.char_indices() {
        // Where a value may begin.
        let begins = matches!(before, '\n' | ':' | '-' | ',' | '[' | '{');
        match (quote, c) {
            _ if comment => comment = c != '\n',
            (Some(opened), _) if c == opened => quote = None,
            (None, '"' | '\'') if begins => quote = Some(c),
            (None, '#') if text[..place].ends_with([' ', '\n']) => comment = true,
            (None, '{' | '[') if begins => open.push(Bracket { open: c, place, template: false }),
            (None, '{') if before == '$' => {
                if let Some(around) = open.last_mut() {
                    around.template = true;
                }
            }
            (None, '}' | ']') => {
                // The end of a template is not that of the mapping around it; nor is it known which of the two this is.
                open.pop_if(|bracket| !bracket.template);
            }
            _ => {}
        }
        if c != ' ' {
            before = c;
        }
    }
    open.pop()
}
