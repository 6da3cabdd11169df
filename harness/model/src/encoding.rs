//! The forms in which a value may be returned: in a URL, a header or a body, verbatim or encoded.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Shorter values are not searched: they would be found everywhere.
pub const SHORTEST: usize = 8;

/// A value verbatim, percent- and form-encoded (also twice), escaped in HTML and in JSON, and inside base64. Sorted, without
/// duplicates.
pub fn encodings(value: &str) -> Vec<String> {
    let mut all = written(value);
    all.extend(inside_base64(value));
    all.retain(|form| !form.is_empty());
    all.sort();
    all.dedup();
    all
}

/// The same without base64, in which a value is only a part of the encoded text.
pub fn written(value: &str) -> Vec<String> {
    let form: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
    let percent = form.replace('+', "%20").replace("%7E", "~");
    let twice: String = form_urlencoded::byte_serialize(percent.as_bytes()).collect();
    let html = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let json = serde_json::Value::from(value).to_string();
    let json = json[1..json.len() - 1].to_owned();
    // As ASCII-only encoders write them.
    let json_in_ascii: String = json.chars().map(in_ascii).collect();
    let html_in_json = serde_json::Value::from(html.as_str()).to_string();
    let html_in_json = html_in_json[1..html_in_json.len() - 1].to_owned();
    let mut all = vec![value.to_owned(), form, percent, twice, html.replace('\'', "&#x27;"), html, json];
    all.extend([json_in_ascii, html_in_json]);
    all
}

/// A character as JSON may write it.
fn in_ascii(c: char) -> String {
    if c.is_ascii() {
        return c.to_string();
    }
    let mut written = String::new();
    for unit in c.encode_utf16(&mut [0; 2]) {
        // Writing to a string cannot fail.
        let _ = write!(written, "\\u{unit:04x}");
    }
    written
}

/// True if a value is not a word or a number: it has letters, and they are of both cases or not alone.
///
/// A random identifier of letters, digits and signs may have no digit, but hardly ever only one kind of characters.
pub fn is_mixed(value: &str) -> bool {
    let kinds: [fn(&u8) -> bool; 3] =
        [u8::is_ascii_lowercase, u8::is_ascii_uppercase, |byte| !byte.is_ascii_alphabetic()];
    let letters = value.bytes().any(|byte| byte.is_ascii_alphabetic());
    letters && kinds.iter().filter(|kind| value.bytes().any(|byte| kind(&byte))).count() >= 2
}

/// True if finding the value proves something: it is not a word, not a number and not the keyword of an attribute (`password`,
/// `Password`, `new-password`), which are on pages for other reasons.
pub fn is_distinctive(value: &str) -> bool {
    let word = |part: &str| {
        let mut bytes = part.bytes();
        bytes.next().is_none_or(|first| first.is_ascii_alphabetic()) && bytes.all(|byte| byte.is_ascii_lowercase())
    };
    let words = value.split(['-', '_', ' ']).all(word);
    value.len() >= SHORTEST && is_mixed(value) && !(words && value.len() < 20)
}

/// The part of the base64 of any text around the value that only depends on the value, for the three offsets that it can have
/// in base64's groups of three bytes.
fn inside_base64(value: &str) -> Vec<String> {
    if value.len() < SHORTEST {
        return Vec::new();
    }
    let mut all = Vec::new();
    for before in 0..3 {
        let mut bytes = vec![0; before];
        bytes.extend_from_slice(value.as_bytes());
        // Characters that also contain bits of the text before or after the value are left out.
        let first = (before * 8).div_ceil(6);
        let last = bytes.len() * 8 / 6;
        all.push(STANDARD_NO_PAD.encode(&bytes)[first..last].to_owned());
        all.push(URL_SAFE_NO_PAD.encode(&bytes)[first..last].to_owned());
    }
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_and_numbers_are_not_mixed() {
        for (value, mixed) in [
            ("password", false),
            ("1234567890", false),
            ("wonderland-1", true),
            ("sUySpaxCHTaclJLbaKFtByIcpP-twWgGuNugR-br_eM", true),
            ("ABCDefgh", true),
            ("", false),
        ] {
            assert_eq!(is_mixed(value), mixed, "{value}");
        }
    }

    #[test]
    fn common_words_of_pages_cannot_be_distinguished_from_a_secret() {
        for (value, tellable) in [
            ("password", false),
            ("Password", false),
            ("new-password", false),
            ("sign_in-page", false),
            ("12345678", false),
            ("s3cret", false),
            ("wonderland-1", true),
            ("wonder land-1", true),
            ("aBcDeFgHiJ", true),
            ("correct-horse-battery-staple", true),
            ("evil.example", true),
        ] {
            assert_eq!(is_distinctive(value), tellable, "{value}");
        }
    }

    #[test]
    fn json_is_written_in_more_ways_than_one() {
        let forms = encodings("C4n@ry\"é&");
        for form in ["C4n@ry\\\"é&", "C4n@ry\\\"\\u00e9&", "C4n@ry&quot;é&amp;"] {
            assert!(forms.iter().any(|known| known == form), "{form} in {forms:?}");
        }
    }

    proptest! {
        /// At any offset in an encoded text, one of the value's forms is found.
        #[test]
        fn a_value_in_base64_is_found(before in ".{0,8}", value in "[!-~]{8,40}", after in ".{0,8}") {
            let whole = format!("{before}{value}{after}");
            for encoded in [STANDARD_NO_PAD.encode(&whole), URL_SAFE_NO_PAD.encode(&whole)] {
                prop_assert!(encodings(&value).iter().any(|form| encoded.contains(form)));
            }
        }
    }
}
