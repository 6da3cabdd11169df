//! Lines of a file as they may be shown: the secrets of a target file stand in it, and a mistake on the same line must not
//! put them into a log.

use std::borrow::Cow;
use std::ops::Range;

/// What the keys end in whose values are secrets.
const SECRET_KEYS: [&str; 2] = ["secret", "password"];

/// The text with asterisks for each secret, byte by byte, so that places in it stay where they are.
pub(super) fn without_secrets(text: &str) -> Cow<'_, str> {
    let secrets = secrets(text);
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    for secret in secrets {
        bytes[secret].iter_mut().filter(|byte| !byte.is_ascii_whitespace()).for_each(|byte| *byte = b'*');
    }
    // A secret begins and ends between characters: what is left of the text is as it was.
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

/// A sentence about the text that does not repeat its secrets.
pub(super) fn silent_about<'a>(text: &str, sentence: &'a str) -> Cow<'a, str> {
    const SHORTEST: usize = 4;
    let mut said = Cow::Borrowed(sentence);
    for secret in secrets(text) {
        let secret = &text[secret];
        if secret.len() >= SHORTEST && said.contains(secret) {
            said = Cow::Owned(said.replace(secret, "****"));
        }
    }
    said
}

/// Where the secrets stand. `${…}` is none: it says where the secret is.
fn secrets(text: &str) -> Vec<Range<usize>> {
    let values = colons(text).filter(|colon| is_secret_key(&text[..*colon])).map(|colon| value(text, colon + 1));
    let mut all: Vec<Range<usize>> = values.chain(userinfo(text)).collect();
    all.retain(|part| !part.is_empty() && !text[part.clone()].contains("${"));
    all
}

/// The colons behind keys.
fn colons(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.match_indices(':').map(|(at, _)| at).filter(|at| {
        let after = text[at + 1..].chars().next();
        after.is_none_or(|c| c.is_whitespace() || matches!(c, '"' | '\''))
    })
}

fn is_secret_key(before: &str) -> bool {
    let before = before.trim_end().trim_end_matches(['"', '\'']);
    let start = before.rfind(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_')).map_or(0, |at| at + 1);
    let key = before.get(start..).unwrap_or_default().to_lowercase();
    SECRET_KEYS.iter().any(|secret| key.ends_with(secret))
}

/// The scalar behind a colon: quoted, in a block, or plain up to the end of the line or of the flow mapping.
fn value(text: &str, from: usize) -> Range<usize> {
    let line_end = |at: usize| text[at..].find('\n').map_or(text.len(), |end| at + end);
    let start = from + (text[from..].len() - text[from..].trim_start_matches([' ', '\t']).len());
    let rest = &text[start..];
    match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let inner = &rest[1..];
            let is_end = |at: usize| quote == '\'' || !inner[..at].ends_with('\\');
            let end = inner.match_indices(quote).map(|(at, _)| at).find(|at| is_end(*at)).unwrap_or(inner.len());
            start + 1..start + 1 + end
        }
        Some('|' | '>') => {
            let block = (line_end(start) + 1).min(text.len());
            let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
            let own = text[..from].lines().last().map_or(0, indent);
            let mut end = block;
            for line in text[block..].split_inclusive('\n') {
                if !line.trim().is_empty() && indent(line) <= own {
                    break;
                }
                end += line.len();
            }
            block..end
        }
        // An anchor, an alias or a mapping is no secret.
        Some('\n' | '\r' | '{' | '[' | '&' | '*' | '!') | None => start..start,
        Some(_) => {
            let line = &text[start..line_end(start)];
            let end = line.find(" #").unwrap_or(line.len());
            // In a flow mapping it ends with the entry. A secret with a comma in it must be quoted there.
            let opened = text[..start].lines().last().is_some_and(|before| before.contains('{'));
            let end = line.find([',', '}']).filter(|_| opened).map_or(end, |entry| entry.min(end));
            start..start + line[..end].trim_end().len()
        }
    }
}

/// The passwords in URLs: `http://user:password@host`.
fn userinfo(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    text.match_indices("://").filter_map(move |(at, _)| {
        let start = at + 3;
        let authority = text[start..].split(['/', '?', '#', '"', '\'', ' ', ',', '\n', '\r']).next()?;
        let (userinfo, _) = authority.rsplit_once('@')?;
        let (user, _) = userinfo.split_once(':')?;
        Some(start + user.len() + 1..start + userinfo.len())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn secrets_are_masked_and_the_rest_stays_where_it_is() {
        for (text, shown) in [
            ("secret: hunter2 # mine", "secret: ******* # mine"),
            ("{ id: x, secret: hunter2, redirect_uri: y }", "{ id: x, secret: *******, redirect_uri: y }"),
            ("password: \"a b\\\"c\"\n", "password: \"* ****\"\n"),
            ("  'totp-secret': 'JBSWY3DP'", "  'totp-secret': '********'"),
            ("password: |\n  one\n  two\nname: x", "password: |\n  ***\n  ***\nname: x"),
            ("url: http://user:hé@op.test/", "url: http://user:***@op.test/"),
            ("secret: ${env.SECRET}", "secret: ${env.SECRET}"),
            ("secrets:\n  name: alice", "secrets:\n  name: alice"),
            ("secret:\n", "secret:\n"),
        ] {
            assert_eq!(without_secrets(text), shown);
        }
    }

    #[test]
    fn a_sentence_does_not_repeat_them() {
        let text = "{ name: alice, password: 1000.0, secret: hunter2 }";
        assert_eq!(silent_about(text, "found `1000.0`, and `hunter2`"), "found `****`, and `****`");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in r#"(secret: |password:|[|>"'{},\n é:@/]|://|[a-z]){0,40}"#) {
            prop_assert_eq!(without_secrets(&text).len(), text.len());
        }
    }
}
