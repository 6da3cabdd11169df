//! Secrets that a text calls by their names: `access_token=…`, in whatever it is wrapped, be it JSON that breaks off, a form,
//! XML, or JSON in a page.

use std::ops::Range;
use std::sync::LazyLock;

use crate::model::encoding::SHORTEST;
use crate::model::needles::Needles;

/// The names of what is a secret wherever it stands.
const SECRET: [&str; 6] =
    ["access_token", "client_secret", "device_code", "id_token", "refresh_token", "registration_access_token"];
const SHORTEST_NAME: usize = "id_token".len();

/// What a text itself calls a token or a secret, and where it stands: behind the name, whatever the quotes, entities and
/// brackets between them.
pub(super) fn labelled(text: &str) -> Vec<(&'static str, Range<usize>)> {
    const BETWEEN: usize = 16;
    let part = |c: char| c.is_ascii_alphanumeric() || "-_.~+/=%".contains(c);
    // Most texts are too short for a name, a sign and a value.
    if text.len() < SHORTEST_NAME + 1 + SHORTEST {
        return Vec::new();
    }
    let folded = text.to_ascii_lowercase();
    let mut found: Vec<(&'static str, Range<usize>)> = Vec::new();
    for named in names().overlapping(folded.as_bytes()) {
        // What stands inside of a value is a part of it.
        if found.last().is_some_and(|(_, value)| named.start < value.end) {
            continue;
        }
        let from = named.end;
        let mut gap = text[from..].char_indices().take(BETWEEN).skip_while(|(_, c)| !matches!(c, ':' | '=' | '>'));
        let Some((sign, _)) = gap.next().filter(|(sign, _)| is_wrapping(&text[from..from + sign])) else {
            continue;
        };
        let rest = &text[from + sign + 1..];
        let start = from + sign + 1 + (rest.len() - unwrapped(rest).len());
        let length = text[start..].find(|c| !part(c)).unwrap_or(text.len() - start);
        if length >= SHORTEST {
            found.push((SECRET[named.text], start..start + length));
        }
    }
    found
}

fn names() -> &'static Needles {
    static NAMES: LazyLock<Needles> = LazyLock::new(|| Needles::new(SECRET.map(str::to_owned).to_vec()));
    &NAMES
}

/// Quotes, entities for them, escapes and space.
fn is_wrapping(text: &str) -> bool {
    unwrapped(text).is_empty()
}

fn unwrapped(text: &str) -> &str {
    const WRAPS: [&str; 9] = ["&quot;", "&#34;", "&#39;", "\"", "'", "\\", "[", "{", " "];
    let mut rest = text;
    while let Some(inner) = WRAPS.iter().find_map(|wrap| rest.strip_prefix(wrap)) {
        rest = inner;
    }
    rest
}

/// The last resort: what was seen nowhere else, and is called a token or a secret where it is shown.
pub(super) fn without_labelled(text: &str) -> String {
    let mut found = labelled(text);
    found.retain(|(_, value)| text[value.clone()].len() >= 16 && looks_drawn(&text[value.clone()]));
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

/// No word, and no sentence.
fn looks_drawn(value: &str) -> bool {
    value.bytes().any(|byte| byte.is_ascii_digit()) || value.bytes().any(|byte| byte.is_ascii_uppercase())
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
        ] {
            let found = labelled(&text);
            assert!(found.iter().any(|(_, value)| text[value.clone()] == *token), "{text}");
            let shown = without_labelled(&text);
            assert!(shown.contains("<access_token>") && !shown.contains(token), "{shown}");
        }
    }

    #[test]
    fn sentences_and_names_are_left_alone() {
        for text in [
            "an `access_token` that is text",
            "access_token: <access_token:1>",
            "the refresh_token grant is not supported here",
            "client_secret=short",
            "token_endpoint_auth_methods_supported = client_secret_basic",
            "id_token: signed-in-the-usual-way",
        ] {
            assert_eq!(without_labelled(text), text);
        }
    }
}
