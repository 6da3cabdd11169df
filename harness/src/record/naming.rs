//! Finds the values that change from run to run, and names them by what they are called where they are first seen.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value};
use time::OffsetDateTime;
use url::Url;

use super::issued::{could_be_secret, secrets_in};
use super::labeled::labeled;
use super::terms::is_term;
use crate::browser::{csrf_token_fields, is_scrambled};
use crate::http;
use crate::model::encoding::SHORTEST;
use crate::model::exchange::{Request, Response};
use crate::model::owner::is_redirection_endpoint;
use crate::model::page::Page;

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

/// The longest text inside of which URLs and JSON are looked for.
const LONGEST_VALUE: usize = 64 * 1024;

/// How often a URL is looked for in a parameter of a URL. A peer can nest thousands, which the stack would not bear.
const MOST_NESTED: usize = 8;

/// The name of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ValueName {
    pub(super) name: String,
    pub(super) nature: ValueOrigin,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueOrigin {
    /// Everybody may know it: where a party is, what a client is called.
    Public,
    /// A person chose it: it can be a word, or short.
    Chosen,
    /// It varies from run to run.
    Drawn,
}

/// Values found so far, in the order in which they were found.
#[derive(Default)]
pub(super) struct Naming {
    /// The name of each value.
    pub(super) by_value: BTreeMap<String, ValueName>,
    counts: BTreeMap<String, usize>,
    /// The redirection endpoint of the consumer, which a native app has at any port (RFC 8252 §7.3).
    pub(super) callback: Option<Url>,
    /// In how many values the one is contained that is looked into.
    nested: usize,
    /// The values of headers so far: most are the same in all responses of a provider.
    headers: HashSet<String>,
}

impl Naming {
    /// An origin of a party. Its base comes first, and has the plain name; further ones are numbered.
    pub(super) fn origin(&mut self, who: &str, site: &Url) {
        let origin = site.origin().ascii_serialization();
        if self.by_value.contains_key(&origin) {
            return;
        }
        let count = self.counts.entry(format!("origin of the {who}")).or_default();
        *count += 1;
        let number = if *count == 1 { String::new() } else { format!(":{count}") };
        let authority = origin.split_once("://").map_or(origin.as_str(), |(_, authority)| authority);
        self.public(authority, format!("<{who}-host{number}>"));
        self.public(&origin, format!("<{who}{number}>"));
    }

    /// A secret that is known beforehand.
    pub(super) fn secret(&mut self, value: &str, name: String) {
        self.by_value.insert(value.to_owned(), ValueName { name, nature: ValueOrigin::Chosen });
    }

    /// What everybody may know.
    pub(super) fn public(&mut self, value: &str, name: String) {
        self.by_value.insert(value.to_owned(), ValueName { name, nature: ValueOrigin::Public });
    }

    /// The values in a request.
    pub(super) fn request(&mut self, request: &Request) {
        self.url(&request.url);
        let token = request.header("authorization").and_then(|value| value.split_once(' '));
        if let Some((_, token)) = token.filter(|(scheme, _)| !scheme.eq_ignore_ascii_case("Basic")) {
            self.named("access_token", token.trim());
        }
        if let Some(proof) = request.header("dpop") {
            self.vary("dpop", proof);
        }
        let cookies = request.headers.iter().filter(|(name, _)| name == "cookie").flat_map(|(_, line)| line.split(';'));
        for (name, value) in cookies.filter_map(|pair| pair.trim().split_once('=')) {
            self.named(name, value);
        }
        if let Some(Ok(from)) = request.header("referer").map(Url::parse) {
            self.url(&from);
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

    /// The values in a response, and in the addresses to which it leads.
    pub(super) fn response(&mut self, response: &Response, url: &Url) {
        // Its expiry does not matter here: any time will do to read it.
        for cookie in http::SetCookie::all_of(response, OffsetDateTime::UNIX_EPOCH) {
            self.cookie(&cookie.name, cookie.bare_value());
        }
        if let Some(nonce) = response.header("dpop-nonce") {
            self.vary("dpop_nonce", nonce);
        }
        let made = http::sent_by_header(response, url).and_then(Result::ok);
        for target in made.into_iter().chain(http::locations(response, url)) {
            self.url(&target);
        }
        match response.json() {
            Some(json) => self.json(&json),
            // A form, as some providers send tokens; anything else has no names in it.
            None => form_urlencoded::parse(response.body.as_bytes())
                .filter(|(name, _)| VARYING.contains(&name.as_ref()))
                .for_each(|(name, value)| self.named(&name, &value)),
        }
        for (_, value) in &response.headers {
            if !self.headers.contains(value) {
                self.headers.insert(value.clone());
                self.scattered(value);
            }
        }
        self.scattered(&response.body);
    }

    /// The response of an endpoint that issues secrets: all of it that could be one is one, whatever it is called,
    /// and however short it is.
    pub(super) fn issued(&mut self, response: &Response) {
        secrets_in(response, &mut |name, value| self.short(name, value));
    }

    /// A secret, however short.
    fn short(&mut self, name: &str, value: &str) {
        const SHORTEST_SECRET: usize = 4;
        if value.len() < SHORTEST_SECRET || is_said(value) || is_term(value) || self.by_value.contains_key(value) {
            return;
        }
        let nature = if value.len() < SHORTEST { ValueOrigin::Chosen } else { ValueOrigin::Drawn };
        let name = self.numbered(name);
        self.by_value.insert(value.to_owned(), ValueName { name, nature });
    }

    /// A setting (`last=/authorize`) is not a secret, and would be found wherever else it appears.
    fn cookie(&mut self, name: &str, value: &str) {
        let is_setting =
            value.contains('/') || !value.bytes().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
        if !is_setting {
            self.vary(name, value);
        }
    }

    /// The parameters of a URL, and of the URLs in them.
    fn url(&mut self, url: &Url) {
        if self.callback.as_ref().is_some_and(|callback| is_redirection_endpoint(url, callback)) {
            self.origin("consumer", url);
        }
        let in_fragment = form_urlencoded::parse(url.fragment().unwrap_or_default().as_bytes());
        for (name, value) in url.query_pairs().chain(in_fragment) {
            self.named(&name, &value);
        }
    }

    /// What is nearly JSON, a form, or JSON within a page: a secret is one in whatever it is wrapped.
    fn scattered(&mut self, text: &str) {
        for (name, value) in labeled(text) {
            if !is_a_short_word(&text[value.clone()]) {
                self.vary(name, &text[value]);
            }
        }
    }

    /// The named values in JSON, however deep.
    pub(super) fn json(&mut self, json: &Value) {
        match json {
            Value::Object(members) => self.members(members),
            Value::Array(items) => items.iter().for_each(|item| self.json(item)),
            Value::String(text) => self.inside(text),
            Value::Number(_) | Value::Bool(_) | Value::Null => {}
        }
    }

    /// What a value contains: a URL has parameters, and JSON can be in a string of JSON.
    fn inside(&mut self, value: &str) {
        if value.len() > LONGEST_VALUE || self.nested == MOST_NESTED {
            return;
        }
        self.nested += 1;
        if value.starts_with(['{', '[', '"']) {
            if let Ok(json) = serde_json::from_str(value) {
                self.json(&json);
            }
        } else if let Some(url) = as_url(value) {
            self.url(&url);
        }
        self.nested -= 1;
    }

    /// A secret that is a URL, as a `request_uri` may be (RFC 9126 §2.2): a part of it is shown where the URL is.
    fn inside_a_secret(&mut self, value: &str) {
        if value.len() > LONGEST_VALUE || self.nested == MOST_NESTED {
            return;
        }
        self.nested += 1;
        if let Some(url) = as_url(value) {
            self.address(&url);
        }
        self.nested -= 1;
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

    /// What the forms of a page contain.
    pub(super) fn page(&mut self, page: &Page) {
        for form in &page.forms {
            for control in csrf_token_fields(form).into_iter().filter_map(|at| form.controls.get(at)) {
                self.vary(&control.name, &control.value);
            }
        }
        let controls = page.forms.iter().flat_map(|form| &form.controls).chain(&page.loose);
        for control in controls.filter(|control| !matches!(control.kind.as_str(), "submit" | "select" | "button")) {
            self.named(&control.name, &control.value);
        }
    }

    /// Whatever could be a secret in the fields and addresses of a page, where nothing is known of it.
    pub(super) fn fields_and_addresses(&mut self, page: &Page) {
        let addresses = page.links.iter().map(|link| &link.url).chain(page.forms.iter().map(|form| &form.action));
        addresses.chain(&page.moves_to).chain([&page.url]).for_each(|url| self.address(url));
        for control in page.forms.iter().flat_map(|form| &form.controls).chain(&page.loose) {
            let is_address = control.value.starts_with('/') || control.value.contains("://");
            match page.url.join(&control.value) {
                Ok(url) if is_address => self.address(&url),
                _ if matches!(control.kind.as_str(), "hidden" | "password") => {
                    self.short(&control.name, &control.value);
                }
                _ => {}
            }
        }
    }

    /// Whatever could be a secret in the parameters of a URL.
    pub(super) fn address(&mut self, url: &Url) {
        self.url(url);
        let in_fragment = form_urlencoded::parse(url.fragment().unwrap_or_default().as_bytes());
        for (name, value) in url.query_pairs().chain(in_fragment) {
            if VARYING.contains(&name.as_ref()) || could_be_secret(&value) {
                self.short(&name, &value);
            }
        }
        if let Some(password) = url.password() {
            self.short("password", password);
        }
    }

    /// A value seen under a name: a symbol if the name is one under which values vary, or if the value looks random.
    fn named(&mut self, name: &str, value: &str) {
        // What steps save has a member `request`, too, that is a URL.
        let is_location = name == "request" && value.contains("://");
        if !is_location && (VARYING.contains(&name) && !is_said(value) || looks_random(value)) {
            self.vary(name, value);
        } else {
            self.inside(value);
        }
    }

    /// A value that varies from run to run, unless it has a name already.
    pub(super) fn vary(&mut self, name: &str, value: &str) {
        if value.len() < SHORTEST || self.by_value.contains_key(value) {
            return;
        }
        let name = self.numbered(name);
        self.by_value.insert(value.to_owned(), ValueName { name, nature: ValueOrigin::Drawn });
        self.inside_a_secret(value);
    }

    fn numbered(&mut self, name: &str) -> String {
        let count = self.counts.entry(name.to_owned()).or_default();
        *count += 1;
        format!("<{name}:{count}>")
    }
}

/// An absolute URL with an authority.
fn as_url(value: &str) -> Option<Url> {
    let is_one = value.contains("://") && !value.contains(char::is_whitespace);
    is_one.then(|| Url::parse(value).ok()).flatten()
}

/// It may be a word of a sentence that says what is wrong.
fn is_a_short_word(value: &str) -> bool {
    const LONGEST: usize = 12;
    value.len() <= LONGEST && value.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// A word of the protocol, or a sentence: `code` may be that of an error, and `client_secret` what is wrong with one.
fn is_said(value: &str) -> bool {
    let of_protocol = value.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    of_protocol && value.contains('_') || value.trim_end_matches('.').contains(' ') && value.ends_with('.')
}

/// Long, without spaces, and mixed as words are not.
fn looks_random(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~'));
    value.len() >= 20 && plain && (digits >= 2 && letters >= 2 || is_scrambled(value))
}
