//! Exchanges without secrets: every text that leaves a case goes through its [`Symbols`] here.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use url::Url;

use super::symbol::{KnownAlone, Symbols};
use super::terms::is_term;
use crate::http;
use crate::model::exchange::{Exchange, Failure, Request, Response};
use crate::model::page::{Form, Page};
use crate::model::redacted::{
    OF_OPERATORS, Redacted, RedactedBody, RedactedControl, RedactedExchange, RedactedFailure, RedactedForm,
    RedactedLink, RedactedLocation, RedactedOutcome, RedactedPage, RedactedRequest, RedactedResponse, RedactedUrl,
};

/// Response headers that differ between runs and machines, or say how and not what, or have a member of their own.
const LEFT_OUT: [&str; 8] =
    ["connection", "content-length", "content-type", "date", "keep-alive", "location", "server", "transfer-encoding"];

/// What says how a response was written, and not what it says.
fn written(response: &Response) -> String {
    let length = if response.header("content-length").is_some() { "with length" } else { "without length" };
    let lines = if response.body.contains('\n') { "in lines" } else { "in one line" };
    let escapes = if response.body.contains("\\/") { "with escapes" } else { "without escapes" };
    format!("{} {length} {lines} {escapes}", response.header("content-type").unwrap_or_default())
}

/// Request headers that every request has, or that say how and not what: those that a plan adds are not among them.
const USUAL: [&str; 10] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "content-type",
    "sec-fetch-dest",
    "sec-fetch-mode",
    "sec-fetch-site",
    "sec-fetch-user",
    "upgrade-insecure-requests",
    "user-agent",
];

/// What was exchanged, with names instead of secrets and of values that vary. `pages` are the pages among the responses,
/// by the index of their exchange.
pub fn redacted(log: &[Exchange], pages: &BTreeMap<usize, Page>, symbols: &Symbols) -> Vec<RedactedExchange> {
    let redact = Redact { symbols, known: RefCell::default() };
    log.iter().enumerate().map(|(index, exchange)| redact.exchange(exchange, pages.get(&index))).collect()
}

struct Redact<'a> {
    symbols: &'a Symbols,
    /// The short texts so far: most headers and addresses of a case repeat.
    known: RefCell<HashMap<String, Redacted>>,
}

impl Redact<'_> {
    fn exchange(&self, exchange: &Exchange, page: Option<&Page>) -> RedactedExchange {
        RedactedExchange {
            actor: exchange.actor.clone(),
            cause: exchange.cause,
            request: self.request(&exchange.request),
            outcome: match &exchange.outcome {
                Ok(response) => RedactedOutcome::Response(self.response(response, &exchange.request.url, page)),
                Err(failure) => RedactedOutcome::Failure(self.failure(failure)),
            },
            took: exchange.took,
        }
    }

    fn request(&self, request: &Request) -> RedactedRequest {
        let own = request.headers.iter().filter(|(name, _)| !USUAL.contains(&name.as_str()));
        let value = |name: &str, value: &str| {
            if name == "authorization" { self.text(&credentials(value)) } else { self.text(value) }
        };
        RedactedRequest {
            method: request.method.clone(),
            url: self.url(&request.url),
            headers: own.map(|(name, written)| (self.text(name), value(name, written))).collect(),
            body: if request.media_type().ends_with("json") {
                RedactedBody::Json(self.text(&request.body))
            } else if request.body.is_empty() {
                RedactedBody::Empty
            } else {
                RedactedBody::Form(self.pairs(form_urlencoded::parse(request.body.as_bytes())))
            },
        }
    }

    fn response(&self, response: &Response, url: &Url, page: Option<&Page>) -> RedactedResponse {
        let others = response.headers.iter().filter(|(name, _)| !LEFT_OUT.contains(&name.as_str()));
        RedactedResponse {
            status: response.status,
            media_type: self.text(&response.media_type()),
            location: self.location(response, url),
            headers: others.map(|(name, value)| (self.text(name), self.header(name, value))).collect(),
            written: self.text(&written(response)),
            body: match (page, response.json()) {
                (Some(page), _) => RedactedBody::Page(Box::new(self.page(page))),
                (None, Some(json @ (Value::Object(_) | Value::Array(_)))) => {
                    let pretty = serde_json::to_string_pretty(&json).expect("a JSON value is always writable");
                    RedactedBody::Json(self.text(&pretty))
                }
                (None, _) if response.body.is_empty() => RedactedBody::Empty,
                (None, _) => RedactedBody::Text(self.first_line(&response.body)),
            },
        }
    }

    fn location(&self, response: &Response, url: &Url) -> Option<RedactedLocation> {
        let written = response.header("location")?;
        Some(match http::sent_by_header(response, url)? {
            Ok(target) => RedactedLocation {
                written: self.text(without_query(written)),
                leads_to: Some(self.url(&target)),
                error: None,
            },
            Err(error) => {
                RedactedLocation { written: self.text(written), leads_to: None, error: Some(self.text(&error)) }
            }
        })
    }

    fn failure(&self, failure: &Failure) -> RedactedFailure {
        RedactedFailure { kind: failure.kind(), message: self.text(&failure.to_string()) }
    }

    fn page(&self, page: &Page) -> RedactedPage {
        let heading = if page.heading.is_empty() { &page.title } else { &page.heading };
        RedactedPage {
            kind: page.kind,
            evidence: page.evidence.iter().map(|sentence| self.text(sentence)).collect(),
            heading: self.text(heading),
            links: page
                .links
                .iter()
                .map(|link| RedactedLink { text: self.text(&link.text), address: self.address(&link.url) })
                .collect(),
            forms: page.forms.iter().map(|form| self.form(form)).collect(),
        }
    }

    fn form(&self, form: &Form) -> RedactedForm {
        let controls = form.controls.iter().map(|control| RedactedControl {
            kind: self.text(&control.kind),
            name: self.name(&control.name),
            value: self.text(&control.value),
        });
        RedactedForm {
            method: self.text(&form.method),
            action: self.address(&form.action),
            controls: controls.collect(),
        }
    }

    fn url(&self, url: &Url) -> RedactedUrl {
        RedactedUrl {
            address: self.address(url),
            query: self.pairs(url.query_pairs()),
            fragment: url.fragment().map(|fragment| self.text(fragment)),
        }
    }

    /// A URL without query and fragment.
    fn address(&self, url: &Url) -> Redacted {
        let mut bare = url.clone();
        bare.set_query(None);
        bare.set_fragment(None);
        self.text(bare.as_str())
    }

    fn pairs(&self, pairs: form_urlencoded::Parse<'_>) -> Vec<(Redacted, Redacted)> {
        pairs.map(|(name, value)| (self.name(&name), self.text(&value))).collect()
    }

    /// The first line of a text that was redacted as a whole: a secret may go on in the second.
    fn first_line(&self, text: &str) -> Redacted {
        const MOST: usize = 16 * 1024;
        let end = text.char_indices().map(|(at, _)| at).find(|at| *at >= MOST).unwrap_or(text.len());
        Redacted::ours(self.text(&text[..end]).lines().next().unwrap_or_default())
    }

    /// Secrets do not belong in what operators look for in logs, though one may have got there.
    fn header(&self, name: &str, value: &str) -> Redacted {
        if OF_OPERATORS.contains(&name) { Redacted::by(&KnownAlone(self.symbols), value) } else { self.text(value) }
    }

    /// A name that the protocol defines is not a secret, even where a secret is the same word.
    fn name(&self, name: &str) -> Redacted {
        if is_term(name) { Redacted::ours(name) } else { self.text(name) }
    }

    fn text(&self, text: &str) -> Redacted {
        const LONGEST_REPEATED: usize = 1024;
        if text.len() > LONGEST_REPEATED {
            return Redacted::by(self.symbols, text);
        }
        if let Some(known) = self.known.borrow().get(text) {
            return known.clone();
        }
        let redacted = Redacted::by(self.symbols, text);
        self.known.borrow_mut().insert(text.to_owned(), redacted.clone());
        redacted
    }
}

/// The part before the query and the fragment.
fn without_query(url: &str) -> &str {
    url.split_once(['?', '#']).map_or(url, |(before, _)| before)
}

/// Basic credentials decoded, so that their parts are seen by their names.
fn credentials(value: &str) -> String {
    let basic = value.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Basic"));
    let decoded = basic.and_then(|(_, encoded)| STANDARD.decode(encoded.trim()).ok());
    match decoded.and_then(|bytes| String::from_utf8(bytes).ok()) {
        Some(pair) => format!("Basic base64({pair})"),
        None => value.to_owned(),
    }
}
