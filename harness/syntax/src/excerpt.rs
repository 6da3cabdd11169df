//! Lines of a file as they may be shown: a target file contains secrets, and a mistake on the same line must not put them into
//! a log.

use std::borrow::Cow;
use std::ops::Range;

/// The names of keys whose values are secrets, also misspelled.
const SECRET_KEYS: [&str; 7] = ["secret", "pass", "pwd", "totp", "private", "pasword", "initial"];

/// The text with an asterisk for each byte of a secret, so that positions in it stay the same.
pub(super) fn without_secrets(text: &str) -> Cow<'_, str> {
    let secrets = secrets(text);
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    for secret in secrets {
        bytes[secret].iter_mut().filter(|byte| !byte.is_ascii_whitespace()).for_each(|byte| *byte = b'*');
    }
    // A secret begins and ends between characters: the rest of the text is unchanged.
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

/// A sentence about the text that does not repeat its secrets.
pub(super) fn silent_about<'a>(text: &str, sentence: &'a str) -> Cow<'a, str> {
    const SHORTEST: usize = 4;
    let mut said = Cow::Borrowed(sentence);
    for secret in secrets(text) {
        let secret = text[secret].trim_matches(['"', '\'']);
        if secret.len() >= SHORTEST && said.contains(secret) {
            said = Cow::Owned(said.replace(secret, "****"));
        }
    }
    // A URL may have come from the environment.
    let passwords: Vec<Range<usize>> = userinfo(&said).collect();
    for password in passwords.into_iter().rev() {
        said.to_mut().replace_range(password, "****");
    }
    said
}

/// The ranges of the secrets. `${…}` is not one: it refers to the secret.
fn secrets(text: &str) -> Vec<Range<usize>> {
    let colons = text.match_indices(':').map(|(at, _)| at).filter(|colon| is_secret_key(&text[..*colon]));
    let values = colons.map(|colon| value(text, colon + 1)).filter(|part| !is_a_reference(&text[part.clone()]));
    let mut all: Vec<Range<usize>> = values.chain(userinfo(text)).collect();
    all.retain(|part| !part.is_empty());
    all
}

/// It refers to the secret, and has no text of its own.
fn is_a_reference(value: &str) -> bool {
    let value = value.trim_matches(['"', '\'']);
    let inner = value.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    inner.is_some_and(|inner| !inner.contains(['\'', '"', '{', '}']))
}

fn is_secret_key(before: &str) -> bool {
    let before = before.trim_end().trim_end_matches(['"', '\'']);
    let start = before.rfind(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_')).map_or(0, |at| at + 1);
    let key = before.get(start..).unwrap_or_default().to_lowercase();
    key != "secrets" && SECRET_KEYS.iter().any(|secret| key.contains(secret))
}

/// The scalar after a colon: quoted, in a block, or plain up to the end of the line or of the flow mapping.
fn value(text: &str, from: usize) -> Range<usize> {
    let line_end = |at: usize| text[at..].find('\n').map_or(text.len(), |end| at + end);
    let start = from + (text[from..].len() - text[from..].trim_start_matches([' ', '\t']).len());
    let rest = &text[start..];
    if rest.starts_with(['|', '>']) {
        return start..block_end(text, from, (line_end(start) + 1).min(text.len()));
    }
    // Nothing should follow a quoted one. If something does, it is a part that was not quoted well.
    let quoted = rest.chars().next().filter(|c| matches!(c, '"' | '\'')).map_or(0, |quote| quoted_length(rest, quote));
    let tail = &text[start + quoted..line_end(start + quoted)];
    let comment = tail.find(" #").unwrap_or(tail.len());
    // In a flow mapping it ends with the entry. A secret with a comma must be quoted there.
    let opened = text[..start].lines().last().is_some_and(|before| before.contains('{'));
    // The brace of `${…}` does not belong to the mapping.
    let reference = tail.strip_prefix("${").and_then(|rest| rest.find('}')).map_or(0, |brace| brace + 3);
    let entry = tail[reference..].find([',', '}']).map(|entry| reference + entry);
    let end = entry.filter(|_| opened).map_or(comment, |entry| entry.min(comment));
    start..start + quoted + tail[..end].trim_end().len()
}

/// The length of a quoted scalar with its quotes.
fn quoted_length(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    let mut inner = rest[1..].char_indices().peekable();
    while let Some((at, c)) = inner.next() {
        if escaped {
            escaped = false;
        } else if quote == '"' && c == '\\' {
            escaped = true;
        } else if c == quote {
            // Two of them are one escaped quote.
            if quote == '\'' && inner.next_if(|(_, next)| *next == quote).is_some() {
                continue;
            }
            return at + 2;
        }
    }
    rest.len()
}

/// The end of the lines that are indented more than the key.
fn block_end(text: &str, key: usize, block: usize) -> usize {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let own = text[..key].lines().last().map_or(0, indent);
    let mut end = block;
    for line in text[block..].split_inclusive('\n') {
        if !line.trim().is_empty() && indent(line) <= own {
            break;
        }
        end += line.len();
    }
    end
}

/// The passwords in URLs: `http://user:password@host`. In a file, a password may have any sign in it that belongs into a URL only
/// when it is encoded, and the slashes may be too few, or lean the other way.
fn userinfo(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let is_slash = |c: char| matches!(c, '/' | '\\');
    text.match_indices([':']).filter_map(move |(at, _)| {
        let is_scheme = text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let rest = text[at + 1..].trim_start_matches(is_slash);
        let start = text.len() - rest.len();
        let url = rest.split(['"', '\'', '`', ' ', '\t', '\n', '\r']).next().filter(|_| is_scheme && start > at + 1)?;
        let before_path = url.split(['/', '?', '#']).next().unwrap_or_default();
        let (userinfo, _) = url.rsplit_once('@')?;
        match userinfo.split_once(':') {
            Some((user, _)) => Some(start + user.len() + 1..start + userinfo.len()),
            // A token alone. Behind a slash the sign is one of the path.
            None => before_path.rsplit_once('@').map(|(userinfo, _)| start..start + userinfo.len()),
        }
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
            ("password: \"a b\\\"c\"\n", "password: ** *****\n"),
            ("  'totp-secret': 'JBSWY3DP'", "  'totp-secret': **********"),
            ("password: 'ab''cd', x: 1", "password: ********* ** *"),
            ("{ password: 'ab''cd', x: 1 }", "{ password: ********, x: 1 }"),
            ("password:*hunter2", "password:********"),
            ("passwd: &x hunter2", "passwd: ** *******"),
            ("password: \"hunter2${env.}\"", "password: ****************"),
            ("password: |\n  one\n  two\nname: x", "password: *\n  ***\n  ***\nname: x"),
            ("url: http://user:hé@op.test/", "url: http://user:***@op.test/"),
            ("url: http://user:a/b#c,d@e?f@op.test/", "url: http://user:***********@op.test/"),
            ("url: https:/user:pw@op.test/", "url: https:/user:**@op.test/"),
            ("url: 'https:\\\\user:pw@op.test'", "url: 'https:\\\\user:**@op.test'"),
            ("url: https://t0ken@op.test/", "url: https://*****@op.test/"),
            ("url: https://op.test/@alice", "url: https://op.test/@alice"),
            ("secret: ${env.SECRET}", "secret: ${env.SECRET}"),
            ("{ secret: ${env.SECRET}, a: b }", "{ secret: ${env.SECRET}, a: b }"),
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
