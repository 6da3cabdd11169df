//! Symbols: the stable names of values that change from run to run, and of secrets.
//!
//! A value gets its name where it is first seen: what is first sent as `state` is `<state:1>` wherever it comes back, raw,
//! percent-encoded (once or twice), escaped in HTML or JSON, or inside base64. Secrets of the target file have their names
//! from the start.

use std::collections::BTreeMap;

use super::labelled::without_labelled;
use super::naming::Naming;
use super::visible::visible;
use crate::model::deployment::Deployment;
use crate::model::encoding::{SHORTEST, encodings};
use crate::model::exchange::Exchange;
use crate::model::needles::Needles;
use crate::model::page::Page;

/// Replaces values by their names.
#[derive(Debug)]
pub struct Symbols {
    /// What is replaced wherever it stands.
    values: Table,
    /// Secrets that are ordinary words, or short: replaced only where they stand by themselves, or they would be found inside
    /// the words of every sentence.
    words: Table,
}

/// Texts to be replaced, and by what.
#[derive(Debug)]
struct Table {
    needles: Needles,
    names: Vec<String>,
}

impl Symbols {
    /// The symbols of one case, from everything that was exchanged; `pages` are the pages among the responses, by the
    /// index of their exchange.
    pub fn of(deployment: &Deployment, log: &[Exchange], pages: &BTreeMap<usize, Page>) -> Symbols {
        Symbols::with_codes(deployment, log, pages, &[])
    }

    /// The same, with the one-time codes that were typed, by user: too short to be told from other numbers otherwise.
    pub fn with_codes(
        deployment: &Deployment,
        log: &[Exchange],
        pages: &BTreeMap<usize, Page>,
        codes: &[(String, String)],
    ) -> Symbols {
        let mut naming = Naming::default();
        naming.known(deployment);
        for (user, code) in codes {
            naming.by_value.insert(code.clone(), format!("<one-time-code:{user}>"));
        }
        for (index, exchange) in log.iter().enumerate() {
            naming.request(&exchange.request);
            if let Some(response) = exchange.response() {
                naming.response(response, &exchange.request.url);
            }
            if let Some(page) = pages.get(&index) {
                naming.page(page);
            }
        }
        Symbols::named(&naming.by_value)
    }

    /// Each value by its name, in whatever encoding it stands.
    fn named(by_value: &BTreeMap<String, String>) -> Symbols {
        let (mut values, mut words): (BTreeMap<String, String>, BTreeMap<String, String>) = Default::default();
        for (value, name) in by_value {
            let table = if is_a_word(value) { &mut words } else { &mut values };
            for pattern in encodings(value) {
                table.entry(pattern).or_insert_with(|| name.clone());
            }
        }
        Symbols { values: Table::of(values), words: Table::of(words) }
    }

    /// The text with every known value replaced by its name.
    pub fn apply(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut end = 0;
        for found in self.values.needles.leftmost_longest(text) {
            self.words.apply_to_words(&text[end..found.start], &mut shown);
            shown.push_str(&self.values.names[found.text]);
            end = found.end;
        }
        self.words.apply_to_words(&text[end..], &mut shown);
        visible(&without_labelled(&shown)).into_owned()
    }
}

impl Table {
    fn of(names: BTreeMap<String, String>) -> Table {
        let (patterns, names): (Vec<String>, Vec<String>) = names.into_iter().unzip();
        Table { needles: Needles::new(patterns), names }
    }

    fn apply_to_words(&self, text: &str, shown: &mut String) {
        let mut end = 0;
        for found in self.needles.leftmost_longest(text) {
            let joined = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
            if joined(text[..found.start].chars().next_back()) || joined(text[found.end..].chars().next()) {
                continue;
            }
            shown.push_str(&text[end..found.start]);
            shown.push_str(&self.names[found.text]);
            end = found.end;
        }
        shown.push_str(&text[end..]);
    }
}

/// Found in sentences that have nothing to do with it.
fn is_a_word(value: &str) -> bool {
    value.len() < SHORTEST || (value.len() < 12 && value.bytes().all(|byte| byte.is_ascii_alphabetic()))
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
        ] {
            assert_eq!(symbols.apply(text), "<state:1>", "{text}");
        }
    }

    #[test]
    fn the_longest_value_wins_and_the_second_of_a_name_has_the_number_two() {
        let symbols = symbols(&[("code", "abcdefgh"), ("code", "abcdefghijkl"), ("code", "abcdefgh")]);
        assert_eq!(symbols.apply("abcdefghijkl abcdefgh"), "<code:2> <code:1>");
    }

    #[test]
    fn a_secret_that_is_a_word_is_replaced_only_where_it_stands_by_itself() {
        let mut naming = Naming::default();
        naming.by_value.insert("s".to_owned(), "<secret:web>".to_owned());
        naming.by_value.insert("status".to_owned(), "<password:alice>".to_owned());
        naming.by_value.insert("status-of-tokens".to_owned(), "<secret:other>".to_owned());
        let symbols = Symbols::named(&naming.by_value);
        assert_eq!(
            symbols.apply("nosniff, statuses, id:s, \"status\""),
            "nosniff, statuses, id:<secret:web>, \"<password:alice>\""
        );
        assert_eq!(symbols.apply("status-of-tokens status"), "<secret:other> <password:alice>");
    }

    #[test]
    fn a_token_in_what_is_no_json_has_its_name_everywhere() {
        let token = "0123456789abcdefghij";
        let mut naming = Naming::default();
        let body = format!("access_token={token}&token_type=bearer");
        let response = Response { status: 200, headers: Vec::new(), body };
        naming.response(&response, &Url::parse("http://op.test/token").expect("a URL"));
        assert_eq!(Symbols::named(&naming.by_value).apply(&format!("seen: {token}")), "seen: <access_token:1>");
    }

    #[test]
    fn what_a_browser_is_sent_to_is_read_as_it_reads_it() {
        let mut naming = Naming::default();
        let headers = vec![("location".to_owned(), "///client.test/cb?code=0123456789".to_owned())];
        let response = Response { status: 302, headers, body: String::new() };
        naming.response(&response, &Url::parse("http://op.test/authorize").expect("a URL"));
        assert_eq!(Symbols::named(&naming.by_value).apply("0123456789"), "<code:1>");
    }

    proptest! {
        /// No secret survives in base64, wherever it lies in the encoded text.
        #[test]
        fn no_secret_survives_in_base64(before in ".{0,8}", secret in "[!-~]{8,40}", after in ".{0,8}") {
            let symbols = symbols(&[("secret", &secret)]);
            let whole = format!("{before}{secret}{after}");
            for encoded in [STANDARD_NO_PAD.encode(&whole), URL_SAFE_NO_PAD.encode(&whole)] {
                prop_assert!(symbols.apply(&encoded).contains("<secret:1>"));
            }
        }

        #[test]
        fn applying_symbols_never_panics_and_leaves_no_value(value in "[a-z0-9%&+/=]{8,30}", text in ".{0,40}") {
            let symbols = symbols(&[("x", &value)]);
            let shown = symbols.apply(&format!("{text}{value}{text}"));
            prop_assert!(!shown.contains(&value));
        }
    }
}
