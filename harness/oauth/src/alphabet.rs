//! The alphabets of random values, and which of them some texts may use.

/// An alphabet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Alphabet {
    size: usize,
    has: fn(u8) -> bool,
    /// Groups of its characters are separated by `-`, `_` and the like, which are not part of it.
    grouped: bool,
}

const ALPHABETS: [Alphabet; 12] = [
    Alphabet { size: 10, has: |c| c.is_ascii_digit(), grouped: true },
    Alphabet { size: 16, has: |c| matches!(c, b'0'..=b'9' | b'a'..=b'f'), grouped: true },
    Alphabet { size: 16, has: |c| matches!(c, b'0'..=b'9' | b'A'..=b'F'), grouped: true },
    Alphabet { size: 26, has: |c| c.is_ascii_lowercase(), grouped: true },
    Alphabet { size: 26, has: |c| c.is_ascii_uppercase(), grouped: true },
    Alphabet { size: 32, has: |c| matches!(c, b'2'..=b'7' | b'a'..=b'z'), grouped: true },
    Alphabet { size: 32, has: |c| matches!(c, b'2'..=b'7' | b'A'..=b'Z'), grouped: true },
    Alphabet { size: 32, has: |c| matches!(c, b'0'..=b'9' | b'a'..=b'v'), grouped: true },
    Alphabet { size: 36, has: |c| c.is_ascii_digit() || c.is_ascii_lowercase(), grouped: true },
    Alphabet { size: 36, has: |c| c.is_ascii_digit() || c.is_ascii_uppercase(), grouped: true },
    Alphabet { size: 62, has: |c| c.is_ascii_alphanumeric(), grouped: true },
    Alphabet { size: 66, has: |c| c.is_ascii_alphanumeric() || b"-_+/".contains(&c), grouped: false },
];

/// Any other character. No generator uses all bytes, but nothing more specific is known.
const BYTES: Alphabet = Alphabet { size: 256, has: |_| true, grouped: false };

impl Alphabet {
    /// Its characters.
    pub(crate) fn size(self) -> usize {
        self.size
    }

    /// The bits of one character.
    pub(crate) fn bits(self) -> f64 {
        // Text has `-` and `_`, or `+` and `/`.
        let size = if self.size == 66 { 64 } else { self.size };
        u32::try_from(size).map_or(f64::MAX, f64::from).log2()
    }

    /// True for a character of it.
    pub(crate) fn has(self, byte: u8) -> bool {
        (self.has)(byte)
    }

    fn fits(self, texts: &[&[u8]]) -> bool {
        // Separators of groups are at the same position in all texts, and so in none of the columns that vary.
        let separates = |byte: u8| self.grouped && texts.len() == 1 && b"-_+/=".contains(&byte);
        texts.iter().all(|text| text.iter().all(|byte| self.has(*byte) || separates(*byte)))
    }
}

/// The alphabets that texts may use: those with all their characters, except those of which this many characters would show
/// more than a smaller one contains. `chance` is how improbable that has to be. Of several texts, only what is not the same in
/// all of them belongs here.
pub(crate) fn plausible(texts: &[&[u8]], chance: f64) -> Vec<Alphabet> {
    let fitting: Vec<Alphabet> = ALPHABETS.iter().copied().filter(|alphabet| alphabet.fits(texts)).collect();
    let is_refuted = |wide: &Alphabet| {
        fitting.iter().filter(|narrow| narrow.size < wide.size).any(|narrow| {
            let count = texts.iter().flat_map(|text| text.iter()).filter(|byte| narrow.has(**byte)).count();
            let count = u32::try_from(count).map_or(f64::MAX, f64::from);
            count * (narrow.bits() - wide.bits()) < chance.log2()
        })
    };
    if fitting.is_empty() {
        return vec![BYTES];
    }
    fitting.iter().copied().filter(|alphabet| !is_refuted(alphabet)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(text: &str) -> Vec<usize> {
        plausible(&[text.as_bytes()], 1e-8).into_iter().map(Alphabet::size).collect()
    }

    #[test]
    fn a_short_text_may_be_of_any_alphabet_and_a_long_one_of_its_own() {
        assert_eq!(sizes("12"), [10, 16, 16, 32, 36, 36, 62, 66]);
        assert_eq!(sizes("0123456789abcdef0123456789abcdef"), [16]);
        assert_eq!(sizes("550e8400-e29b-41d4-a716-446655440000"), [16]);
        assert_eq!(sizes("dBjftJeZ4CVP-mB92K27uhbU"), [62, 66]);
        assert_eq!(sizes(&"ünïcode".repeat(4)), [256]);
    }

    #[test]
    fn a_text_of_base32_without_a_digit_may_still_be_base32() {
        assert!(sizes("abcdefghijklmnopqrstuvwxyz").contains(&32));
    }
}
