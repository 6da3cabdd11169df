//! Search for many texts, or other bytes, in one pass.
//!
//! Each case has its own secrets and looks for them once. An Aho-Corasick automaton takes longer to build than such a search
//! takes; here building is one hash of each text's beginning, and a sort of those that begin alike: tokens of one provider may
//! have a long beginning in common, and there may be thousands of them.

use std::collections::HashMap;

/// Texts to be found in others.
#[derive(Debug)]
pub struct Needles {
    texts: Vec<Vec<u8>>,
    /// How many bytes of a text are hashed: four, or fewer where one is shorter.
    prefix: usize,
    /// A bit for each hash of a text's beginning: most positions are ruled out by it.
    filter: Vec<u64>,
    /// The texts that begin with these bytes, sorted.
    by_prefix: HashMap<u32, Vec<Entry>>,
}

/// One of the texts that begin alike.
#[derive(Clone, Copy, Debug)]
struct Entry {
    /// Its index among the texts.
    text: usize,
    /// The longest of them that it begins with, by its place among them.
    within: Option<usize>,
    /// How many of them it begins with.
    depth: usize,
    /// A shorter one that it begins with, several of them away: thousands may begin with each other, and a search
    /// skips most of them (a skew-binary jump pointer). Itself if it begins with none.
    jump: usize,
}

/// A match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Its index among the texts.
    pub text: usize,
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// Bits of a hash.
const BITS: u32 = 16;

impl Needles {
    /// Prepares the search for `texts`. An empty one is never found.
    pub fn new<T: Into<Vec<u8>>>(texts: Vec<T>) -> Needles {
        let texts: Vec<Vec<u8>> = texts.into_iter().map(Into::into).collect();
        let lengths = texts.iter().map(Vec::len).filter(|length| *length > 0);
        let prefix = lengths.min().unwrap_or(4).min(4);
        let mut filter = vec![0; 1 << (BITS - 6)];
        let mut by_prefix: HashMap<u32, Vec<Entry>> = HashMap::new();
        for (index, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let begins = number(&text[..prefix]);
            let (word, bit) = place(begins);
            filter[word] |= bit;
            by_prefix.entry(begins).or_default().push(Entry { text: index, within: None, depth: 0, jump: 0 });
        }
        for alike in by_prefix.values_mut() {
            alike.sort_by(|a, b| texts[a.text].cmp(&texts[b.text]));
            for at in 1..alike.len() {
                // Whatever it begins with, the text before it begins with, too, or is it.
                let (before, text) = (&texts[alike[at - 1].text], &texts[alike[at].text]);
                if let Some(within) = at_most(&texts, alike, at - 1, in_common(before, text)) {
                    let Entry { depth, jump, .. } = alike[within];
                    let further = alike[jump];
                    let is_even = depth - further.depth == further.depth - alike[further.jump].depth;
                    let jump = if is_even { further.jump } else { within };
                    alike[at] = Entry { within: Some(within), depth: depth + 1, jump, ..alike[at] };
                } else {
                    alike[at].jump = at;
                }
            }
        }
        Needles { texts, prefix, filter, by_prefix }
    }

    /// The matches from left to right without overlap: at each position the longest.
    pub fn leftmost_longest<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = Match> + 'a {
        let mut from = 0;
        std::iter::from_fn(move || {
            let found = self.starts(text, from).find_map(|start| self.at(text, start).next())?;
            from = found.end;
            Some(found)
        })
    }

    /// At each position the longest one of the selected texts, from left to right; they may overlap.
    pub fn longest_where<'a>(
        &'a self,
        text: &'a [u8],
        is_meant: impl Fn(&Match) -> bool + 'a,
    ) -> impl Iterator<Item = Match> + 'a {
        self.starts(text, 0).filter_map(move |start| self.at(text, start).find(&is_meant))
    }

    /// All matches, with overlaps, by position.
    pub fn overlapping<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = Match> + 'a {
        self.starts(text, 0).flat_map(move |start| self.at(text, start))
    }

    /// The positions from `from` on at which a text may begin.
    fn starts<'a>(&'a self, text: &'a [u8], from: usize) -> impl Iterator<Item = usize> + 'a {
        std::iter::successors(self.next_start(text, from), |start| self.next_start(text, start + 1))
    }

    /// The first of them. Not generic, so that it is optimized with this crate: nearly all time of a search is spent here.
    fn next_start(&self, text: &[u8], from: usize) -> Option<usize> {
        let last = self.prefix - 1;
        let rest = text.get(from..).filter(|rest| rest.len() > last)?;
        let mask = u32::MAX >> (32 - 8 * self.prefix);
        let mut begins = number(&rest[..last]);
        for (at, byte) in rest[last..].iter().enumerate() {
            begins = (begins << 8 | u32::from(*byte)) & mask;
            let (word, bit) = place(begins);
            if self.filter[word] & bit != 0 {
                return Some(from + at);
            }
        }
        None
    }

    /// The texts that match at a position, the longest first.
    fn at<'a>(&'a self, text: &[u8], start: usize) -> impl Iterator<Item = Match> + use<'a> {
        let rest = &text[start..];
        let alike = self.by_prefix.get(&number(&rest[..self.prefix])).map_or(&[][..], Vec::as_slice);
        // All matches at this position sort no later than the rest of the text, and each is a prefix of the next.
        let last = alike.partition_point(|entry| self.texts[entry.text].as_slice() <= rest).checked_sub(1);
        let longest =
            last.and_then(|last| at_most(&self.texts, alike, last, in_common(&self.texts[alike[last].text], rest)));
        let all = std::iter::successors(longest, move |place| alike[*place].within);
        all.map(move |place| alike[place].text).map(move |index| Match {
            text: index,
            start,
            end: start + self.texts[index].len(),
        })
    }
}

/// The longest text with at most so many bytes among one and those that it begins with, by their places.
fn at_most(texts: &[Vec<u8>], alike: &[Entry], mut place: usize, bytes: usize) -> Option<usize> {
    let is_longer = |place: usize| texts[alike[place].text].len() > bytes;
    while is_longer(place) {
        let Entry { within, jump, .. } = alike[place];
        place = if is_longer(jump) && jump != place { jump } else { within? };
    }
    Some(place)
}

/// How many bytes two texts begin with in common.
fn in_common(one: &[u8], other: &[u8]) -> usize {
    const BLOCK: usize = 32;
    let blocks = one.chunks(BLOCK).zip(other.chunks(BLOCK)).take_while(|(one, other)| one == other).count();
    let from = (blocks * BLOCK).min(one.len()).min(other.len());
    from + one[from..].iter().zip(&other[from..]).take_while(|(one, other)| one == other).count()
}

/// Up to four bytes as a number.
fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// The bit of the filter for the bytes that a text begins with.
fn place(begins: u32) -> (usize, u64) {
    let hash = begins.wrapping_mul(0x9E37_79B1) >> (32 - BITS);
    (hash as usize / 64, 1 << (hash % 64))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn needles(texts: &[&str]) -> Needles {
        Needles::new(texts.iter().map(|text| (*text).to_owned()).collect())
    }

    #[test]
    fn the_longest_at_the_leftmost_place_wins() {
        let needles = needles(&["secret", "secret-of-alice", "alice", ""]);
        let found: Vec<_> = needles.leftmost_longest(b"a secret-of-alice, a secret of alice").collect();
        let texts: Vec<usize> = found.iter().map(|found| found.text).collect();
        assert_eq!(texts, [1, 0, 2]);
        assert_eq!(needles.overlapping(b"secret-of-alice").count(), 3);
        assert_eq!(needles.overlapping(b"").count(), 0);
        assert_eq!(Needles::new(Vec::<String>::new()).leftmost_longest(b"anything").count(), 0);
    }

    #[test]
    fn thousands_that_begin_alike_are_found_as_fast_as_a_few() {
        let texts: Vec<String> =
            (0..20_000).map(|number| format!("{}{number:05}", "a-long-beginning-".repeat(20))).collect();
        let found = Needles::new(texts.clone());
        let hay = texts.iter().step_by(10).map(String::as_str).collect::<Vec<_>>().join(" ");
        // Each with each would be 40 million comparisons of 340 bytes: minutes.
        assert_eq!(found.overlapping(hay.as_bytes()).count(), 2_000);
    }

    #[test]
    fn thousands_that_begin_with_each_other_are_found_as_fast_as_a_few() {
        let found = Needles::new((4..4_000).map(|length| "a".repeat(length)).collect());
        let hay = "aaaaaab".repeat(500_000);
        // One after the other at each position would be six billion comparisons.
        assert_eq!(found.longest_where(hay.as_bytes(), |_| true).count(), 1_500_000);
        assert_eq!(found.overlapping("a".repeat(1_000).as_bytes()).count(), 997 * 998 / 2);
    }

    proptest! {
        /// The same result as a naive search.
        #[test]
        fn nothing_is_missed_and_nothing_invented(texts in prop::collection::vec("a{0,12}|[abä]{0,6}", 0..24), hay in "([abcä]|a{1,12}){0,30}") {
            let found = Needles::new(texts.clone());
            let mut seen: Vec<(usize, usize)> = found.overlapping(hay.as_bytes()).map(|found| (found.start, found.text)).collect();
            let mut expected: Vec<(usize, usize)> = Vec::new();
            for (index, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                expected.extend((0..hay.len()).filter(|at| hay.as_bytes()[*at..].starts_with(text.as_bytes())).map(|at| (at, index)));
            }
            seen.sort_unstable();
            expected.sort_unstable();
            prop_assert_eq!(&seen, &expected);
            let mut end = 0;
            for found in found.leftmost_longest(hay.as_bytes()) {
                let next = expected.iter().map(|(start, _)| *start).find(|start| *start >= end);
                prop_assert_eq!(next, Some(found.start));
                let longest = expected.iter().filter(|(start, _)| *start == found.start).map(|(_, text)| texts[*text].len()).max();
                prop_assert_eq!(longest, Some(found.end - found.start));
                prop_assert!(hay.is_char_boundary(found.start) && hay.is_char_boundary(found.end));
                end = found.end;
            }
        }
    }
}
