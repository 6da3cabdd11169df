//! The search for words that show what a page, a form or a button is about.

use std::collections::BTreeMap;
use std::sync::OnceLock;

pub(super) use super::vocabulary::Meaning;
use super::vocabulary::VOCABULARY;
use crate::model::needles::Needles;

/// The words found in a text: at most one for each meaning, the first.
#[derive(Clone, Debug, Default)]
pub(super) struct FoundWords(Vec<(Meaning, &'static str)>);

impl FoundWords {
    /// The word with this meaning.
    pub(super) fn word(&self, meaning: Meaning) -> Option<&'static str> {
        self.0.iter().find(|(found, _)| *found == meaning).map(|(_, word)| *word)
    }

    /// Whether there is such a word.
    pub(super) fn has(&self, meaning: Meaning) -> bool {
        self.word(meaning).is_some()
    }
}

/// The beginning of a text shows what it is about: this many characters are searched.
const LOOKED_AT: usize = 4000;

/// Searches the words of a text, in one pass.
pub(super) fn read(text: &str) -> FoundWords {
    let index = index();
    let text = text.char_indices().nth(LOOKED_AT).map_or(text, |(end, _)| &text[..end]);
    let folded = fold(text);
    // The first word of each meaning, by its position, and its index.
    let mut first: BTreeMap<Meaning, (usize, usize)> = BTreeMap::new();
    for found in index.needles.overlapping(folded.as_bytes()) {
        let (meaning, word) = index.words[found.text];
        if begins_a_word(&folded, found.start) && (!word.ends_with('|') || ends_a_word(&folded, found.end)) {
            let here = (found.start, found.text);
            first.entry(meaning).and_modify(|known| *known = here.min(*known)).or_insert(here);
        }
    }
    FoundWords(
        first.into_iter().map(|(meaning, (_, word))| (meaning, index.words[word].1.trim_end_matches('|'))).collect(),
    )
}

/// Words at the beginning of a long text say what a page is about.
pub(super) fn start(text: &str) -> &str {
    const CHARACTERS: usize = 1500;
    text.char_indices().nth(CHARACTERS).map_or(text, |(end, _)| &text[..end])
}

fn begins_a_word(text: &str, at: usize) -> bool {
    let Some(first) = text[at..].chars().next() else { return false };
    let before = text[..at].chars().next_back();
    first.is_alphanumeric() && (is_unspaced(first) || !before.is_some_and(char::is_alphanumeric))
}

fn ends_a_word(text: &str, at: usize) -> bool {
    !text[at..].chars().next().is_some_and(char::is_alphanumeric)
}

/// Every word, and the automaton that finds all of them at once.
struct WordIndex {
    words: Vec<(Meaning, &'static str)>,
    needles: Needles,
}

fn index() -> &'static WordIndex {
    static INDEX: OnceLock<WordIndex> = OnceLock::new();
    INDEX.get_or_init(|| {
        let words: Vec<_> = vocabulary().collect();
        let texts = words.iter().map(|(_, word)| word.trim_end_matches('|').to_owned());
        let needles = Needles::new(texts.collect());
        WordIndex { words, needles }
    })
}

/// Every word with its meaning: the language code at the beginning of a line is ignored by the search.
fn vocabulary() -> impl Iterator<Item = (Meaning, &'static str)> {
    VOCABULARY.iter().flat_map(|(meaning, text)| {
        let words = text.lines().filter_map(|line| line.trim().split_once(' ')).flat_map(|(_, words)| words.split(','));
        words.map(str::trim).filter(|word| !word.is_empty()).map(|word| (*meaning, word))
    })
}

/// Kana and han: no spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

/// Lower case, without accents, separators of identifiers (`_`, `sign-in`) kept, `’` as `'`.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            folded.push(c.to_ascii_lowercase());
            continue;
        }
        for c in c.to_lowercase() {
            match c {
                'à'..='å' | 'ą' | 'ā' => folded.push('a'),
                'ç' | 'ć' | 'č' => folded.push('c'),
                'è'..='ë' | 'ę' | 'ē' => folded.push('e'),
                'ì'..='ï' | 'ī' => folded.push('i'),
                'ñ' | 'ń' => folded.push('n'),
                'ò'..='ö' | 'ø' | 'ő' | 'ō' => folded.push('o'),
                'ù'..='ü' | 'ű' | 'ū' => folded.push('u'),
                'ý' | 'ÿ' => folded.push('y'),
                'ł' => folded.push('l'),
                'ś' | 'š' => folded.push('s'),
                'ź' | 'ż' | 'ž' => folded.push('z'),
                'ß' => folded.push_str("ss"),
                'æ' => folded.push_str("ae"),
                'œ' => folded.push_str("oe"),
                '’' | '‘' => folded.push('\''),
                '\u{300}'..='\u{36f}' => {}
                other => folded.push(other),
            }
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_written_as_it_is_looked_for() {
        for (meaning, word) in vocabulary() {
            assert_eq!(fold(word), word, "{meaning:?}");
            assert!(read(word.trim_end_matches('|')).has(meaning), "{meaning:?} {word}");
        }
    }

    #[test]
    fn every_meaning_has_words_in_every_language() {
        let languages = ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "ja", "zh"];
        for (meaning, text) in VOCABULARY {
            let marks: Vec<&str> = text.lines().filter_map(|line| line.split_whitespace().next()).collect();
            for language in languages {
                assert!(marks.contains(&language), "{meaning:?} {language}");
            }
            assert!(marks.iter().all(|mark| languages.contains(mark)), "{meaning:?} {marks:?}");
        }
    }

    #[test]
    fn words_are_found_at_their_start_only() {
        assert!(!read("Your decision is known").has(Meaning::Deny));
        assert!(read("No, thanks").has(Meaning::Deny));
        assert!(!read("notify me").has(Meaning::Deny));
        assert!(!read("disallowed").has(Meaning::Allow));
        assert!(!read("Research").has(Meaning::Search));
        assert!(!read("Authorize Signing App?").has(Meaning::LogIn));
        assert!(read("signin_form").has(Meaning::LogIn));
    }

    #[test]
    fn case_accents_and_scripts() {
        assert_eq!(read("BESTÄTIGEN").word(Meaning::Allow), Some("bestatig"));
        assert!(read("Zezwól na dostęp").has(Meaning::Allow));
        assert!(read("アクセスを許可しない").has(Meaning::Deny));
        assert!(read("请点击登录按钮").has(Meaning::LogIn));
        assert!(read("Don’t allow").has(Meaning::Deny));
    }
}
