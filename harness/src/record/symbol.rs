//! Symbols: the stable names of values that change from run to run, and of secrets.
//!
//! A value gets its name where it is first seen: what is first sent as `state` is `<state:1>` wherever it comes back, in
//! whatever encoding. Secrets of the target file have their names from the start. What was never seen before, but is called a
//! secret or looks like one, is masked where it is shown.

use std::collections::BTreeMap;
use std::ops::Range;

use super::issued::issuing;
use super::labeled::without_labeled;
use super::naming::{Naming, ValueName, ValueOrigin};
use super::normalized::normalized;
use super::reach::{ReplacementScope, is_a_value, is_alone, is_distinctive, reach};
use super::shapes::without_drawn;
use super::visible::visible;
use crate::model::decoded::{Decoded, Lettered, Signs, folded, letters};
use crate::model::deployment::Deployment;
use crate::model::exchange::Exchange;
use crate::model::needles::{Match, Needles};
use crate::model::page::Page;
use crate::model::redacted::Redactor;

/// Replaces values by their names.
#[derive(Debug)]
pub struct Symbols {
    /// Those of which every character counts.
    exact: SymbolIndex,
    /// Those that are known by their letters and digits.
    letters: SymbolIndex,
}

/// Texts to be replaced, and by what.
#[derive(Debug)]
struct SymbolIndex {
    needles: Needles,
    /// What each needle is a form of.
    known: Vec<SymbolForm>,
}

impl SymbolIndex {
    fn of(forms: BTreeMap<Vec<u8>, SymbolForm>) -> SymbolIndex {
        let (forms, known): (Vec<Vec<u8>>, Vec<SymbolForm>) = forms.into_iter().unzip();
        SymbolIndex { needles: Needles::new(forms), known }
    }

    fn is_empty(&self) -> bool {
        self.known.is_empty()
    }
}

/// A text to be replaced.
#[derive(Clone, Debug)]
struct SymbolForm {
    name: String,
    reach: ReplacementScope,
    /// The signs that the value begins and ends with, where it is known by its letters.
    signs: Signs,
}

/// What a case leaves behind, in which values are found and named.
pub struct CaseTexts<'a> {
    /// What the target file says.
    pub deployment: &'a Deployment,
    /// Everything that was exchanged.
    pub log: &'a [Exchange],
    /// The pages among the responses, by the index of their exchange.
    pub pages: &'a BTreeMap<usize, Page>,
    /// The one-time codes that were typed, by user: too short to be distinguished from other numbers otherwise.
    pub codes: &'a [(String, String)],
    /// What steps came to: the journal of a reference is not among the exchanges.
    pub results: &'a [serde_json::Value],
}

impl Symbols {
    /// The symbols of one case.
    pub fn of(seen: &CaseTexts<'_>) -> Symbols {
        let mut naming = Naming::default();
        naming.known(seen.deployment);
        for (user, code) in seen.codes {
            naming.secret(code, format!("<one-time-code:{user}>"));
        }
        let issuing = issuing(seen.deployment, seen.log);
        for (index, exchange) in seen.log.iter().enumerate() {
            naming.request(&exchange.request);
            if let Some(response) = exchange.response() {
                naming.response(response, &exchange.request.url);
                if issuing.binary_search(&index).is_ok() {
                    naming.issued(response);
                }
            }
            if let Some(page) = seen.pages.get(&index) {
                naming.page(page);
            }
        }
        seen.results.iter().for_each(|value| naming.json(value));
        Symbols::named(&naming.by_value)
    }

    /// The symbols of a page that belongs to no case, and of the way to it.
    pub fn of_page(page: &Page, log: &[Exchange]) -> Symbols {
        let mut naming = Naming::default();
        for exchange in log {
            naming.request(&exchange.request);
            naming.address(&exchange.request.url);
            if let Some(response) = exchange.response() {
                naming.response(response, &exchange.request.url);
            }
        }
        naming.page(page);
        naming.fields_and_addresses(page);
        Symbols::named(&naming.by_value)
    }

    /// The symbol of one secret alone, in whatever encoding it appears.
    pub fn of_secret(value: &str, name: &str) -> Symbols {
        let mut naming = Naming::default();
        naming.secret(value, name.to_owned());
        Symbols::named(&naming.by_value)
    }

    /// Each value by its name, in whatever encoding it appears.
    pub(super) fn named(by_value: &BTreeMap<String, ValueName>) -> Symbols {
        let (mut exact, mut by_letters): (BTreeMap<Vec<u8>, SymbolForm>, BTreeMap<Vec<u8>, SymbolForm>) =
            Default::default();
        // What everybody may know is not hidden: its name stands for it alone.
        let again = |value: &str, name: &ValueName| normalized(value).filter(|_| name.nature != ValueOrigin::Public);
        let all = by_value.iter().flat_map(|(value, name)| {
            again(value, name).into_iter().chain([value.clone()]).map(move |value| (value, name))
        });
        for (value, ValueName { name, nature }) in all {
            let known = SymbolForm { name: name.clone(), reach: reach(&value, *nature), signs: Signs::default() };
            let forms = if known.reach == ReplacementScope::Everywhere { letters(&value) } else { Vec::new() };
            let is_known_by_them = !forms.is_empty() && forms.iter().all(|form| is_distinctive(&form.letters));
            for Lettered { letters, signs } in forms.into_iter().filter(|_| is_known_by_them) {
                by_letters.entry(letters).or_insert_with(|| SymbolForm { signs, ..known.clone() });
            }
            for form in folded(&value).into_iter().filter(|_| !is_known_by_them) {
                exact.entry(form).or_insert_with(|| known.clone());
            }
        }
        Symbols { exact: SymbolIndex::of(exact), letters: SymbolIndex::of(by_letters) }
    }

    /// The text with names instead of values, and the rest as it is made of it.
    fn replaced(&self, text: &str, rest: impl Fn(&str) -> String) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut end = 0;
        for (part, name) in self.parts(text) {
            shown.push_str(&rest(&text[end..part.start]));
            shown.push_str(name);
            end = part.end;
        }
        shown.push_str(&rest(&text[end..]));
        visible(&shown).into_owned()
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
        if !self.letters.is_empty() {
            let letters = decoded.letters();
            for seen in self.letters.needles.longest_where(letters.bytes(), |_| true) {
                let SymbolForm { name, signs, .. } = &self.letters.known[seen.text];
                let part = decoded.widened(&letters.source(seen.start..seen.end), signs);
                found.push((part, name.as_str()));
            }
        }
        if self.exact.is_empty() {
            return;
        }
        let folded = decoded.folded();
        let is_meant = |seen: &Match| {
            let part = folded.source(seen.start..seen.end);
            match self.exact.known[seen.text].reach {
                ReplacementScope::Everywhere => true,
                ReplacementScope::Readable => !is_wrapped,
                ReplacementScope::Alone => is_alone(decoded.around(&part)),
                ReplacementScope::AsValue => is_a_value(decoded.around(&part)),
            }
        };
        for seen in self.exact.needles.longest_where(folded.bytes(), is_meant) {
            found.push((folded.source(seen.start..seen.end), self.exact.known[seen.text].name.as_str()));
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
        self.replaced(text, |unknown| without_drawn(&without_labeled(unknown)))
    }
}

/// Replaces known values alone: what only looks like a secret stays.
pub(super) struct KnownAlone<'a>(pub(super) &'a Symbols);

impl Redactor for KnownAlone<'_> {
    fn redact(&self, text: &str) -> String {
        self.0.replaced(text, str::to_owned)
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
    fn a_secret_is_found_whatever_a_parser_made_of_it() {
        let symbols = secrets(&[("secret", "C4n@ry&se=cr%et+\"<k>'é\\ /?#;")]);
        for text in [
            "C4n@ry&se=cr%et+\"<k>'e\u{301}\\ /?#;",
            "c4n@ry&se=cr%et+\"<k>'é\\   /?#;",
            "C4n@ry\t&se=cr%et+\"<k>'é\\/?#;",
            "C4n&commat;ry&amp;se&equals;cr&percnt;et&plus;&quot;&lt;k&gt;&apos;&eacute;&bsol;&sol;&quest;&num;&semi;",
            "C4n@ry&amp;se=cr%et+&quot&ltk>'&#233\\ /?#;",
            r"C4n@ry\x26se=cr%et+\x22\x3ck\x3e\x27\xc3\xa9\\ /?#;",
            r#"C4n\u{40}ry\u{26}se=cr%et+\"<k>'\u{e9}\\ /?#;"#,
            r#"C4n@ry\046se=cr%et+\"<k>'\303\251\\ /?#;"#,
            "C4n=40ry=26se=3Dcr%et+\"<k>'=C3=A9\\ /?#;",
            "C4n@ry&se=cr%et+\"<k>'=\r\n=C3=A9\\ /?#;",
            "<b>C4n@</b>ry&amp;se=<wbr>cr%et+\"&lt;k&gt;'é\\ /?#;",
            "C4n@ry&se=cr%et+\"<k>'Ã©\\ /?#;",
            "C4n@ry&se=cr%et+\"<k>'?\\ /?#;",
            "C4n%u0040ry%u0026se%u003dcr%u0025et+%u0022%u003ck%u003e'%u00e9",
        ] {
            let shown = symbols.redact(text);
            assert!(shown.contains("<secret>") && shown.len() < 20, "{text}: {shown}");
        }
    }

    #[test]
    fn the_last_sign_of_a_secret_is_not_left_over() {
        for (secret, shown) in [
            ("Zq7vK2xW9pé", "Zq7vK2xW9p%E9"),
            ("Zq7vK2xW9pé", "Zq7vK2xW9pÃ©"),
            ("Zq7vK2xW9pé", "Zq7vK2xW9p\u{fffd}"),
            ("Zq7vK2xW9pé", "Zq7vK2xW9p?"),
            ("éZq7vK2xW9p", "%E9Zq7vK2xW9p"),
            ("Zq7vK2xW9p§é!", "Zq7vK2xW9p%A7%E9!"),
            ("Zq7vK2xW9pß", "Zq7vK2xW9pÃŸ"),
            ("Zq7vK2xW9p€", "Zq7vK2xW9pâ‚¬"),
        ] {
            assert_eq!(secrets(&[("secret", secret)]).redact(shown), "<secret>", "{secret}");
        }
    }

    #[test]
    fn a_seed_is_found_however_it_is_typed() {
        let symbols = secrets(&[("totp", "JBSWY3DPEHPK3PXP")]);
        for text in ["jbsw y3dp ehpk 3pxp", "JBSW-Y3DP-EHPK-3PXP", "otpauth://totp/x?secret=jbswy3dpehpk3pxp"] {
            assert!(symbols.redact(text).ends_with("<totp>"), "{text}");
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
            ("{\"status\": 418, \"a\": \"status\"}", "{\"status\": 418, \"a\": \"<password:alice>\"}"),
            ("port 47110, pin 4711.", "port 47110, pin <pin>."),
        ] {
            assert_eq!(symbols.redact(text), shown);
        }
    }

    #[test]
    fn a_secret_that_is_a_url_is_found_as_parsers_write_it() {
        let secret = "HTTPS://OP.Test:443/par/../req/quietmountain?handle=k7!w2$pX";
        let mut naming = Naming::default();
        naming.vary("request_uri", secret);
        let symbols = Symbols::named(&naming.by_value);
        let url = Url::parse(secret).expect("a URL");
        assert_eq!(symbols.redact(url.as_str()), "<request_uri:1>");
        assert_eq!(symbols.redact("handle = k7!w2$pX"), "handle = <handle:1>");
        assert_eq!(secrets(&[("secret", "Zq7vK2xW9p/x/../T4mB6")]).redact("/r/Zq7vK2xW9p/T4mB6"), "/r/<secret>");
    }

    #[test]
    fn urls_in_urls_in_urls_are_not_followed_without_end() {
        let mut naming = Naming::default();
        let nested = "http://a.test/?redirect_uri=".repeat(2_000);
        naming.json(&serde_json::json!({ "url": nested, "request_uri": "http://a.test/?request_uri=".repeat(2_000) }));
        assert!(naming.by_value.len() < 20);
    }

    #[test]
    fn a_token_outside_json_has_its_name_everywhere() {
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
            let known = symbols.exact.known.iter().chain(&symbols.letters.known);
            prop_assume!(known.into_iter().all(|known| known.reach == ReplacementScope::Everywhere));
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
