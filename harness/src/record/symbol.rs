//! Symbols: the stable names of values that change from run to run, and of secrets.
//!
//! A value gets its name where it is first seen: what is first sent as `state` is `<state:1>` wherever it comes back, in
//! whatever encoding. Secrets of the target file have their names from the start. What was never seen before, but is called a
//! secret or looks like one, is masked where it is shown.

use std::collections::BTreeMap;
use std::ops::Range;

use super::labelled::without_labelled;
use super::naming::{Name, Naming, Nature};
use super::shapes::without_drawn;
use super::visible::visible;
use crate::model::decoded::{Decoded, folded};
use crate::model::deployment::Deployment;
use crate::model::encoding::SHORTEST;
use crate::model::exchange::Exchange;
use crate::model::needles::{Found, Needles};
use crate::model::page::Page;
use crate::model::redacted::Redactor;

/// Replaces values by their names.
#[derive(Debug)]
pub struct Symbols {
    needles: Needles,
    /// What each needle is a form of.
    known: Vec<Known>,
}

/// A text to be replaced.
#[derive(Clone, Debug)]
struct Known {
    name: String,
    reach: Reach,
}

/// Where a value is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// A secret, or what varies: wherever it stands, also inside base64 and hexadecimal digits.
    Everywhere,
    /// Short: where it stands by itself, or it would be found inside of words.
    Alone,
    /// A word of the language: where it is a whole value, or it would be found in sentences that have nothing to do with it.
    AsValue,
    /// No secret: where it can be read.
    Readable,
}

/// What a case leaves behind, in which values are found and named.
pub struct Seen<'a> {
    /// What the target file says.
    pub deployment: &'a Deployment,
    /// Everything that was exchanged.
    pub log: &'a [Exchange],
    /// The pages among the responses, by the index of their exchange.
    pub pages: &'a BTreeMap<usize, Page>,
    /// The one-time codes that were typed, by user: too short to be told from other numbers otherwise.
    pub codes: &'a [(String, String)],
    /// What steps came to: the journal of a reference is not among the exchanges.
    pub results: &'a [serde_json::Value],
}

impl Symbols {
    /// The symbols of one case.
    pub fn of(seen: &Seen<'_>) -> Symbols {
        let mut naming = Naming::default();
        naming.known(seen.deployment);
        for (user, code) in seen.codes {
            naming.secret(code, format!("<one-time-code:{user}>"));
        }
        for (index, exchange) in seen.log.iter().enumerate() {
            naming.request(&exchange.request);
            if let Some(response) = exchange.response() {
                naming.response(response, &exchange.request.url);
            }
            if let Some(page) = seen.pages.get(&index) {
                naming.page(page);
            }
        }
        seen.results.iter().for_each(|value| naming.json(value));
        Symbols::named(&naming.by_value)
    }

    /// Each value by its name, in whatever encoding it stands.
    pub(super) fn named(by_value: &BTreeMap<String, Name>) -> Symbols {
        let mut forms: BTreeMap<Vec<u8>, Known> = BTreeMap::new();
        for (value, Name { name, nature }) in by_value {
            let known = Known { name: name.clone(), reach: reach(value, *nature) };
            for form in folded(value) {
                forms.entry(form).or_insert_with(|| known.clone());
            }
        }
        let (forms, known): (Vec<Vec<u8>>, Vec<Known>) = forms.into_iter().unzip();
        Symbols { needles: Needles::new(forms), known }
    }

    /// The parts of a text that are replaced, in order, and by what: of two that overlap, the first takes the other in.
    fn parts(&self, text: &str) -> Vec<(Range<usize>, &str)> {
        let mut found = Vec::new();
        for layer in Decoded::layers(text) {
            self.find(&layer, false, &mut found);
            for inside in layer.wrapped() {
                self.find(&inside, true, &mut found);
            }
        }
        found.sort_by_key(|(part, _)| (part.start, std::cmp::Reverse(part.end)));
        let mut parts: Vec<(Range<usize>, &str)> = Vec::new();
        for (part, name) in found {
            let part = whole_characters(text, part);
            match parts.last_mut().filter(|(last, _)| part.start < last.end) {
                Some((last, _)) => last.end = last.end.max(part.end),
                None => parts.push((part, name)),
            }
        }
        parts
    }

    fn find<'a>(&'a self, decoded: &Decoded, is_wrapped: bool, found: &mut Vec<(Range<usize>, &'a str)>) {
        let folded = decoded.folded();
        let is_meant = |seen: &Found| {
            let part = folded.source(seen.start..seen.end);
            match self.known[seen.text].reach {
                Reach::Everywhere => true,
                Reach::Readable => !is_wrapped,
                Reach::Alone => stands_alone(decoded.around(&part)),
                Reach::AsValue => is_a_value(decoded.around(&part)),
            }
        };
        for seen in self.needles.longest_where(folded.bytes(), is_meant) {
            found.push((folded.source(seen.start..seen.end), self.known[seen.text].name.as_str()));
        }
    }
}

/// Nothing is known: only what looks like a secret is masked.
impl Default for Symbols {
    fn default() -> Symbols {
        Symbols::named(&BTreeMap::new())
    }
}

impl Redactor for Symbols {
    /// The text with every known value replaced by its name, and without what looks like a secret.
    fn redact(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut end = 0;
        for (part, name) in self.parts(text) {
            shown.push_str(&unknown(&text[end..part.start]));
            shown.push_str(name);
            end = part.end;
        }
        shown.push_str(&unknown(&text[end..]));
        visible(&shown).into_owned()
    }
}

/// Longer values are no words.
const LONGEST_WORD: usize = 12;

fn reach(value: &str, nature: Nature) -> Reach {
    let is_word = value.len() < LONGEST_WORD && value.bytes().all(|byte| byte.is_ascii_alphabetic());
    match nature {
        Nature::Public => Reach::Readable,
        Nature::Chosen if is_word => Reach::AsValue,
        Nature::Chosen if value.len() < SHORTEST => Reach::Alone,
        Nature::Chosen | Nature::Drawn => Reach::Everywhere,
    }
}

fn whole_characters(text: &str, mut part: Range<usize>) -> Range<usize> {
    while !text.is_char_boundary(part.start) {
        part.start -= 1;
    }
    while !text.is_char_boundary(part.end) {
        part.end += 1;
    }
    part
}

/// What no name is known for, without what looks like a secret.
fn unknown(text: &str) -> String {
    without_drawn(&without_labelled(text))
}

/// No letter and no digit is next to it.
fn stands_alone((before, after): (&[u8], &[u8])) -> bool {
    let joined =
        |neighbour: Option<&u8>| neighbour.is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
    !joined(before.last()) && !joined(after.first())
}

/// It stands where values stand: between quotes or other signs, or behind the sign that gives something a value.
fn is_a_value((before, after): (&[u8], &[u8])) -> bool {
    let is_sign = |byte: u8| byte == b'\n' || byte.is_ascii_punctuation() && !matches!(byte, b'-' | b'_' | b'/');
    let spaces = before.iter().rev().take_while(|byte| **byte == b' ').count();
    let given = matches!(before[..before.len() - spaces].last(), Some(b':' | b'='));
    let opened = before.last().is_none_or(|byte| is_sign(*byte));
    // What gets a value is no value.
    let closed = after.first().is_none_or(|byte| is_sign(*byte) && *byte != b'=');
    (opened || given) && (closed || before.ends_with(b"="))
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
    use proptest::prelude::*;
    use url::Url;

    use super::*;
    use crate::model::exchange::Response;

    fn symbols(values: &[(&str, &str)]) -> Symbols {
        let mut naming = Naming::default();
        for (name, value) in values {
            naming.vary(name, value);
        }
        Symbols::named(&naming.by_value)
    }

    fn secrets(values: &[(&str, &str)]) -> Symbols {
        let mut naming = Naming::default();
        for (name, value) in values {
            naming.secret(value, format!("<{name}>"));
        }
        Symbols::named(&naming.by_value)
    }

    #[test]
    fn a_value_is_found_in_every_encoding() {
        let symbols = symbols(&[("state", "a/b?c=d&e f\"g'<h>")]);
        for text in [
            "a/b?c=d&e f\"g'<h>",
            "a%2Fb%3Fc%3Dd%26e+f%22g%27%3Ch%3E",
            "a%2Fb%3Fc%3Dd%26e%20f%22g%27%3Ch%3E",
            "a%252Fb%253Fc%253Dd%2526e%2520f%2522g%2527%253Ch%253E",
            "a/b?c=d&amp;e f&quot;g&#x27;&lt;h&gt;",
            "a/b?c=d&e f\\\"g'<h>",
            "a\\/b?c=d\\u0026e f\\\"g'\\u003ch>",
            "a/b?c=d&e\n    f\"g'<h>",
        ] {
            assert_eq!(symbols.redact(text), "<state:1>", "{text}");
        }
    }

    #[test]
    fn a_secret_inside_basic_credentials_is_found() {
        let symbols = secrets(&[("secret:web", "C4n@ry&se=cr%et+\"<k>'é\\ /?#;")]);
        let encoded: String = form_urlencoded::byte_serialize("C4n@ry&se=cr%et+\"<k>'é\\ /?#;".as_bytes()).collect();
        for before in ["", "w", "we", "web"] {
            let shown = symbols.redact(&format!("Basic {}", STANDARD_NO_PAD.encode(format!("{before}:{encoded}"))));
            assert!(shown.contains("<secret:web>") && shown.len() < 40, "{shown}");
        }
    }

    #[test]
    fn the_longest_value_wins_and_the_second_of_a_name_has_the_number_two() {
        let symbols = symbols(&[("code", "abcdefgh"), ("code", "abcdefghijkl"), ("code", "abcdefgh")]);
        assert_eq!(symbols.redact("abcdefghijkl abcdefgh"), "<code:2> <code:1>");
    }

    #[test]
    fn a_secret_that_is_a_word_is_replaced_only_where_it_is_a_value() {
        let symbols = secrets(&[("secret:web", "wrong"), ("password:alice", "status"), ("pin", "4711")]);
        for (text, shown) in [
            ("Too many wrong secrets: nosniff, statuses", "Too many wrong secrets: nosniff, statuses"),
            ("client_secret=wrong&status=status", "client_secret=<secret:web>&status=<password:alice>"),
            ("{\"a\": \"wrong\"}, web:wrong", "{\"a\": \"<secret:web>\"}, web:<secret:web>"),
            ("password = wrong\nwrong", "password = <secret:web>\n<secret:web>"),
            ("Wrong password, wrong-password", "Wrong password, wrong-password"),
            ("port 47110, pin 4711.", "port 47110, pin <pin>."),
        ] {
            assert_eq!(symbols.redact(text), shown);
        }
    }

    #[test]
    fn a_token_in_what_is_no_json_has_its_name_everywhere() {
        let token = "0123456789abcdefghij";
        let mut naming = Naming::default();
        let body = format!("access_token={token}&token_type=bearer");
        let response = Response { status: 200, headers: Vec::new(), body };
        naming.response(&response, &Url::parse("http://op.test/token").expect("a URL"));
        assert_eq!(Symbols::named(&naming.by_value).redact(&format!("seen: {token}")), "seen: <access_token:1>");
    }

    #[test]
    fn what_a_browser_is_sent_to_is_read_as_it_reads_it() {
        let mut naming = Naming::default();
        let headers = vec![("location".to_owned(), "///client.test/cb?code=0123456789".to_owned())];
        let response = Response { status: 302, headers, body: String::new() };
        naming.response(&response, &Url::parse("http://op.test/authorize").expect("a URL"));
        assert_eq!(Symbols::named(&naming.by_value).redact("0123456789"), "<code:1>");
    }

    proptest! {
        /// No secret survives in base64, wherever it lies in the encoded text.
        #[test]
        fn no_secret_survives_in_base64(before in ".{0,8}", secret in "[!-~]{8,40}", after in ".{0,8}") {
            let symbols = secrets(&[("secret", &secret)]);
            prop_assume!(symbols.known.iter().all(|known| known.reach == Reach::Everywhere));
            let whole = format!("{before}{secret}{after}");
            for encoded in [STANDARD_NO_PAD.encode(&whole), URL_SAFE_NO_PAD.encode(&whole)] {
                prop_assert!(symbols.redact(&encoded).contains("<secret>"), "{}", encoded);
            }
        }

        /// What is shown has the value in none of its forms.
        #[test]
        fn nothing_of_it_survives(text in "[a-z &\"<]{0,20}", value in "[!-~]{8,40}") {
            let symbols = secrets(&[("secret", &value)]);
            let shown = symbols.redact(&format!("{text}{value}{text}"));
            prop_assert!(!shown.contains(&value), "{}", shown);
        }
    }
}
