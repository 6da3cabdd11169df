//! Finds the values that change from run to run, and names them by what they are called where they are first seen.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use time::OffsetDateTime;
use url::Url;

use super::labelled::labelled;
use crate::browser::{anti_forgery_fields, is_scrambled};
use crate::http;
use crate::model::deployment::Deployment;
use crate::model::encoding::SHORTEST;
use crate::model::exchange::{Request, Response};
use crate::model::owner::Owner;
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

/// Values found so far, in the order in which they were found.
#[derive(Default)]
pub(super) struct Naming {
    /// The name of each value.
    pub(super) by_value: BTreeMap<String, String>,
    counts: BTreeMap<String, usize>,
}

impl Naming {
    /// What the target file names: parties, passwords, secrets.
    pub(super) fn known(&mut self, deployment: &Deployment) {
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

    /// What a request brings.
    pub(super) fn request(&mut self, request: &Request) {
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

    /// What a response brings, and what the addresses do to which it leads.
    pub(super) fn response(&mut self, response: &Response, url: &Url) {
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

    /// What the forms of a page hold.
    pub(super) fn page(&mut self, page: &Page) {
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

    /// A value that varies from run to run, unless it has a name already.
    pub(super) fn vary(&mut self, name: &str, value: &str) {
        if value.len() < SHORTEST || self.by_value.contains_key(value) {
            return;
        }
        let count = self.counts.entry(name.to_owned()).or_default();
        *count += 1;
        self.by_value.insert(value.to_owned(), format!("<{name}:{count}>"));
    }
}

/// Long, without spaces, and mixed as words are not.
fn looks_random(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~'));
    value.len() >= 20 && plain && (digits >= 2 && letters >= 2 || is_scrambled(value))
}
