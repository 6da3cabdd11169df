//! Escapes, each undone: percent-encoding, HTML's character references, the backslashes of JSON and JavaScript, and
//! quoted-printable.

use icu_normalizer::DecomposingNormalizerBorrowed;
use web_atoms::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// An escape: how many bytes it takes, and what it represents.
pub(super) struct Escape {
    pub(super) length: usize,
    means: EscapedValue,
}

enum EscapedValue {
    Nothing,
    Byte(u8),
    Char(char),
    Chars(char, char),
}

impl Escape {
    fn char(length: usize, code: u32) -> Option<Escape> {
        Some(Escape { length, means: EscapedValue::Char(char::from_u32(code)?) })
    }

    /// What it represents.
    pub(super) fn bytes(&self) -> Vec<u8> {
        match self.means {
            EscapedValue::Nothing => Vec::new(),
            EscapedValue::Byte(byte) => vec![byte],
            EscapedValue::Char(c) => c.to_string().into_bytes(),
            EscapedValue::Chars(first, second) => [first, second].iter().collect::<String>().into_bytes(),
        }
    }
}

/// An escape of URLs, HTML, JSON or JavaScript at the beginning of a text.
pub(super) fn escape(rest: &[u8]) -> Option<Escape> {
    match rest.first()? {
        b'%' => percent(rest),
        b'&' => reference(rest),
        b'\\' => backslash(rest),
        _ => None,
    }
}

/// `%2F` (RFC 3986 section 2.1), and `%u002F` of JavaScript's `escape`.
fn percent(rest: &[u8]) -> Option<Escape> {
    if rest.get(1) == Some(&b'u') {
        return Escape::char(6, number(rest.get(2..6)?, 16)?);
    }
    Some(Escape { length: 3, means: EscapedValue::Byte(byte(rest.get(1..3)?)?) })
}

/// A character reference, also without its semicolon (HTML standard section 13.2.5.72).
fn reference(rest: &[u8]) -> Option<Escape> {
    if rest.get(1) == Some(&b'#') { numbered_reference(rest) } else { named_reference(rest) }
}

fn numbered_reference(rest: &[u8]) -> Option<Escape> {
    const MOST_DIGITS: usize = 7;
    let (start, radix) = if matches!(rest.get(2), Some(b'x' | b'X')) { (3, 16) } else { (2, 10) };
    let is_digit = |byte: &&u8| char::from(**byte).is_digit(radix);
    let end = start + rest[start..].iter().take(MOST_DIGITS).take_while(is_digit).count();
    let code = number(&rest[start..end], radix)?;
    let length = end + usize::from(rest.get(end) == Some(&b';'));
    Escape::char(length, u8::try_from(code).map_or(code, |byte| u32::from(windows_1252(byte))))
}

/// A byte as Windows-1252 has it, which browsers take for Latin-1 (Encoding standard section 4.2).
pub(super) fn windows_1252(byte: u8) -> char {
    let replaced = byte.checked_sub(0x80).and_then(|at| C1_REPLACEMENTS.get(usize::from(at)).copied().flatten());
    replaced.unwrap_or(char::from(byte))
}

fn named_reference(rest: &[u8]) -> Option<Escape> {
    // A few begin like others: the longest is meant. The table has every beginning of a name, too, with nothing behind it.
    let name = rest[1..].utf8_chunks().next()?.valid();
    let mut found = None;
    for (at, _) in name.char_indices() {
        let end = at + 1;
        match name.get(..end).and_then(|name| NAMED_ENTITIES.get(name)) {
            Some((0, _)) => {}
            Some((first, second)) => found = Some((end, *first, *second)),
            None => break,
        }
    }
    let (end, first, second) = found?;
    let first = char::from_u32(first)?;
    let means = match char::from_u32(second).filter(|second| *second != '\0') {
        Some(second) => EscapedValue::Chars(first, second),
        None => EscapedValue::Char(first),
    };
    Some(Escape { length: end + 1, means })
}

/// An escape of JSON strings (RFC 8259 section 7), of JavaScript (`\x26`, `\u{26}`), or of what writes bytes in octal.
fn backslash(rest: &[u8]) -> Option<Escape> {
    match *rest.get(1)? {
        b'n' | b'r' | b't' => Some(Escape { length: 2, means: EscapedValue::Nothing }),
        b'x' => Some(Escape { length: 4, means: EscapedValue::Byte(byte(rest.get(2..4)?)?) }),
        b'u' if rest.get(2) == Some(&b'{') => {
            const LONGEST: usize = 10;
            let end = rest.iter().take(LONGEST).position(|byte| *byte == b'}')?;
            Escape::char(end + 1, number(&rest[3..end], 16)?)
        }
        b'u' => utf16(rest),
        b'U' => Escape::char(10, number(rest.get(2..10)?, 16)?),
        b'0'..=b'3' => {
            let byte = u8::try_from(number(rest.get(1..4)?, 8)?).ok()?;
            Some(Escape { length: 4, means: EscapedValue::Byte(byte) })
        }
        byte if byte.is_ascii_punctuation() => Some(Escape { length: 2, means: EscapedValue::Byte(byte) }),
        _ => None,
    }
}

/// `\u00e9`, or two of them for one character.
fn utf16(rest: &[u8]) -> Option<Escape> {
    let unit = |at: usize| {
        let digits = rest.get(at + 2..at + 6).filter(|_| rest[at..].starts_with(b"\\u"))?;
        u16::try_from(number(digits, 16)?).ok()
    };
    let first = unit(0)?;
    let pair = [first, unit(6).unwrap_or_default()];
    let single = char::from_u32(u32::from(first));
    let double = || char::decode_utf16(pair).next()?.ok();
    Some(match (single, double()) {
        (Some(c), _) => Escape { length: 6, means: EscapedValue::Char(c) },
        (None, Some(c)) => Escape { length: 12, means: EscapedValue::Char(c) },
        (None, None) => Escape { length: 6, means: EscapedValue::Nothing },
    })
}

/// `=26`, or a line that goes on in the next (RFC 2045 section 6.7).
pub(super) fn quoted_printable(rest: &[u8]) -> Option<Escape> {
    match rest {
        [b'=', b'\n', ..] => Some(Escape { length: 2, means: EscapedValue::Nothing }),
        [b'=', b'\r', b'\n', ..] => Some(Escape { length: 3, means: EscapedValue::Nothing }),
        [b'=', digits @ ..] => {
            let digits = digits.get(..2).filter(|digits| !digits.iter().any(u8::is_ascii_lowercase))?;
            Some(Escape { length: 3, means: EscapedValue::Byte(byte(digits)?) })
        }
        _ => None,
    }
}

/// A tag, which says something about a text and is none of it.
pub(super) fn tag(rest: &[u8]) -> Option<Escape> {
    let is_tag =
        rest.first() == Some(&b'<') && rest.get(1).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'/');
    let end = rest.iter().take_while(|_| is_tag).position(|byte| *byte == b'>')?;
    Some(Escape { length: end + 1, means: EscapedValue::Nothing })
}

/// The letters and digits of a character, small and without accents, whichever way it is composed (Unicode Standard
/// Annex #15, NFKD).
pub(super) fn letters(c: char) -> impl Iterator<Item = char> {
    let whole = DecomposingNormalizerBorrowed::new_nfkd().normalize(c.encode_utf8(&mut [0; 4])).into_owned();
    let letters: Vec<char> = whole.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    letters.into_iter()
}

fn byte(digits: &[u8]) -> Option<u8> {
    number(digits, 16).and_then(|byte| u8::try_from(byte).ok())
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    // The standard library takes a sign, too.
    let digits = std::str::from_utf8(digits).ok().filter(|digits| digits.chars().all(|c| c.is_digit(radix)))?;
    u32::from_str_radix(digits, radix).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_escape_is_undone() {
        for (text, plain, length) in [
            ("%2F2", "/", 3),
            ("%u00e9", "é", 6),
            ("&amp;", "&", 5),
            ("&amp b", "&", 4),
            ("&plus;", "+", 6),
            ("&eacute;", "é", 8),
            ("&notit;", "¬", 4),
            ("&#38 b", "&", 4),
            ("&#x26;", "&", 6),
            ("&#x80;", "€", 6),
            (r"\x26", "&", 4),
            (r"\u0026", "&", 6),
            (r"\u{26}", "&", 6),
            (r"\ud83d\ude00", "😀", 12),
            (r"\U0001f600", "😀", 10),
            (r"\046", "&", 4),
            (r"\/", "/", 2),
            (r"\n", "", 2),
        ] {
            let escape = escape(text.as_bytes()).unwrap_or_else(|| panic!("`{text}` is an escape"));
            assert_eq!((escape.bytes(), escape.length), (plain.as_bytes().to_vec(), length), "{text}");
        }
        for text in [
            "%zz",
            "%+1",
            "&",
            "&nope;",
            "&#;",
            "&#x110000;",
            r"\",
            r"\u12",
            r"\u{}",
            r"\xg0",
            r"\U00110000",
            r"\777",
            "a",
        ] {
            assert!(escape(text.as_bytes()).is_none(), "{text}");
        }
    }

    #[test]
    fn letters_are_the_same_however_they_are_composed() {
        let all = |text: &str| text.chars().flat_map(letters).collect::<String>();
        assert_eq!(all("É é e\u{301} ａ-1 Ã¶ й"), "eeea1aи");
    }
}
