//! Long texts of a peer inside our sentences. A text is only truncated after all its secrets have symbols: half a token would
//! not be found.

/// Marks around a text that is to be truncated, from a range that no encoding assigns (private use).
const OPEN: char = '\u{f0b01}';
const SHUT: char = '\u{f0b02}';

/// A text that will be truncated to so many characters once [`cut`] is applied to the sentence around it.
pub fn at_most(most: usize, text: &str) -> String {
    let clean = text.replace([OPEN, SHUT], "\u{fffd}");
    if clean.chars().count() <= most { clean } else { format!("{OPEN}{most} {clean}{SHUT}") }
}

/// The sentence with such texts truncated, each with an ellipsis if something is missing.
pub fn cut(sentence: &str) -> String {
    let mut parts = sentence.split(OPEN);
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (quoted, after) = part.split_once(SHUT).unwrap_or((part, ""));
        let (most, quoted) = quoted.split_once(' ').unwrap_or(("", quoted));
        match most.parse().ok().and_then(|most| quoted.char_indices().nth(most)) {
            Some((end, _)) => {
                whole.push_str(quoted[..end].trim_end());
                whole.push('…');
            }
            None => whole.push_str(quoted),
        }
        whole.push_str(after);
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_once_and_late() {
        let sentence = format!("it says \"{}\" and \"{}\"", at_most(5, "abcd efgh"), at_most(5, "abcd"));
        assert!(sentence.contains("abcd efgh"), "nothing is lost before");
        assert_eq!(cut(&sentence), "it says \"abcd…\" and \"abcd\"");
        let named = sentence.replace("efgh", "<x>");
        assert_eq!(cut(&named), "it says \"abcd…\" and \"abcd\"");
        assert_eq!(cut("plain"), "plain");
    }

    #[test]
    fn text_of_a_peer_is_not_a_mark() {
        for text in ["\u{f0b01}3 abcdef", "a\u{f0b02}b\u{f0b01}"] {
            assert!(!cut(&at_most(99, text)).contains(OPEN));
            assert!(!cut(text).contains(OPEN));
        }
    }
}
