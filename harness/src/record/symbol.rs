//! Symbols: the stable names of values that change from run to run, and of secrets.
//!
//! A value gets its name where it is first seen: what is first sent as `state` is `<state:1>` wherever it comes back, raw,
//! percent-encoded (once or twice), escaped in HTML or JSON, or inside base64. Secrets of the target file have their names
//! from the start.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use time::OffsetDateTime;
use url::Url;

use super::labelled::{labelled, without_labelled};
use crate::browser::{anti_forgery_fields, is_scrambled};
use crate::http;
use crate::model::deployment::Deployment;
use crate::model::encoding::{SHORTEST, encodings};
use crate::model::exchange::{Exchange, Request, Response};
use crate::model::needles::Needles;
use crate::model::owner::Owner;
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

/// The names under which values vary from run to run. Others are taken for symbols when they look random.
const VARYING: [&str; 23] = [
    "access_token",
    "client_assertion",
    "client_id",
    "client_id_issued_at",
    "client_secret",
    "code",
    "code_challenge",
    "code_verifier",
    "device_code",
    "exp",
    "iat",
    "id_token",
    "logout_token",
    "nbf",
    "nonce",
    "password",
    "refresh_token",
    "registration_access_token",
    "request",
    "request_uri",
    "state",
    "token",
    "user_code",
];

/// The members of a JWK that differ from key to key (RFC 7517 §4.5, RFC 7518 §6).
const OF_KEYS: [&str; 5] = ["d", "kid", "n", "x", "y"];

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
        naming.finish()
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
        without_labelled(&shown)
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

/// Values found so far, in the order in which they were found.
#[derive(Default)]
struct Naming {
    by_value: BTreeMap<String, String>,
    counts: BTreeMap<String, usize>,
}

impl Naming {
    fn known(&mut self, deployment: &Deployment) {
        let parties = deployment.sites().filter_map(|site| match deployment.owner_of(site) {
            Owner::Provider => Some(("provider", site)),
            Owner::Consumer => Some(("consumer", site)),
            Owner::Other(_) | Owner::Nobody => None,
        });
        // The base comes first, and has the plain name; further origins of the party are numbered.
        for (who, site) in parties {
            let origin = site.origin().ascii_serialization();
            if self.by_value.contains_key(&origin) {
                continue;
            }
            let count = self.counts.entry(format!("origin of the {who}")).or_default();
            *count += 1;
            let number = if *count == 1 { String::new() } else { format!(":{count}") };
            let authority = origin.split_once("://").map_or(origin.as_str(), |(_, authority)| authority);
            self.by_value.insert(authority.to_owned(), format!("<{who}-host{number}>"));
            self.by_value.insert(origin, format!("<{who}{number}>"));
        }
        for (name, url) in &deployment.others {
            self.by_value.insert(url.origin().ascii_serialization(), format!("<{name}>"));
        }
        for (name, user) in &deployment.users {
            self.by_value.insert(user.password.clone(), format!("<password:{name}>"));
        }
        for (role, client) in &deployment.clients {
            // An identifier that the target file names is the same in every run; one made up by the provider is not.
            self.by_value.insert(client.id.clone(), client.id.clone());
            if let Some(secret) = &client.secret {
                self.by_value.insert(secret.clone(), format!("<secret:{role}>"));
                // In Basic it is form-encoded before it is put into base64 (RFC 6749 §2.3.1).
                let encoded: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
                self.by_value.entry(encoded).or_insert_with(|| format!("<secret:{role}>"));
            }
        }
    }

    fn request(&mut self, request: &Request) {
        for (name, value) in request.url.query_pairs() {
            self.named(&name, &value);
        }
        let token = request.header("authorization").and_then(|value| value.split_once(' '));
        if let Some((_, token)) = token.filter(|(scheme, _)| !scheme.eq_ignore_ascii_case("Basic")) {
            self.named("access_token", token.trim());
        }
        if let Some(proof) = request.header("dpop") {
            self.vary("dpop", proof);
        }
        for (name, value) in http::form_of(request) {
            self.named(&name, &value);
        }
        if request.media_type().ends_with("json")
            && let Ok(json) = serde_json::from_str(&request.body)
        {
            self.json(&json);
        }
    }

    fn response(&mut self, response: &Response, url: &Url) {
        // When it expires is all the same: any time will do to read it.
        for cookie in http::SetCookie::all_of(response, OffsetDateTime::UNIX_EPOCH) {
            self.vary(&cookie.name, cookie.bare_value());
        }
        if let Some(nonce) = response.header("dpop-nonce") {
            self.vary("dpop_nonce", nonce);
        }
        let made = http::sent_by_header(response, url).and_then(Result::ok);
        for target in made.into_iter().chain(http::locations(response, url)) {
            let fragment = target.fragment().unwrap_or_default().to_owned();
            let in_fragment = form_urlencoded::parse(fragment.as_bytes());
            for (name, value) in target.query_pairs().chain(in_fragment) {
                self.named(&name, &value);
            }
        }
        if let Some(json) = response.json() {
            self.json(&json);
        }
        self.scattered(&response.body);
    }

    /// What is nearly JSON, a form, or JSON within a page: a secret is one in whatever it is wrapped.
    fn scattered(&mut self, body: &str) {
        for (name, value) in labelled(body) {
            self.vary(name, &body[value]);
        }
    }

    fn json(&mut self, json: &Value) {
        match json {
            Value::Object(members) => self.members(members),
            Value::Array(items) => items.iter().for_each(|item| self.json(item)),
            Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {}
        }
    }

    /// The members of a JSON object, and of those in it.
    fn members(&mut self, members: &Map<String, Value>) {
        let is_key = members.contains_key("kty");
        for (name, value) in members {
            match value {
                Value::String(text) if is_key && OF_KEYS.contains(&name.as_str()) => self.vary(name, text),
                Value::String(text) => self.named(name, text),
                Value::Number(number) => self.named(name, &number.to_string()),
                Value::Object(inner) => self.members(inner),
                Value::Array(items) => {
                    items.iter().filter_map(Value::as_str).for_each(|text| self.named(name, text));
                    for inner in items {
                        self.json(inner);
                    }
                }
                Value::Bool(_) | Value::Null => {}
            }
        }
    }

    fn page(&mut self, page: &Page) {
        for form in &page.forms {
            for control in anti_forgery_fields(form).into_iter().filter_map(|at| form.controls.get(at)) {
                self.vary(&control.name, &control.value);
            }
        }
        let controls = page.forms.iter().flat_map(|form| &form.controls).chain(&page.loose);
        for control in controls.filter(|control| !matches!(control.kind.as_str(), "submit" | "select" | "button")) {
            self.named(&control.name, &control.value);
        }
    }

    /// A value seen under a name: a symbol if the name is one under which values vary, or if the value looks random.
    fn named(&mut self, name: &str, value: &str) {
        if VARYING.contains(&name) || looks_random(value) {
            self.vary(name, value);
        }
    }

    fn vary(&mut self, name: &str, value: &str) {
        if value.len() < SHORTEST || self.by_value.contains_key(value) {
            return;
        }
        let count = self.counts.entry(name.to_owned()).or_default();
        *count += 1;
        self.by_value.insert(value.to_owned(), format!("<{name}:{count}>"));
    }

    fn finish(self) -> Symbols {
        let (mut values, mut words): (BTreeMap<String, String>, BTreeMap<String, String>) = Default::default();
        for (value, name) in &self.by_value {
            let table = if is_a_word(value) { &mut words } else { &mut values };
            for pattern in encodings(value) {
                table.entry(pattern).or_insert_with(|| name.clone());
            }
        }
        Symbols { values: Table::of(values), words: Table::of(words) }
    }
}

/// Found in sentences that have nothing to do with it.
fn is_a_word(value: &str) -> bool {
    value.len() < SHORTEST || (value.len() < 12 && value.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

/// Long, without spaces, and mixed as words are not.
fn looks_random(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~'));
    value.len() >= 20 && plain && (digits >= 2 && letters >= 2 || is_scrambled(value))
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
    use proptest::prelude::*;

    use super::*;

    fn symbols(values: &[(&str, &str)]) -> Symbols {
        let mut naming = Naming::default();
        for (name, value) in values {
            naming.vary(name, value);
        }
        naming.finish()
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
        let symbols = naming.finish();
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
        assert_eq!(naming.finish().apply(&format!("seen: {token}")), "seen: <access_token:1>");
    }

    #[test]
    fn what_a_browser_is_sent_to_is_read_as_it_reads_it() {
        let mut naming = Naming::default();
        let headers = vec![("location".to_owned(), "///client.test/cb?code=0123456789".to_owned())];
        let response = Response { status: 302, headers, body: String::new() };
        naming.response(&response, &Url::parse("http://op.test/authorize").expect("a URL"));
        assert_eq!(naming.finish().apply("0123456789"), "<code:1>");
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
