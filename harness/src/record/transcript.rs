//! The transcript of a case: every exchange of every actor as text that is the same in every run.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::Url;

use super::symbol::Symbols;
use crate::http;
use crate::model::exchange::{Exchange, Request, Response};
use crate::model::page::Page;

/// Response headers that differ between runs and machines, or say how and not what.
const LEFT_OUT: [&str; 8] =
    ["connection", "content-length", "content-type", "date", "keep-alive", "location", "server", "transfer-encoding"];

/// Request headers that every request has, or that say how and not what: those that a story adds are not among them.
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

/// Every exchange in full.
pub fn transcript(log: &[Exchange], pages: &BTreeMap<usize, Page>, symbols: &Symbols) -> String {
    let mut text = String::new();
    for (index, exchange) in log.iter().enumerate() {
        let separator = if index == 0 { "" } else { "\n" };
        let _ = writeln!(text, "{separator}{}. {}", index + 1, exchange.actor);
        write_request(&mut text, &exchange.request, symbols);
        match &exchange.outcome {
            Ok(response) => write_response(&mut text, response, &exchange.request.url, pages.get(&index), symbols),
            Err(failure) => {
                let _ = writeln!(text, "  !! {}", symbols.apply(&failure.to_string()));
            }
        }
    }
    // A bare CR would be invisible, and Git or an editor may change it.
    text.replace('\r', "\\r")
}

/// Every exchange as one line.
pub fn hops(log: &[Exchange], symbols: &Symbols) -> Vec<String> {
    log.iter()
        .map(|exchange| {
            let request = &exchange.request;
            let outcome = match &exchange.outcome {
                Ok(response) => match response.header("location").filter(|_| response.is_redirect()) {
                    Some(location) => format!("{} → {}", response.status, without_query(location)),
                    None => response.status.to_string(),
                },
                Err(failure) => failure.to_string(),
            };
            let url = without_query(request.url.as_str());
            symbols.apply(&format!("{:<8} {:<4} {url}  {outcome}", exchange.actor, request.method))
        })
        .collect()
}

/// What each page was taken for, and why, by the index of its exchange.
pub fn understood(pages: &BTreeMap<usize, Page>, symbols: &Symbols) -> BTreeMap<usize, String> {
    let tell = |page: &Page| {
        let why = if page.evidence.is_empty() { "nothing tells".to_owned() } else { page.evidence.join("; ") };
        symbols.apply(&format!("{} page: {why}", page.kind.name()))
    };
    pages.iter().map(|(index, page)| (*index, tell(page))).collect()
}

fn without_query(url: &str) -> String {
    match url.split_once(['?', '#']) {
        Some((before, _)) => format!("{before}?…"),
        None => url.to_owned(),
    }
}

fn write_request(text: &mut String, request: &Request, symbols: &Symbols) {
    let _ = writeln!(text, "  {} {}", request.method, address(&request.url, symbols));
    write_query(text, &request.url, "    ", symbols);
    for (name, value) in request.headers.iter().filter(|(name, _)| !USUAL.contains(&name.as_str())) {
        let value = if name == "authorization" { credentials(value) } else { value.clone() };
        let _ = writeln!(text, "    {name}: {}", symbols.apply(&value));
    }
    if request.media_type().ends_with("json") {
        let _ = writeln!(text, "    {}", symbols.apply(&request.body));
        return;
    }
    for (name, value) in form_urlencoded::parse(request.body.as_bytes()) {
        let _ = writeln!(text, "    & {} = {}", symbols.apply(&name), symbols.apply(&value));
    }
}

fn write_response(text: &mut String, response: &Response, url: &Url, page: Option<&Page>, symbols: &Symbols) {
    let _ = writeln!(text, "  {} {}", response.status, response.media_type());
    if let Some((location, target)) = response.header("location").zip(http::sent_by_header(response, url)) {
        match target {
            Ok(target) => {
                let _ = writeln!(text, "    → {}", address(&target, symbols));
                write_query(text, &target, "      ", symbols);
            }
            Err(error) => {
                let _ = writeln!(text, "    → {} ({error})", symbols.apply(location));
            }
        }
    }
    for (name, value) in response.headers.iter().filter(|(name, _)| !LEFT_OUT.contains(&name.as_str())) {
        let _ = writeln!(text, "    {name}: {}", symbols.apply(value));
    }
    match (page, response.json()) {
        (Some(page), _) => write_page(text, page, symbols),
        (None, Some(json @ (serde_json::Value::Object(_) | serde_json::Value::Array(_)))) => {
            let pretty = serde_json::to_string_pretty(&json).expect("a JSON value is always writable");
            for line in symbols.apply(&pretty).lines() {
                let _ = writeln!(text, "    {line}");
            }
        }
        (None, _) if response.body.is_empty() => {}
        (None, _) => {
            let _ = writeln!(text, "    {}", symbols.apply(response.body.lines().next().unwrap_or_default()));
        }
    }
}

fn write_page(text: &mut String, page: &Page, symbols: &Symbols) {
    let name = if page.heading.is_empty() { &page.title } else { &page.heading };
    let _ = writeln!(text, "    {} page \"{}\"", page.kind.name(), symbols.apply(name));
    for link in &page.links {
        let _ = writeln!(text, "    link \"{}\" {}", symbols.apply(&link.text), address(&link.url, symbols));
    }
    for form in &page.forms {
        let _ = writeln!(text, "    form {} {}", form.method, address(&form.action, symbols));
        for control in &form.controls {
            let name = if control.name.is_empty() { "(no name)" } else { &control.name };
            let _ = write!(text, "      {} {name}", control.kind);
            if !control.value.is_empty() {
                let _ = write!(text, " = {}", symbols.apply(&control.value));
            }
            text.push('\n');
        }
    }
}

fn address(url: &Url, symbols: &Symbols) -> String {
    let mut bare = url.clone();
    bare.set_query(None);
    bare.set_fragment(None);
    symbols.apply(bare.as_str())
}

fn write_query(text: &mut String, url: &Url, indent: &str, symbols: &Symbols) {
    for (name, value) in url.query_pairs() {
        let _ = writeln!(text, "{indent}? {} = {}", symbols.apply(&name), symbols.apply(&value));
    }
    if let Some(fragment) = url.fragment() {
        let _ = writeln!(text, "{indent}# {}", symbols.apply(fragment));
    }
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
