//! The references of a Rust file to other files: the paths in it, outside comments, literals and tests.

use std::collections::BTreeSet;
use std::mem;

/// The names in a source file that may refer to another file.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// The names that `use` imports.
    pub(crate) uses: Vec<Use>,
    /// Paths of two or more segments in the code.
    pub(crate) paths: Vec<Vec<String>>,
    /// Every word in the code.
    pub(crate) words: BTreeSet<String>,
}

/// One name that `use` imports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Use {
    /// The imported path; its last segment may be `*`.
    pub(crate) path: Vec<String>,
    /// The local name.
    pub(crate) name: String,
    /// Whether it is re-exported.
    pub(crate) public: bool,
}

/// Parses a file without its tests.
pub(crate) fn names(text: &str) -> Names {
    names_in(&without_tests(&tokens(text)))
}

/// Parses a file with its tests.
pub(crate) fn names_and_those_of_tests(text: &str) -> Names {
    names_in(&tokens(text))
}

/// The names of the types that a file declares, tests included: structs, enums, unions, traits, aliases, and the types that
/// one of these macros declares by its first name. Associated types are not among them.
pub(crate) fn types(text: &str, macros: &[&str]) -> Vec<String> {
    let tokens = tokens(text);
    let mut types = Vec::new();
    // For each open brace, whether it is the body of an `impl` or a `trait`.
    let mut blocks = Vec::new();
    let mut in_header = false;
    for (at, token) in tokens.iter().enumerate() {
        let declared = match token.as_str() {
            "struct" | "enum" | "union" | "trait" => tokens.get(at + 1),
            "type" if blocks.last() != Some(&true) => tokens.get(at + 1),
            name if macros.contains(&name) && tokens.get(at + 1).is_some_and(|next| next == "!") => {
                first_word(tokens.get(at + 3..).unwrap_or_default())
            }
            _ => None,
        };
        types.extend(declared.filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase())).cloned());
        match token.as_str() {
            "impl" | "trait" => in_header = true,
            "{" => blocks.push(mem::take(&mut in_header)),
            "}" => drop(blocks.pop()),
            ";" => in_header = false,
            _ => {}
        }
    }
    types
}

/// The first word that is not part of an attribute.
fn first_word(tokens: &[String]) -> Option<&String> {
    let mut depth = 0_usize;
    tokens.iter().find(|token| {
        match token.as_str() {
            "[" => depth += 1,
            "]" => depth -= 1,
            _ => {}
        }
        depth == 0 && is_word(token)
    })
}

fn names_in(tokens: &[String]) -> Names {
    let mut names = Names::default();
    let mut at = 0;
    while at < tokens.len() {
        // `use<'a>` is a precise-capturing bound.
        if tokens[at] == "use" && tokens.get(at + 1).is_some_and(|next| next != "<") {
            let end = position(tokens, at, ";");
            let public = at > 0 && matches!(tokens[at - 1].as_str(), "pub" | ")");
            read_tree(&tokens[at + 1..end], &[], public, &mut names.uses);
            at = end + 1;
            continue;
        }
        let mut path = vec![tokens[at].clone()];
        while is_word(&tokens[at]) && tokens.get(at + 1).is_some_and(|next| next == "::") {
            let Some(next) = tokens.get(at + 2).filter(|next| is_word(next)) else { break };
            path.push(next.clone());
            at += 2;
        }
        names.words.extend(path.iter().filter(|token| is_word(token)).cloned());
        if path.len() > 1 {
            names.paths.push(path);
        }
        at += 1;
    }
    names
}

/// Parses a use tree such as `a::{b, c as d}`, which follows the path `before`.
fn read_tree(tokens: &[String], before: &[String], public: bool, found: &mut Vec<Use>) {
    let mut path = before.to_vec();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token.as_str() {
            "::" => {}
            "{" => {
                let inner = &tokens[at + 1..tokens.len() - 1];
                for part in split(inner) {
                    read_tree(part, &path, public, found);
                }
                return;
            }
            "as" => break,
            _ => path.push(token.clone()),
        }
        at += 1;
    }
    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    let name = tokens.get(at + 1).or(path.last()).cloned().unwrap_or_default();
    found.push(Use { path, name, public });
}

/// The parts between the commas at the outermost level.
fn split(tokens: &[String]) -> Vec<&[String]> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            "," if depth == 0 => {
                parts.push(&tokens[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&tokens[start..]);
    parts.retain(|part| !part.is_empty());
    parts
}

/// Removes each `#[cfg(test)]` with what follows it: a module in braces, or one item.
fn without_tests(tokens: &[String]) -> Vec<String> {
    const TEST: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let (mut kept, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        if !tokens[at..].iter().zip(TEST).all(|(token, test)| token == test) || tokens.len() - at < TEST.len() {
            kept.push(tokens[at].clone());
            at += 1;
            continue;
        }
        let mut depth = 0_usize;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token.as_str() {
                "{" => depth += 1,
                "}" if depth <= 1 => break,
                "}" => depth -= 1,
                ";" if depth == 0 => break,
                _ => {}
            }
        }
    }
    kept
}

fn position(tokens: &[String], from: usize, wanted: &str) -> usize {
    tokens[from..].iter().position(|token| token == wanted).map_or(tokens.len(), |at| from + at)
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Splits the text into words, `::`, and single other characters, without comments and literals.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(length) = literal(rest) {
            length
        } else if is_word(rest) {
            let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            tokens.push(rest[..length].to_owned());
            length
        } else if rest.starts_with("::") {
            tokens.push("::".to_owned());
            2
        } else {
            if !c.is_whitespace() {
                tokens.push(c.to_string());
            }
            c.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

/// The length of the literal at the start of the text; `None` if it starts with something else.
fn literal(text: &str) -> Option<usize> {
    let raw = text.strip_prefix("br").or_else(|| text.strip_prefix('r')).map(|raw| raw.trim_start_matches('#'));
    if let Some(raw) = raw.filter(|raw| raw.starts_with('"')) {
        let before = text.len() - raw.len();
        let hashes = text[..before].matches('#').count();
        let end = format!("\"{}", "#".repeat(hashes));
        return Some(raw[1..].find(&end).map_or(text.len(), |at| before + 1 + at + end.len()));
    }
    let quoted = text.strip_prefix('b').unwrap_or(text);
    let before = text.len() - quoted.len();
    if quoted.starts_with('"') {
        return Some(before + closing(quoted, '"'));
    }
    // A lifetime has no second quote; a character is one, or an escape.
    let mut inside = quoted.strip_prefix('\'')?.chars();
    match (inside.next()?, inside.next()) {
        ('\\', _) | (_, Some('\'')) => Some(before + closing(quoted, '\'')),
        _ => None,
    }
}

/// The length of a quoted text, including its quotes.
fn closing(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}
