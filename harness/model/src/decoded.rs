//! A text with its encodings decoded, so that a value is searched once and not in each of its forms.
//!
//! Escapes are undone until none is left (`escapes`). Then a value is looked for in one of two ways. Of most secrets the letters
//! and digits are enough to know them by ([`Decoded::letters`]): whatever a parser of HTML or URLs does to white space, case,
//! signs and accents, these are left. Of a short value, or one that is made of words, every character counts: only white space,
//! backslashes and `+` are dropped ([`Decoded::folded`]), so that it is found across a line break and however a space in it is
//! written. A value that is looked for is decoded in the same way ([`folded`], [`letters`]).

use std::borrow::Cow;
use std::ops::Range;

use super::escapes::{self, Escape};

/// How often encodings are undone: a redirect in a redirect is encoded twice, and a page that shows it once more.
const MOST_LAYERS: usize = 5;

/// Decoded bytes, each with the part of the text that it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    bytes: Vec<u8>,
    /// The start and the end of each byte in the text; empty where every byte represents itself. It takes eight times the
    /// memory of the bytes: a large body is mostly kept without.
    from: Vec<(u32, u32)>,
}

impl Decoded {
    /// A text as it is, and with one encoding after the other decoded, until none is left. A value is searched in all of them:
    /// the end of a value and the text after it may look like an escape together.
    pub fn layers(text: &str) -> Vec<Decoded> {
        let plain = Decoded::of_bytes(text.as_bytes());
        // These look like much that is none of them: the text is also read without them.
        let without = [plain.undone(escapes::quoted_printable), plain.undone(escapes::tag)];
        let without: Vec<Decoded> = without.into_iter().flatten().flat_map(Decoded::into_layers).collect();
        plain.into_layers().into_iter().chain(without).collect()
    }

    fn of_bytes(text: &[u8]) -> Decoded {
        Decoded { bytes: text.to_vec(), from: Vec::new() }
    }

    /// The start and the end in the text of a byte.
    fn from(&self, at: usize) -> (u32, u32) {
        // A text of more than 4 GiB is never shown.
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.from.get(at).copied().unwrap_or_else(|| (place(at), place(at + 1)))
    }

    fn places(&self, part: Range<usize>) -> impl Iterator<Item = (u32, u32)> + '_ {
        part.map(|at| self.from(at))
    }

    fn into_layers(self) -> Vec<Decoded> {
        let mut layers = vec![self];
        for _ in 0..MOST_LAYERS {
            match layers[layers.len() - 1].undone(escapes::escape) {
                Some(undone) => layers.push(undone),
                None => break,
            }
        }
        layers
    }

    /// One layer less, if there is one.
    fn undone(&self, escape: impl Fn(&[u8]) -> Option<Escape>) -> Option<Decoded> {
        let begins = |at: &usize| matches!(self.bytes[*at], b'%' | b'&' | b'\\' | b'=' | b'<');
        let next = |from: usize| {
            let mut places = (from..self.bytes.len()).filter(begins);
            places.find_map(|at| Some((at, escape(&self.bytes[at..])?)))
        };
        let (mut at, mut first) = next(0)?;
        let mut undone = Decoded { bytes: self.bytes[..at].to_vec(), from: self.places(0..at).collect() };
        loop {
            let end = at + first.length;
            let from = (self.from(at).0, self.from(end - 1).1);
            first.bytes().iter().for_each(|byte| undone.push(*byte, from));
            let following = next(end);
            let until = following.as_ref().map_or(self.bytes.len(), |(at, _)| *at);
            undone.bytes.extend_from_slice(&self.bytes[end..until]);
            undone.from.extend(self.places(end..until));
            let Some(following) = following else { return Some(undone) };
            (at, first) = following;
        }
    }

    /// The same without white space, backslashes and `+`, which form-encoding uses for a space: the text in which values are
    /// searched.
    #[must_use]
    pub fn folded(&self) -> Decoded {
        self.retained(|byte| !is_blank(byte)).into_owned()
    }

    /// Its letters and digits, small and without accents.
    #[must_use]
    pub fn letters(&self) -> Decoded {
        let mut letters = Decoded::default();
        let mut at = 0;
        for chunk in self.bytes.utf8_chunks() {
            for c in chunk.valid().chars() {
                let end = at + c.len_utf8();
                if c.is_ascii_alphanumeric() {
                    letters.bytes.push(self.bytes[at].to_ascii_lowercase());
                    letters.from.push(self.from(at));
                } else if !c.is_ascii() {
                    let from = (self.from(at).0, self.from(end - 1).1);
                    let written = escapes::letters(c).collect::<String>();
                    written.bytes().for_each(|byte| letters.push(byte, from));
                }
                at = end;
            }
            at += chunk.invalid().len();
        }
        letters
    }

    fn retained(&self, keep: impl Fn(u8) -> bool) -> Cow<'_, Decoded> {
        if self.bytes.iter().all(|byte| keep(*byte)) {
            return Cow::Borrowed(self);
        }
        let kept = || (0..self.bytes.len()).filter(|at| keep(self.bytes[*at]));
        Cow::Owned(Decoded {
            bytes: kept().map(|at| self.bytes[at]).collect(),
            from: kept().map(|at| self.from(at)).collect(),
        })
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
        if part.is_empty() {
            return 0..0;
        }
        self.from(part.start).0 as usize..self.from(part.end - 1).1 as usize
    }

    /// The text before and after a part of the text.
    pub fn around(&self, part: &Range<usize>) -> (&[u8], &[u8]) {
        let length = self.bytes.len();
        let (before, after) = if self.from.is_empty() {
            (part.start.min(length), part.end.min(length))
        } else {
            let before = self.from.partition_point(|(_, end)| *end as usize <= part.start);
            (before, self.from.partition_point(|(start, _)| (*start as usize) < part.end))
        };
        (&self.bytes[..before], &self.bytes[after.max(before)..])
    }

    /// A part of the text, with as much of the signs of a value as surrounds it.
    pub fn widened(&self, part: &Range<usize>, signs: &Signs) -> Range<usize> {
        let (left, right) = self.around(part);
        let before = signs.before.iter().map(|signs| in_common(left.iter().rev(), signs.iter().rev()));
        let after = signs.after.iter().map(|signs| in_common(right.iter(), signs.iter()));
        let end = self.bytes.len() - right.len();
        let whole = self.source(left.len() - before.max().unwrap_or_default()..end + after.max().unwrap_or_default());
        whole.start.min(part.start)..whole.end.max(part.end)
    }

    /// The base64 and hexadecimal digits in it, decoded: for each long run of such characters, at each possible offset of their
    /// groups.
    pub fn wrapped(&self) -> impl Iterator<Item = Decoded> + '_ {
        let unbroken = self.retained(|byte| !byte.is_ascii_whitespace());
        let base64 = runs(&unbroken.bytes, is_base64, SHORTEST_BASE64);
        let hex = runs(&unbroken.bytes, |byte| byte.is_ascii_hexdigit() || is_between_bytes(byte), SHORTEST_HEX);
        let base64 = base64
            .into_iter()
            .flat_map(|run| (0..4).map(move |skipped| (run.start + skipped..run.end, Digits::BASE64)));
        let first_digit = |run: &Range<usize>| {
            run.clone().find(|at| unbroken.bytes[*at].is_ascii_hexdigit()).unwrap_or(run.end.saturating_sub(1))
        };
        let hex: Vec<Range<usize>> = hex.into_iter().map(|run| first_digit(&run)..run.end).collect();
        let hex =
            hex.into_iter().flat_map(|run| (0..2).map(move |skipped| (run.start + skipped..run.end, Digits::HEX)));
        base64.chain(hex).flat_map(move |(run, digits)| unbroken.decoded(run, digits).into_layers())
    }

    /// Digits combined to bytes.
    fn decoded(&self, run: Range<usize>, Digits { bits, digit, is_skipped }: Digits) -> Decoded {
        let (mut decoded, mut pool, mut pooled) = (Decoded::default(), 0_u32, 0);
        let mut before = run.start;
        for at in run.filter(|at| !is_skipped(self.bytes[*at])) {
            pool = pool << bits | u32::from(digit(self.bytes[at]));
            pooled += bits;
            if pooled >= 8 {
                pooled -= 8;
                let [.., byte] = (pool >> pooled).to_be_bytes();
                pool &= (1 << pooled) - 1;
                // A byte begins in the digit before the one that completes it.
                decoded.push(byte, (self.from(before).0, self.from(at).1));
            }
            before = at;
        }
        decoded
    }
}

/// How many bytes of a text begin as some signs do, whatever white space is between them.
fn in_common<'a>(text: impl Iterator<Item = &'a u8>, signs: impl Iterator<Item = &'a u8>) -> usize {
    let mut signs = signs.filter(|byte| !is_blank(**byte));
    let mut text = text.zip(1..).filter(|(byte, _)| !is_blank(**byte));
    let mut length = 0;
    while let (Some((byte, end)), Some(sign)) = (text.next(), signs.next()) {
        if byte != sign {
            break;
        }
        length = end;
    }
    length
}

/// White space, however it is written, and the sign that precedes an escaped character.
fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'\\' | b'+')
}

/// The digits that encode bytes.
#[derive(Clone, Copy)]
struct Digits {
    /// The bits of each.
    bits: usize,
    digit: fn(u8) -> u8,
    /// Signs between digits.
    is_skipped: fn(u8) -> bool,
}

impl Digits {
    const BASE64: Digits = Digits { bits: 6, digit: base64_digit, is_skipped: |_| false };
    const HEX: Digits = Digits { bits: 4, digit: hex_digit, is_skipped: is_between_bytes };
}

/// A value in the form of [`Decoded::folded`]; in Latin-1, too, if it is different there.
pub fn folded(value: &str) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> =
        latin(value).map(|latin| Decoded::of_bytes(&latin).folded().bytes).into_iter().collect();
    // If it seems to have escapes of its own, they are decoded together with those around it.
    let written = super::encoding::written(value);
    let forms = written.iter().map(String::as_str).chain([value]);
    let layers = forms.filter_map(|form| Decoded::of_bytes(form.as_bytes()).into_layers().pop());
    all.extend(layers.chain([Decoded::of_bytes(value.as_bytes())]).map(|layer| layer.folded().bytes));
    all.retain(|bytes| !bytes.is_empty());
    all.sort();
    all.dedup();
    all
}

/// The letters and digits of a value, and the signs that it begins and ends with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lettered {
    /// As they are looked for in what [`Decoded::letters`] gives.
    pub letters: Vec<u8>,
    /// What belongs to the value before and after them.
    pub signs: Signs,
}

/// What a value begins and ends with that is not a letter or a digit, in each way in which a program may have written it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    before: Vec<Vec<u8>>,
    after: Vec<Vec<u8>>,
}

impl Signs {
    /// Those around what `is_letter` accepts.
    fn around(value: &str, is_letter: impl Fn(char) -> bool) -> Signs {
        let start = value.find(&is_letter).unwrap_or(0);
        let end = value.trim_end_matches(|c| !is_letter(c)).len();
        Signs { before: misread(&value[..start]), after: misread(&value[end..]) }
    }
}

/// A text as it is, and as programs write it that lose or misread what is not ASCII: in Latin-1, its bytes taken for
/// Latin-1 or Windows-1252, `?` or U+FFFD for each character.
fn misread(text: &str) -> Vec<Vec<u8>> {
    let mut all = vec![text.as_bytes().to_vec()];
    if !text.is_ascii() {
        let each = |lost: char| text.chars().map(|c| if c.is_ascii() { c } else { lost }).collect::<String>();
        let taken = [taken_for(text, char::from), taken_for(text, escapes::windows_1252)];
        all.extend(taken.into_iter().chain([each('?'), each('\u{fffd}')]).map(String::into_bytes));
        all.extend(latin(text));
    }
    all
}

fn taken_for(text: &str, charset: fn(u8) -> char) -> String {
    text.bytes().map(charset).collect()
}

/// The bytes of a text in Latin-1, if it has all of its characters.
fn latin(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

/// The letters and digits of a value; where it has more than ASCII, also as they are when another program took its bytes
/// for Latin-1 or Windows-1252, or dropped what is not ASCII.
pub fn letters(value: &str) -> Vec<Lettered> {
    let lettered = |form: &str, is_letter: fn(char) -> bool| {
        let signs = Signs::around(form, is_letter);
        Lettered { letters: Decoded::of_bytes(form.as_bytes()).letters().bytes, signs }
    };
    let plain = Decoded::of_bytes(value.as_bytes()).into_layers();
    let signs = Signs::around(value, char::is_alphanumeric);
    let of_layer = |layer: &Decoded| Lettered { letters: layer.letters().bytes, signs: signs.clone() };
    let mut all: Vec<Lettered> = plain.iter().map(of_layer).collect();
    if plain.len() > 1 {
        // Its own escapes are undone together with those that are around it.
        let layers = super::encoding::written(value).into_iter();
        let layers = layers.filter_map(|form| Decoded::of_bytes(form.as_bytes()).into_layers().pop());
        all.extend(layers.map(|layer| of_layer(&layer)));
    }
    if !value.is_ascii() {
        for charset in [char::from, escapes::windows_1252] {
            all.push(lettered(&taken_for(value, charset), char::is_alphanumeric));
        }
        let ascii: String = value.chars().filter(char::is_ascii).collect();
        let signs = Signs::around(value, |c| c.is_ascii_alphanumeric());
        all.push(Lettered { signs, ..lettered(&ascii, char::is_alphanumeric) });
    }
    all.retain(|form| !form.letters.is_empty());
    all.sort_by(|a, b| a.letters.cmp(&b.letters));
    all.dedup_by(|again, first| {
        let same = again.letters == first.letters;
        if same {
            first.signs.before.append(&mut again.signs.before);
            first.signs.after.append(&mut again.signs.after);
        }
        same
    });
    all
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

/// What dumps put between the hexadecimal digits of two bytes, apart from white space.
fn is_between_bytes(byte: u8) -> bool {
    matches!(byte, b':' | b'-' | b',')
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
            ("a=26b&plus;c", "a&bc"),
            ("a=\nb", "ab"),
            ("<b>a</b><wbr>b", "ab"),
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
            let dump: Vec<String> = whole.bytes().map(|byte| format!("{byte:02X}")).collect();
            let dumps = [":", "-", ", "].map(|sign| dump.join(sign));
            let texts = [STANDARD.encode(&whole), URL_SAFE_NO_PAD.encode(&whole), hex].into_iter().chain(dumps);
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
