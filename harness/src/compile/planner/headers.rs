//! The names of headers: one that resembles a known one is a typo, and would have no effect at any provider.

use crate::model::node::{Node, Value};
use crate::model::span::Spanned;
use crate::syntax::decode::DecodeError;
use crate::syntax::diagnostic::did_you_mean;

/// The headers that scenarios have reason to use.
const KNOWN: [&str; 52] = [
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "access-control-allow-credentials",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "access-control-max-age",
    "access-control-request-headers",
    "access-control-request-method",
    "age",
    "allow",
    "authorization",
    "cache-control",
    "connection",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-length",
    "content-location",
    "content-security-policy",
    "content-type",
    "cookie",
    "date",
    "dpop",
    "dpop-nonce",
    "etag",
    "expires",
    "forwarded",
    "host",
    "if-modified-since",
    "if-none-match",
    "last-modified",
    "link",
    "location",
    "origin",
    "permissions-policy",
    "pragma",
    "referer",
    "referrer-policy",
    "retry-after",
    "server",
    "set-cookie",
    "strict-transport-security",
    "user-agent",
    "vary",
    "via",
    "www-authenticate",
    "x-content-type-options",
    "x-frame-options",
];

/// Names under `headers:` of a step.
pub(super) fn misspelled_in_step(args: &Node) -> Vec<DecodeError> {
    args.entry("headers").map(|headers| keys(headers).filter_map(misspelled).collect()).unwrap_or_default()
}

/// Names in the check `header`, also inside of `any of`.
pub(super) fn misspelled_in_checks(expect: &Node) -> Vec<DecodeError> {
    let outcomes = expect.entry("any of").map(Node::items).unwrap_or_default();
    let mut mistakes: Vec<DecodeError> = outcomes.iter().flat_map(misspelled_in_checks).collect();
    let Some(header) = expect.entry("header") else { return mistakes };
    for key in ["has", "lacks", "with", "not"] {
        let Some(named) = header.entry(key) else { continue };
        mistakes.extend(keys(named).filter_map(misspelled));
        let items =
            named.items().iter().filter_map(|item| Some(Spanned { value: item.text()?.to_owned(), span: item.span }));
        mistakes.extend(items.filter_map(|name| misspelled(&name)));
    }
    mistakes
}

fn keys(node: &Node) -> impl Iterator<Item = &Spanned<String>> {
    let entries = if let Value::Map(entries) = &node.value { entries.as_slice() } else { &[] };
    entries.iter().map(|(key, _)| key)
}

fn misspelled(name: &Spanned<String>) -> Option<DecodeError> {
    /// A shorter name resembles too many.
    const SHORT: usize = 5;
    let lower = name.to_ascii_lowercase();
    if KNOWN.contains(&lower.as_str()) || lower.len() < SHORT {
        return None;
    }
    let near = |known: &&str| known.len() >= SHORT && known.len().abs_diff(lower.len()) <= 1;
    let meant = did_you_mean(&lower, KNOWN.into_iter().filter(near))?;
    let error = DecodeError::at(name.span, format!("`{}` is not a known header", name.value));
    Some(error.help(format!("did you mean `{meant}`?")))
}
