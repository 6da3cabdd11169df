//! An upper bound of the entropy of values (RFC 6749 §10.10), judged over all values of one kind that a run has seen.
//!
//! Because it is an upper bound, a value below the required entropy certainly violates it, and one above it may still be a
//! hashed counter. What could happen by chance, once in a hundred million times ([`CHANCE`]), counts in favor of the values, so
//! that the same deployment is never judged in two ways.

use std::collections::{BTreeMap, BTreeSet};

use super::alphabet::{self, Alphabet};
use super::jwt::{Jwt, Strictness};

/// An event less probable than this did not happen by chance. A run makes some dozens of such comparisons.
pub const CHANCE: f64 = 1e-8;

/// How many different values of a kind it takes to judge their entropy: fewer only show their length.
pub const ENOUGH: usize = 16;

/// The maximum entropy of one character: of all printable ones.
const BITS_OF_A_CHARACTER: f64 = 6.57;

/// What the values of a kind show about a required entropy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EntropyAssessment {
    /// No evidence against it.
    Sound,
    /// They certainly have at most so many bits.
    Weak(f64),
    /// There are too few of them, and they are not too short either.
    TooFew,
}

/// Judges whether values of one kind have so many bits each: all of them together, from [`ENOUGH`] on. Fewer can only be too
/// short.
pub fn judge(values: &[&str], least: f64) -> EntropyAssessment {
    let estimate = of_all(values);
    if estimate.values >= ENOUGH {
        return if estimate.is_below(least) {
            EntropyAssessment::Weak(estimate.bits)
        } else {
            EntropyAssessment::Sound
        };
    }
    let longest = values.iter().map(|value| value.trim_end_matches('=').chars().count()).max().unwrap_or(0);
    let at_most = number(longest) * BITS_OF_A_CHARACTER;
    if estimate.values > 0 && at_most < least {
        EntropyAssessment::Weak(at_most.min(estimate.bits))
    } else {
        EntropyAssessment::TooFew
    }
}

/// What is known about the values of one kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The number of different values.
    pub values: usize,
    /// The maximum entropy of the weakest of their shapes, as far as the values show.
    pub bits: f64,
    /// The entropy that chance may have hidden: the fewer values, the more.
    pub hidden: f64,
}

impl Estimate {
    /// True if the values certainly have fewer bits.
    pub fn is_below(&self, least: f64) -> bool {
        // A sum of logarithms is not exact.
        self.bits + self.hidden < least - 1e-6
    }
}

/// An upper bound of the entropy of a single text in bits: its length and alphabet, without repetitions. For a JWT only the
/// signature counts, because the rest is readable.
pub fn bits(token: &str) -> f64 {
    of_all(&[token]).bits
}

/// The estimate for all values of one kind, in any order; duplicates count once. No value at all is not a secret.
pub fn of_all(values: &[&str]) -> Estimate {
    let distinct: BTreeSet<&str> = values.iter().copied().collect();
    let mut shapes: BTreeMap<Shape, Vec<Vec<u8>>> = BTreeMap::new();
    for value in &distinct {
        let (shape, text) = Shape::of(value);
        shapes.entry(shape).or_default().push(text);
    }
    let all = distinct.len();
    let estimates = shapes.iter().filter(|(_, group)| is_common(group.len(), all)).map(|(shape, group)| Estimate {
        values: all,
        bits: shape.bits(group),
        hidden: rarity(group.len(), all),
    });
    let weakest = estimates.min_by(|a, b| (a.bits + a.hidden).total_cmp(&(b.bits + b.hidden)));
    // If no two have the same shape, each is as hard to guess as the longest.
    weakest.unwrap_or_else(|| {
        let strongest = shapes.iter().map(|(shape, group)| shape.bits(group)).fold(0.0, f64::max);
        Estimate { values: all, bits: strongest, hidden: if all == 0 { 0.0 } else { rarity(1, all) } }
    })
}

/// A shape is judged if it is not an exception: some generators drop leading zeros, and a rare shape is as hard to guess as it
/// is rare.
fn is_common(members: usize, all: usize) -> bool {
    members * 8 >= all && (members > 1 || all == 1)
}

/// How much harder a value is to guess at most because not every value has its shape: the least share of the shape with which
/// so many of all could still have it.
fn rarity(members: usize, all: usize) -> f64 {
    (log2_choose(all, members) - CHANCE.log2()) / number(members)
}

/// What values of one form have in common: their length, and the delimiters between their parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    /// A JWT, with the length of its signature in bytes.
    Signed(usize),
    /// Text: its length, and the positions of its delimiters.
    Text(usize, Vec<(usize, u8)>),
}

impl Shape {
    fn of(value: &str) -> (Shape, Vec<u8>) {
        if let Ok(jwt) = Jwt::read(value, Strictness::Strict) {
            return (Shape::Signed(jwt.signature.len()), Vec::new());
        }
        let text = value.trim_end_matches('=').as_bytes().to_vec();
        let delimiters = text.iter().copied().enumerate().filter(|(_, byte)| is_delimiter(*byte)).collect();
        (Shape::Text(text.len(), delimiters), text)
    }

    fn bits(&self, group: &[Vec<u8>]) -> f64 {
        let (length, delimiters) = match self {
            Shape::Signed(bytes) => return number(*bytes) * 8.0,
            Shape::Text(length, delimiters) => (*length, delimiters),
        };
        if let [only] = group {
            return single(only);
        }
        let (mut bits, mut from) = (0.0, 0);
        for to in delimiters.iter().map(|(at, _)| *at).chain([length]) {
            let parts: Vec<&[u8]> = group.iter().map(|text| &text[from..to]).collect();
            bits += columns(&parts);
            from = to + 1;
        }
        bits
    }
}

/// A character between parts that is in no alphabet of random values.
fn is_delimiter(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric() && !b"-_+/=".contains(&byte)
}

/// One text: its length in the widest alphabet that it may use, without the characters that fill it against all chance.
fn single(text: &[u8]) -> f64 {
    alphabet::plausible(&[text], CHANCE).into_iter().map(|alphabet| filled(text, alphabet)).fold(0.0, f64::max)
}

fn filled(text: &[u8], alphabet: Alphabet) -> f64 {
    let counted: Vec<u8> = text.iter().copied().filter(|byte| alphabet.has(*byte)).collect();
    let mut times = [0_usize; 256];
    for byte in &counted {
        times[usize::from(*byte)] += 1;
    }
    let most = times.into_iter().max().unwrap_or(0);
    let length = counted.len();
    // The chance that any character of the alphabet occurs so often.
    let chance = alphabet.bits() + log2_choose(length, most) - number(most) * alphabet.bits();
    if most > 1 && chance < CHANCE.log2() {
        return number(length - most) * alphabet.bits() + log2_choose(length, most);
    }
    number(length) * alphabet.bits()
}

/// Two texts or more of one length: what varies in each column, and no more.
fn columns(texts: &[&[u8]]) -> f64 {
    let shown: Vec<usize> = (0..texts[0].len()).map(|at| different(texts.iter().map(|text| text[at]))).collect();
    // A constant column shows nothing about the alphabet: for example a prefix.
    let varying: Vec<Vec<u8>> = texts
        .iter()
        .map(|text| text.iter().zip(&shown).filter(|(_, shown)| **shown > 1).map(|(byte, _)| *byte).collect())
        .collect();
    let varying: Vec<&[u8]> = varying.iter().map(Vec::as_slice).collect();
    let constant: Vec<u8> =
        texts[0].iter().zip(&shown).filter(|(_, shown)| **shown == 1).map(|(byte, _)| *byte).collect();
    let held = |alphabet: Alphabet| {
        let possible = constant.iter().filter(|byte| alphabet.has(**byte)).count();
        let by_chance = number(possible.min(alike_by_chance(shown.len(), texts.len(), alphabet)));
        let mut of_columns = BTreeMap::new();
        let varies = shown.iter().filter(|shown| **shown > 1);
        let varies = varies
            .map(|&shown| *of_columns.entry(shown).or_insert_with(|| symbols(shown, texts.len(), alphabet).log2()));
        varies.sum::<f64>() + by_chance * alphabet.bits()
    };
    alphabet::plausible(&varying, CHANCE).into_iter().map(held).fold(0.0, f64::max)
}

/// The number of different bytes.
fn different(bytes: impl Iterator<Item = u8>) -> usize {
    let mut seen = [0_u64; 4];
    for byte in bytes {
        seen[usize::from(byte / 64)] |= 1 << (byte % 64);
    }
    seen.iter().map(|part| part.count_ones() as usize).sum()
}

/// In how many columns so many values may be equal by chance.
fn alike_by_chance(columns: usize, values: usize, alphabet: Alphabet) -> usize {
    let chance = |alike: usize| log2_choose(columns, alike) - number(alike * (values - 1)) * alphabet.bits();
    (0..=columns).rev().find(|alike| chance(*alike) >= CHANCE.log2()).unwrap_or(0)
}

/// The number of symbols that a column may use, if so many values have shown so few.
fn symbols(shown: usize, values: usize, alphabet: Alphabet) -> f64 {
    let chance = |of: usize| log2_choose(of, shown) + number(values) * (number(shown).log2() - number(of).log2());
    let size = alphabet.size().max(shown);
    number((shown..=size).rev().find(|of| chance(*of) >= CHANCE.log2()).unwrap_or(shown))
}

/// The logarithm of a binomial coefficient.
fn log2_choose(of: usize, chosen: usize) -> f64 {
    (0..chosen.min(of)).map(|at| number(of - at).log2() - number(at + 1).log2()).sum()
}

fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    const LEAST: f64 = 128.0;

    /// How a value is generated.
    type Draw = fn(&mut Random) -> String;

    const HEX: &[u8] = b"0123456789abcdef";
    const BASE32: &[u8] = b"abcdefghijklmnopqrstuvwxyz234567";
    const BASE62: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    const BASE64URL: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    fn drawn(random: &mut Random, length: usize, alphabet: &[u8]) -> String {
        // Values that would bias the choice are discarded.
        let even = 256 / alphabet.len() * alphabet.len();
        let mut text = Vec::with_capacity(length + 32);
        while text.len() < length {
            let bytes = random.bytes().map(usize::from);
            text.extend(bytes.into_iter().filter(|byte| *byte < even).map(|byte| alphabet[byte % alphabet.len()]));
        }
        text.truncate(length);
        String::from_utf8(text).expect("every alphabet is ASCII")
    }

    fn dashed(hex: &str) -> String {
        [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
    }

    fn values(seed: u64, count: usize, draw: Draw) -> Vec<String> {
        let mut random = Random::for_case(seed, "entropy");
        (0..count).map(|_| draw(&mut random)).collect()
    }

    fn estimate(values: &[String]) -> Estimate {
        of_all(&values.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// The first four are those that deployments use most.
    const SOUND: [(&str, Draw); 8] = [
        ("32 of hex", |random| drawn(random, 32, HEX)),
        ("32 of hex, as a UUID is written", |random| dashed(&drawn(random, 32, HEX))),
        ("26 of base32", |random| drawn(random, 26, BASE32)),
        ("22 of base62", |random| drawn(random, 22, BASE62)),
        ("22 of base64url", |random| drawn(random, 22, BASE64URL)),
        ("a prefix and 32 of hex", |random| format!("tok_{}", drawn(random, 32, HEX))),
        ("three parts", |random| format!("v1.{}.{}", drawn(random, 26, BASE32), drawn(random, 22, BASE62))),
        // As `new BigInteger(130, random).toString(32)` in Java.
        ("26 of base32 less leading zeros", |random| {
            drawn(random, 26, b"0123456789abcdefghijklmnopqrstuv").trim_start_matches('0').to_owned()
        }),
    ];

    const WEAK: [(&str, Draw); 4] = [
        ("version 4 of UUIDs", |random| {
            let mut hex = drawn(random, 32, HEX);
            let variant = drawn(random, 1, b"89ab");
            hex.replace_range(12..13, "4");
            hex.replace_range(16..17, &variant);
            dashed(&hex)
        }),
        ("25 of base32", |random| drawn(random, 25, BASE32)),
        ("31 of hex", |random| drawn(random, 31, HEX)),
        ("the same prefix and 20 of base64url", |random| format!("AQICAHhkdlsGh{}", drawn(random, 20, BASE64URL))),
    ];

    /// Thousands of runs of each, over few values and over many.
    #[test]
    fn values_drawn_well_are_never_found_weak() {
        for (at, (name, draw)) in SOUND.into_iter().enumerate() {
            for seed in 0..if at < 4 { 2_000 } else { 500 } {
                let few = [1, 2, 3, 5, 9][usize::try_from(seed % 5).expect("small")];
                let count = if seed % 16 == 0 { 24 } else { few };
                let seen = values(seed, count, draw);
                let found = estimate(&seen);
                assert!(!found.is_below(LEAST), "{name}, seed {seed}: {found:?} of {seen:?}");
            }
        }
    }

    #[test]
    fn weak_values_are_always_found_once_there_are_enough() {
        for (name, draw) in WEAK {
            for seed in 0..1_000 {
                let seen = values(seed, ENOUGH, draw);
                let found = estimate(&seen);
                assert!(found.is_below(LEAST), "{name}, seed {seed}: {found:?}");
            }
        }
    }

    #[test]
    fn two_hundred_codes_of_a_sound_provider_are_sound() {
        let seen = values(1, 200, |random| drawn(random, 26, BASE32));
        assert!(!estimate(&seen).is_below(LEAST), "{:?}", estimate(&seen));
    }

    #[test]
    fn a_common_part_is_not_secret_and_chance_is_allowed_for() {
        let shared = "dBjftJeZ4CVP-mB92K27uhbU.E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJ";
        let (one, other) = ("9f1c2ab7-5d3e-9a41-c7f0-8e2b6d94a3c0", "17e80d4c-b2f6-8135-60ad-f59c3e7b1240");
        let uuid_like = other.replace("8135", "4a41").replace("60ad", "97f0");
        for (values, is_below) in [
            (vec![one.to_owned(), other.to_owned()], false),
            (vec![format!("{one}.{shared}"), format!("{other}.{shared}")], false),
            (vec![format!("{one}.{shared}"), format!("{uuid_like}.{shared}")], false),
            (vec![format!("0{shared}1"), format!("0{shared}2")], true),
            (vec!["0a5c4e09b3f826000000000000000001".to_owned(), "0a5c4e09b3f826000000000000000002".to_owned()], true),
            (vec!["1-0a5c4e09b3f8260000000000000000".to_owned(), "2-0a5c4e09b3f8260000000000000000".to_owned()], true),
            (vec!["0".repeat(63) + "1"], true),
            (vec!["deadbeefdeadbeef".to_owned()], true),
            (vec!["0a5c4e09b3f826d4e1f7000000000001".to_owned()], false),
        ] {
            assert_eq!(estimate(&values).is_below(LEAST), is_below, "{values:?}: {:?}", estimate(&values));
        }
    }

    #[test]
    fn length_and_alphabet_bound_the_entropy_of_one_value() {
        let rounded = |text: &str| bits(text).round();
        for (text, most) in [
            ("", 0.0),
            ("12345678", 48.0),
            ("0123456789012345678901234567890123456789", 133.0),
            ("deadbeefdeadbeefcafe0123deadbeef", 128.0),
            ("550e8400-e29b-41d4-a716-446655440000", 128.0),
            ("dBjftJeZ4CVP-mB92K27uh", 132.0),
            ("====", 0.0),
        ] {
            assert!((rounded(text) - most).abs() < 0.5, "{text}: {}", bits(text));
        }
    }

    #[test]
    fn of_a_jwt_the_signature_counts() {
        assert!(bits("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSIsInBhZCI6InBhZHBhZHBhZHBhZHBhZCJ9.") < 1.0);
        assert!(bits("eyJhbGciOiJIUzI1NiJ9.e30.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") > 255.0);
    }

    #[test]
    fn a_weak_kind_among_strong_ones_is_found() {
        let mut seen = values(3, 24, |random| drawn(random, 43, BASE64URL));
        seen.extend(values(4, 8, |random| drawn(random, 8, HEX)));
        assert!(estimate(&seen).is_below(LEAST), "{:?}", estimate(&seen));
    }

    fn uuid(hex: &str, version: &str, variant: &str) -> String {
        let mut hex = hex.to_owned();
        hex.replace_range(12..13, version);
        hex.replace_range(16..17, variant);
        dashed(&hex)
    }

    /// How values are generated in the field, and their entropy in bits.
    const DRAWN: [(f64, Draw); 5] = [
        (128.0, |random| drawn(random, 32, HEX)),
        (130.0, |random| drawn(random, 26, BASE32)),
        (132.0, |random| drawn(random, 22, BASE64URL)),
        // RFC 9562 §5.4: six bits of a version 4 are fixed.
        (122.0, |random| uuid(&drawn(random, 32, HEX), "4", &drawn(random, 1, b"89ab"))),
        (129.0, |random| drawn(random, 39, b"0123456789")),
    ];

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]

        /// V33: values with sufficient entropy are never reported as weak, however many of them were seen, and whichever these
        /// are.
        #[test]
        fn sound_values_are_never_weak(seed: u64, count in ENOUGH..48, at in 0..DRAWN.len()) {
            let (bits, draw) = DRAWN[at];
            let seen = values(seed, count, draw);
            let seen: Vec<&str> = seen.iter().map(String::as_str).collect();
            proptest::prop_assert_eq!(judge(&seen, bits), EntropyAssessment::Sound);
        }

        /// V20: counters, clocks and short values are weak, whatever their encoding.
        #[test]
        fn weak_values_are_always_weak(seed: u64, start in 0_u64..1 << 50, step in 1_u64..1_000, count in ENOUGH..48) {
            let many = |value: &dyn Fn(u64) -> String| -> Vec<String> {
                (0..count).map(|n| value(start + step * u64::try_from(n).expect("small"))).collect()
            };
            let mut random = Random::for_case(seed, "weak");
            let hex = drawn(&mut random, 32, HEX);
            let short: Vec<String> = (0..count).map(|_| drawn(&mut random, 16, HEX)).collect();
            let ordered: Vec<String> = (0..count)
                .map(|n| uuid(&format!("{:012x}{}", start + u64::try_from(n).expect("small"), drawn(&mut random, 20, HEX)), "7", "8"))
                .collect();
            for seen in [
                many(&|n| format!("{n:032}")),
                many(&|n| format!("{n:064x}")),
                many(&|n| format!("{}{n:016x}", &hex[..16])),
                many(&|n| format!("{hex}{n:020}")),
                many(&|n| (1_700_000_000_000_000 + n).to_string()),
                short,
                ordered,
            ] {
                let seen: Vec<&str> = seen.iter().map(String::as_str).collect();
                proptest::prop_assert!(matches!(judge(&seen, LEAST), EntropyAssessment::Weak(_)), "{:?}", seen);
            }
        }

        #[test]
        fn few_values_say_nothing_unless_they_are_short(seed: u64, count in 1..ENOUGH) {
            let seen = values(seed, count, |random| drawn(random, 32, HEX));
            proptest::prop_assert_eq!(judge(&seen.iter().map(String::as_str).collect::<Vec<_>>(), LEAST), EntropyAssessment::TooFew);
            let short = values(seed, count, |random| drawn(random, 16, HEX));
            let short = judge(&short.iter().map(String::as_str).collect::<Vec<_>>(), LEAST);
            proptest::prop_assert!(matches!(short, EntropyAssessment::Weak(_)));
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in ".{0,60}", other in ".{0,60}", third in "[a-z.]{0,6}", fourth in "[a-z.]{0,6}") {
            proptest::prop_assert!(bits(&text) >= 0.0);
            proptest::prop_assert!(of_all(&[&text, &other, &third, &fourth]).bits >= 0.0);
        }
    }
}
