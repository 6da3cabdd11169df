//! Secrets that a text calls by their names: `access_token=…`, in whatever it is wrapped, be it JSON that breaks off, a form,
//! XML, or JSON in a page.

use std::ops::Range;
use std::sync::LazyLock;

use crate::model::encoding::SHORTEST;
use crate::model::needles::Needles;

/// The names of values that are secret wherever they appear.
const SECRET: [&str; 10] = [
    "access_token",
    "authorization_code",
    "client_assertion",
    "client_secret",
    "code_verifier",
    "device_code",
    "id_token",
    "logout_token",
    "refresh_token",
    "registration_access_token",
];
const SHORTEST_NAME: usize = "idtoken".len();

/// What a text itself calls a token or a secret, and where it is: behind the name, whatever the quotes, entities and
/// brackets between them.
pub(super) fn labeled(text: &str) -> Vec<(&'static str, Range<usize>)> {
    const BETWEEN: usize = 16;
    // Most texts are too short for a name, a sign and a value.
    if text.len() < SHORTEST_NAME + 1 + SHORTEST {
        return Vec::new();
    }
    let joined = JoinedWords::of(text);
    let mut found: Vec<(&'static str, Range<usize>)> = Vec::new();
    for named in names().overlapping(&joined.bytes) {
        let from = joined.from(named.end - 1) + 1;
        // A name inside of a value is a part of it.
        if found.last().is_some_and(|(_, value)| from < value.end) {
            continue;
        }
        let mut gap = text[from..].char_indices().take(BETWEEN).skip_while(|(_, c)| !matches!(c, ':' | '=' | '>'));
        let Some((at, sign)) = gap.next().filter(|(at, _)| unwrapped(&text[from..from + at]).is_empty()) else {
            continue;
        };
        let rest = &text[from + at + 1..];
        let inner = unwrapped(rest);
        let start = from + at + 1 + (rest.len() - inner.len());
        let length = length(inner, sign, &rest[..rest.len() - inner.len()]);
        if length >= SHORTEST && !is_a_name(&inner[..length]) {
            found.push((SECRET[named.text], start..start + length));
        }
    }
    found
}

/// A text in small letters with its words joined: `access_token`, `access-token` and `accessToken` are one name.
struct JoinedWords {
    bytes: Vec<u8>,
    /// Where each joint was: how many bytes are before it. A large body has few compared to its length.
    joints: Vec<usize>,
}

impl JoinedWords {
    fn of(text: &str) -> JoinedWords {
        let (mut bytes, mut joints) = (Vec::with_capacity(text.len()), Vec::new());
        for byte in text.bytes() {
            if is_joint(byte) {
                joints.push(bytes.len());
            } else {
                bytes.push(byte.to_ascii_lowercase());
            }
        }
        JoinedWords { bytes, joints }
    }

    /// Where a byte is in the text.
    fn from(&self, at: usize) -> usize {
        at + self.joints.partition_point(|joint| *joint <= at)
    }
}

/// What separates the words of a name.
fn is_joint(byte: u8) -> bool {
    matches!(byte, b'_' | b'-' | b' ')
}

fn names() -> &'static Needles {
    static NAMES: LazyLock<Needles> = LazyLock::new(|| Needles::new(SECRET.map(|name| name.replace('_', "")).to_vec()));
    &NAMES
}

/// How long a value is: up to the quote that it began with, or the sign that no token has.
fn length(text: &str, sign: char, before: &str) -> usize {
    let quote = ["&quot;", "&#34;", "&#39;", "\\\"", "\"", "'"].into_iter().find(|quote| before.ends_with(quote));
    let ends = |c: char| match sign {
        '>' => c == '<' || c.is_whitespace(),
        _ => c.is_whitespace() || "\"'<>&,;(){}[]\\`".contains(c),
    };
    let shut = quote.and_then(|quote| text.split_once(['\n', '\r']).map_or(text, |(line, _)| line).find(quote));
    // A sentence in quotes is none; a token that breaks off has no second quote.
    let quoted = shut.filter(|length| !text[..*length].contains(char::is_whitespace));
    quoted.unwrap_or_else(|| text.find(ends).unwrap_or(text.len()))
}

/// It has replaced a value.
fn is_a_name(value: &str) -> bool {
    let name = value.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    let is_of_names =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-' | b':');
    name.is_some_and(|name| name.bytes().all(is_of_names))
}

/// Without the quotes, entities for them, escapes and space that it begins with.
fn unwrapped(text: &str) -> &str {
    const WRAPS: [&str; 9] = ["&quot;", "&#34;", "&#39;", "\"", "'", "\\", "[", "{", " "];
    let mut rest = text;
    while let Some(inner) = WRAPS.iter().find_map(|wrap| rest.strip_prefix(wrap)) {
        rest = inner;
    }
    rest
}

/// The last resort: what was seen nowhere else, and is called a token or a secret where it is shown.
pub(super) fn without_labeled(text: &str) -> String {
    let mut found = labeled(text);
    found.retain(|(_, value)| looks_drawn(&text[value.clone()]));
    found.sort_by_key(|(_, value)| value.start);
    let mut shown = String::with_capacity(text.len());
    let mut end = 0;
    for (name, value) in found {
        if value.start < end {
            continue;
        }
        shown.push_str(&text[end..value.start]);
        shown.push('<');
        shown.push_str(name);
        shown.push('>');
        end = value.end;
    }
    shown.push_str(&text[end..]);
    shown
}

/// Not a word, not a sentence, and not a name that replaces the value.
fn looks_drawn(value: &str) -> bool {
    const LONG: usize = 16;
    let has = |is: fn(&u8) -> bool| value.bytes().any(|byte| is(&byte));
    has(u8::is_ascii_digit) || value.len() >= LONG && has(u8::is_ascii_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_called_a_token_is_found_in_every_wrapping() {
        let token = "0123456789abcdefghij";
        for text in [
            format!("access_token={token}&token_type=bearer"),
            format!("\u{feff}{{\"access_token\" : \"{token}\"}}"),
            format!("{{'access_token':'{token}'"),
            format!("<pre>{{&quot;access_token&quot;: &quot;{token}&quot;}}</pre>"),
            format!(")]}}',\n{{\"access_token\":\"{token}\"}}"),
            format!("[{{\"access_token\":[\"{token}\"]}}]"),
            format!("OK {{ACCESS_TOKEN=\"{token}\""),
            format!("<access_token>{token}</access_token>"),
            format!("\"{{\\\"access_token\\\":\\\"{token}\\\"}}\""),
            format!("accessToken: {token}"),
            format!("access-token={token};"),
            format!("X-Access-Token: {token}"),
            format!("Your access token: {token}"),
        ] {
            let found = labeled(&text);
            assert!(found.iter().any(|(_, value)| text[value.clone()] == *token), "{text}");
            let shown = without_labeled(&text);
            assert!(shown.contains("<access_token>") && !shown.contains(token), "{shown}");
        }
    }

    #[test]
    fn a_token_may_have_any_sign() {
        for (before, token, after) in [
            ("access_token=", "a1*b2!c$d|e~f@g/h+i==", "&x=1"),
            ("{\"access_token\":\"", "a,b;c&d(e)1234", "\",\"exp"),
            ("<accessToken>", "a&amp;b,c;d\"1234", "</accessToken>"),
            ("&quot;access_token&quot;:&quot;", "a,b;c)1234", "&quot;"),
        ] {
            let text = format!("{before}{token}{after}");
            let found = labeled(&text);
            assert_eq!(found.first().map(|(_, value)| &text[value.clone()]), Some(token), "{text}");
        }
    }

    #[test]
    fn sentences_and_names_are_left_alone() {
        for text in [
            "an `access_token` that is text",
            "access_token: <access_token:1>",
            "\"access_token\": \"<access_token:1>\"",
            "the refresh_token grant is not supported here",
            "client_secret=short",
            "token_endpoint_auth_methods_supported = client_secret_basic",
            "id_token: signed-in-the-usual-way",
        ] {
            assert_eq!(without_labeled(text), text);
        }
    }
}
