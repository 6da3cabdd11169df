//! How far a value reaches: where it is replaced by its name. A short one, or one that is a word, would otherwise be found in
//! sentences and words that have nothing to do with it.

use super::naming::ValueOrigin;
use super::terms::is_term;
use crate::model::encoding::SHORTEST;

/// Where a value is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReplacementScope {
    /// A secret, or what varies: wherever it appears, also inside base64 and hexadecimal digits.
    Everywhere,
    /// Short: where it appears on its own, or it would be found inside of words.
    Alone,
    /// A word of the language: where it is a whole value, or it would be found in sentences that have nothing to do with it.
    AsValue,
    /// No secret: where it can be read.
    Readable,
}

/// Longer values are not words.
const LONGEST_WORD: usize = 12;

/// Shorter ones are numbers and abbreviations that appear everywhere.
const TOO_SHORT: usize = 4;

/// How far a value reaches.
pub(super) fn reach(value: &str, nature: ValueOrigin) -> ReplacementScope {
    let is_word = value.len() < LONGEST_WORD && value.bytes().all(|byte| byte.is_ascii_alphabetic());
    match nature {
        ValueOrigin::Public => ReplacementScope::Readable,
        ValueOrigin::Chosen if is_word || is_term(value) || value.len() < TOO_SHORT => ReplacementScope::AsValue,
        ValueOrigin::Chosen if value.len() < SHORTEST => ReplacementScope::Alone,
        ValueOrigin::Chosen | ValueOrigin::Drawn => ReplacementScope::Everywhere,
    }
}

/// Letters and digits that no author would write by chance: both kinds of them, or more than a few words.
pub(super) fn is_distinctive(letters: &[u8]) -> bool {
    const SEVERAL_WORDS: usize = 16;
    let digits = letters.iter().filter(|byte| byte.is_ascii_digit()).count();
    letters.len() >= SHORTEST && digits < letters.len() && (digits > 0 || letters.len() >= SEVERAL_WORDS)
}

/// No letter and no digit is next to it.
pub(super) fn is_alone((before, after): (&[u8], &[u8])) -> bool {
    let joined = |neighbor: Option<&u8>| neighbor.is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
    !joined(before.last()) && !joined(after.first())
}

/// It is where values are: between quotes or other signs, or behind the sign that gives something a value.
pub(super) fn is_a_value((before, after): (&[u8], &[u8])) -> bool {
    let is_sign = |byte: u8| byte == b'\n' || byte.is_ascii_punctuation() && !matches!(byte, b'-' | b'_' | b'/');
    let spaces = before.iter().rev().take_while(|byte| **byte == b' ').count();
    let given = matches!(before[..before.len() - spaces].last(), Some(b':' | b'='));
    let opened = before.last().is_none_or(|byte| is_sign(*byte));
    let closed = after.first().is_none_or(|byte| is_sign(*byte));
    (opened || given) && (closed && !gets_a_value(after) || before.ends_with(b"="))
}

/// What precedes `after` is the name of a value: a sign that gives it one comes after it, or after the quote behind it.
fn gets_a_value(after: &[u8]) -> bool {
    let behind = after.strip_prefix(b"\"").or_else(|| after.strip_prefix(b"'"));
    let sign = behind.map_or(after, <[u8]>::trim_ascii_start).first();
    matches!(sign, Some(b'=')) || behind.is_some() && matches!(sign, Some(b':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_values_and_words_do_not_reach_far() {
        for (value, expected) in [
            ("wonderland-1", ReplacementScope::Everywhere),
            ("correct horse", ReplacementScope::Everywhere),
            ("hunter2", ReplacementScope::Alone),
            ("4711", ReplacementScope::Alone),
            ("200", ReplacementScope::AsValue),
            ("status", ReplacementScope::AsValue),
            ("client_secret", ReplacementScope::AsValue),
            ("code-verifier", ReplacementScope::AsValue),
        ] {
            assert_eq!(reach(value, ValueOrigin::Chosen), expected, "{value}");
        }
        assert_eq!(reach("client_secret", ValueOrigin::Public), ReplacementScope::Readable);
    }

    #[test]
    fn a_name_is_not_its_value() {
        for (before, after, expected) in [
            ("{\"", "\": 1}", false),
            ("{\"a\": \"", "\"}", true),
            ("a=", "&b", true),
            ("", "=b", false),
            ("", "", true),
            ("status ", " OK", false),
            ("[\"", "\", \"b\"]", true),
        ] {
            assert_eq!(is_a_value((before.as_bytes(), after.as_bytes())), expected, "{before}…{after}");
        }
    }

    #[test]
    fn letters_are_distinctive_where_they_are_mixed_or_many() {
        for (letters, expected) in
            [("password", false), ("12345678901234567890", false), ("hunter2x", true), ("correcthorsebattery", true)]
        {
            assert_eq!(is_distinctive(letters.as_bytes()), expected, "{letters}");
        }
    }
}
