//! A short text again and again, up to 64 kB: what takes more than linear time runs into the time limit. The first letter
//! says who reads it.

use std::collections::BTreeMap;

use oauth_harness::browser::{continue_action, page_from_html, received};
use oauth_harness::http::{self, Directives, MediaType};
use oauth_harness::model::decoded::Decoded;
use oauth_harness::model::exchange::Response;
use oauth_harness::model::redacted::Redactor;
use oauth_harness::model::source::Source;
use oauth_harness::oauth::jwt::{Jwt, Strictness};
use oauth_harness::oauth::{entropy, token};
use oauth_harness::record::snapshot::unified_diff;
use oauth_harness::record::symbol::Symbols;
use oauth_harness::syntax::{scenario, target, template};

use super::input::{text, url};

const LENGTH: usize = 64 * 1024;

/// Reads it.
pub fn read(data: &[u8]) {
    let text = text(data);
    let mut letters = text.chars();
    let Some(reader) = letters.next() else { return };
    let (before, unit) = letters.as_str().split_once('\n').unwrap_or(("", letters.as_str()));
    if unit.is_empty() || unit.len() > 200 {
        return;
    }
    let long = format!("{before}{}", unit.repeat(LENGTH / unit.len()));
    let base = url("");
    let header =
        |name: &str| Response { status: 401, headers: vec![(name.to_owned(), long.clone())], body: String::new() };
    match reader {
        'p' => drop(continue_action(&page_from_html(&base, 200, "text/html", &long))),
        'r' => drop(Symbols::default().redact(&long)),
        'd' => {
            for layer in Decoded::layers(&long) {
                for inside in layer.wrapped() {
                    assert!(inside.bytes().len() <= long.len());
                }
            }
        }
        's' => drop(scenario::read(&Source::new("x.yaml", long))),
        't' => drop(target::read(&Source::new("t.yaml", long), &BTreeMap::<String, String>::new())),
        '$' => drop(template::mentions(&long)),
        'w' => drop(http::challenges(&header("www-authenticate"))),
        'm' => drop((MediaType::parse(&long), Directives::read(&long))),
        'c' => drop(received(200, header("content-type").headers, long.clone().into_bytes(), LENGTH)),
        'l' => drop((http::refresh(&long, &base), http::resolve(&long, &base))),
        'j' => drop((Jwt::read(&long, Strictness::Lenient), entropy::bits(&long))),
        'b' => drop(token::repeated_members(&long)),
        'v' => drop(unified_diff(&long, before)),
        _ => {}
    }
}
