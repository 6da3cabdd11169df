//! A text with its encodings decoded, so that a value is searched once and not in each of its forms.
//!
//! Percent- and form-encoding, HTML's character references and JSON's escapes are decoded until none is left. White space,
//! backslashes and `+` are dropped, so that a value is found across a line break and with any encoding of a space in it. The
//! searched value is decoded in the same way ([`folded`]).

use std::ops::Range;

/// How often encodings are decoded: a redirect in a redirect is encoded twice, and a page that shows it once more.
const MOST_LAYERS: usize = 5;

/// Decoded bytes, each with the part of the text that it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    bytes: Vec<u8>,
    /// The start and the end of each byte in the text.
    from: Vec<(u32, u32)>,
}

impl Decoded {
    /// A text as it is, and with one encoding after the other decoded, until none is left. A value is searched in all of them:
    /// the end of a value and the text after it may look like an escape together.
    pub fn layers(text: &str) -> Vec<Decoded> {
        Decoded::of_bytes(text.as_bytes()).into_layers()
    }

    fn of_bytes(text: &[u8]) -> Decoded {
        // A text of more than 4 GiB is never shown.
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let from = (0..text.len()).map(|at| (place(at), place(at + 1))).collect();
        Decoded { bytes: text.to_vec(), from }
    }

    fn into_layers(self) -> Vec<Decoded> {
        let mut layers = vec![self];
        for _ in 0..MOST_LAYERS {
            let last = &layers[layers.len() - 1];
            if !last.bytes.iter().any(|byte| matches!(byte, b'%' | b'&' | b'\\')) {
                break;
            }
            let undone = last.undone();
            if undone.bytes.len() == last.bytes.len() {
                break;
            }
            layers.push(undone);
        }
        layers
    }

    /// One layer decoded.
    fn undone(&self) -> Decoded {
        let mut undone = Decoded::default();
        let mut at = 0;
        while let Some(&byte) = self.bytes.get(at) {
            let rest = &self.bytes[at..];
            let escape = match byte {
                b'%' => percent(rest),
                b'&' => reference(rest),
                b'\\' => backslash(rest),
                _ => None,
            };
            let length = escape.as_ref().map_or(1, |escape| escape.length);
            let from = (self.from[at].0, self.from[at + length - 1].1);
            match escape {
                Some(escape) => escape.means.bytes().iter().for_each(|byte| undone.push(*byte, from)),
                None => undone.push(byte, from),
            }
            at += length;
        }
        undone
    }

    /// The same without white space, backslashes and `+`, which form-encoding uses for a space: the text in which values are
    /// searched.
    #[must_use]
    pub fn folded(&self) -> Decoded {
        self.clone().retained(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'\\' | b'+'))
    }

    fn retained(mut self, keep: impl Fn(u8) -> bool) -> Decoded {
        if !self.bytes.iter().all(|byte| keep(*byte)) {
            let kept = |at: &usize| keep(self.bytes[*at]);
            self.from = (0..self.bytes.len()).filter(kept).map(|at| self.from[at]).collect();
            self.bytes.retain(|byte| keep(*byte));
        }
        self
    }

    fn push(&mut self, byte: u8, from: (u32, u32)) {
        self.bytes.push(byte);
        self.from.push(from);
    }

    /// The decoded bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The part of the text that some decoded bytes come from.
    pub fn source(&self, part: Range<usize>) -> Range<usize> {
        let inside = &self.from[part];
        let (first, last) = (inside.first().copied().unwrap_or_default(), inside.last().copied().unwrap_or_default());
        first.0 as usize..last.1 as usize
    }

    /// The text before and after a part of the text.
    pub fn around(&self, part: &Range<usize>) -> (&[u8], &[u8]) {
        let before = self.from.partition_point(|(_, end)| *end as usize <= part.start);
        let after = self.from.partition_point(|(start, _)| (*start as usize) < part.end);
        (&self.bytes[..before], &self.bytes[after.max(before)..])
    }

    /// The base64 and hexadecimal digits in it, decoded: for each long run of such characters, at each possible offset of their
    /// groups.
    pub fn wrapped(&self) -> Vec<Decoded> {
        let unbroken = self.clone().retained(|byte| !byte.is_ascii_whitespace());
        let mut all = Vec::new();
        for run in runs(&unbroken.bytes, is_base64, SHORTEST_BASE64) {
            for skipped in 0..4 {
                all.extend(unbroken.decoded(run.start + skipped..run.end, 6, base64_digit).into_layers());
            }
        }
        for run in runs(&unbroken.bytes, |byte| byte.is_ascii_hexdigit(), SHORTEST_HEX) {
            for skipped in 0..2 {
                all.extend(unbroken.decoded(run.start + skipped..run.end, 4, hex_digit).into_layers());
            }
        }
        all
    }

    /// Digits of so many bits each, combined to bytes.
    fn decoded(&self, run: Range<usize>, bits: usize, digit: fn(u8) -> u8) -> Decoded {
        let (mut decoded, mut pool, mut pooled) = (Decoded::default(), 0_u32, 0);
        for at in run {
            pool = pool << bits | u32::from(digit(self.bytes[at]));
            pooled += bits;
            if pooled >= 8 {
                pooled -= 8;
                let [.., byte] = (pool >> pooled).to_be_bytes();
                pool &= (1 << pooled) - 1;
                // A byte begins in this digit or in the one before it.
                let first = at.saturating_sub((8 + pooled).div_ceil(bits) - 1);
                decoded.push(byte, (self.from[first].0, self.from[at].1));
            }
        }
        decoded
    }
}

/// A value in the form of [`Decoded::folded`]; in Latin-1, too, if it is different there.
pub fn folded(value: &str) -> Vec<Vec<u8>> {
    let latin: Option<Vec<u8>> = value.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    let mut all: Vec<Vec<u8>> = latin.map(|latin| Decoded::of_bytes(&latin).folded().bytes).into_iter().collect();
    // If it seems to have escapes of its own, they are decoded together with those around it.
    let written = super::encoding::written(value);
    let forms = written.iter().map(String::as_str).chain([value]);
    let layers = forms.filter_map(|form| Decoded::layers(form).pop());
    all.extend(layers.chain([Decoded::of_bytes(value.as_bytes())]).map(|layer| layer.folded().bytes));
    all.retain(|bytes| !bytes.is_empty());
    all.sort();
    all.dedup();
    all
}

/// An escape: its length in bytes, and its value.
struct Escape {
    length: usize,
    means: Means,
}

enum Means {
    Nothing,
    Byte(u8),
    Char(char),
}

impl Means {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Means::Nothing => Vec::new(),
            Means::Byte(byte) => vec![*byte],
            Means::Char(c) => c.to_string().into_bytes(),
        }
    }
}

fn percent(rest: &[u8]) -> Option<Escape> {
    let digits = rest.get(1..3)?;
    digits
        .iter()
        .all(u8::is_ascii_hexdigit)
        .then(|| Escape { length: 3, means: Means::Byte(hex_digit(digits[0]) << 4 | hex_digit(digits[1])) })
}

/// A character reference (HTML standard §13.5).
fn reference(rest: &[u8]) -> Option<Escape> {
    const LONGEST: usize = 10;
    let length = rest.iter().take(LONGEST).position(|byte| *byte == b';')? + 1;
    let name = std::str::from_utf8(&rest[1..length - 1]).ok()?;
    let numbered = || {
        let digits = name.strip_prefix('#')?;
        let number = match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => digits.parse(),
        };
        char::from_u32(number.ok()?)
    };
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => numbered()?,
    };
    Some(Escape { length, means: Means::Char(c) })
}

/// An escape of JSON strings (RFC 8259 §7), and of others that are written like them.
fn backslash(rest: &[u8]) -> Option<Escape> {
    let escape = match rest.get(1)? {
        b'n' | b'r' | b't' => Escape { length: 2, means: Means::Nothing },
        b'u' => {
            let unit = |at: usize| {
                let digits = rest.get(at + 2..at + 6).filter(|_| rest[at..].starts_with(b"\\u"))?;
                u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
            };
            let first = unit(0)?;
            let pair = [first, unit(6).unwrap_or_default()];
            let single = char::from_u32(u32::from(first));
            let double = || char::decode_utf16(pair).next()?.ok();
            match (single, double()) {
                (Some(c), _) => Escape { length: 6, means: Means::Char(c) },
                (None, Some(c)) => Escape { length: 12, means: Means::Char(c) },
                (None, None) => Escape { length: 6, means: Means::Nothing },
            }
        }
        byte if byte.is_ascii_punctuation() => Escape { length: 2, means: Means::Byte(*byte) },
        _ => return None,
    };
    Some(escape)
}

/// Shorter runs are too short for a searched value.
const SHORTEST_BASE64: usize = super::encoding::SHORTEST * 8 / 6 + 1;
const SHORTEST_HEX: usize = super::encoding::SHORTEST * 2;

fn runs(bytes: &[u8], is_in: impl Fn(u8) -> bool, shortest: usize) -> Vec<Range<usize>> {
    let (mut all, mut start) = (Vec::new(), 0);
    for at in 0..=bytes.len() {
        if bytes.get(at).is_some_and(|byte| is_in(*byte)) {
            continue;
        }
        if at - start >= shortest {
            all.push(start..at);
        }
        start = at + 1;
    }
    all
}

/// Of either alphabet (RFC 4648 §4 and §5).
fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

fn base64_digit(byte: u8) -> u8 {
    match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        _ => 63,
    }
}

fn hex_digit(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => byte - b'0',
        _ => byte.to_ascii_lowercase() - b'a' + 10,
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use proptest::prelude::*;

    use super::super::encoding::written;
    use super::*;

    fn decoded(text: &str) -> String {
        let layers = Decoded::layers(text);
        String::from_utf8_lossy(layers[layers.len() - 1].folded().bytes()).into_owned()
    }

    #[test]
    fn every_layer_is_undone() {
        for (text, plain) in [
            ("a%2Fb+c", "a/bc"),
            ("a%252Fb", "a/b"),
            ("&quot;a&#x2F;b&#39;", "\"a/b'"),
            (r#"\"a\/b\u00e9\ud83d\ude00"#, "\"a/bé😀"),
            (r"&quot;\u0026amp;%26", "\"&&"),
            ("ab\n    cd", "abcd"),
            (r"ab\ncd", "abcd"),
            ("100 % & more \\ x", "100%&morex"),
            ("%zz&nope;&#x110000;\\u12", "%zz&nope;&#x110000;u12"),
        ] {
            assert_eq!(decoded(text), plain, "{text}");
        }
    }

    #[test]
    fn each_byte_knows_where_it_came_from() {
        let text = "x=%C3%A9&amp;y";
        let layers = Decoded::layers(text);
        let decoded = &layers[1];
        assert_eq!(decoded.bytes(), "x=é&y".as_bytes());
        assert_eq!(&text[decoded.source(2..4)], "%C3%A9");
        assert_eq!(&text[decoded.source(4..5)], "&amp;");
        assert_eq!(decoded.source(0..0), 0..0);
    }

    fn is_in(needles: &[Vec<u8>], decoded: &Decoded) -> Option<Range<usize>> {
        let folded = decoded.folded();
        let bytes = folded.bytes();
        needles.iter().find_map(|needle| {
            let at = bytes.windows(needle.len()).position(|window| window == needle)?;
            Some(folded.source(at..at + needle.len()))
        })
    }

    proptest! {
        /// A value is found in every form of it, at any position.
        #[test]
        fn a_value_is_found_in_every_form(value in "[!-~é ]{8,30}", before in "[a-z ]{0,5}", after in "[a-z ]{0,5}") {
            prop_assume!(!folded(&value).is_empty());
            let needles = folded(&value);
            for form in written(&value) {
                for again in written(&form) {
                    let whole = format!("{before}{again}{after}");
                    let layers = Decoded::layers(&whole);
                    prop_assert!(layers.iter().any(|layer| is_in(&needles, layer).is_some()), "{}", whole);
                }
            }
        }

        /// A value is found in base64 and in hexadecimal digits, and the part where it is found contains all of it.
        #[test]
        fn a_value_is_found_where_it_is_wrapped(value in "[!-~]{8,30}", before in ".{0,8}", after in ".{0,8}") {
            let needles = folded(&value);
            prop_assume!(needles.iter().all(|needle| needle.len() >= 8));
            let whole = format!("{before}{value}{after}");
            let hex = whole.bytes().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
            let texts = [STANDARD.encode(&whole), URL_SAFE_NO_PAD.encode(&whole), hex];
            for text in texts {
                let wrapped = Decoded::layers(&text).iter().flat_map(Decoded::wrapped).collect::<Vec<_>>();
                prop_assert!(wrapped.iter().any(|inner| is_in(&needles, inner).is_some()), "{}", text);
            }
        }

        /// Nothing that a peer sends makes it panic.
        #[test]
        fn any_text_can_be_decoded(text in r"([a-f0-9%&;#x\\u]|\PC){0,60}") {
            let layers = Decoded::layers(&text);
            let wrapped: Vec<Decoded> = layers.iter().flat_map(Decoded::wrapped).collect();
            for inner in wrapped.iter().chain(&layers) {
                for at in 0..inner.bytes().len() {
                    prop_assert!(inner.source(at..at + 1).end <= text.len());
                }
            }
        }
    }
}
