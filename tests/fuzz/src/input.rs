//! How the bytes of a fuzzer become what the targets read: text, the first lines of which are what is small.

use oauth_harness::model::exchange::{Request, Response};
use url::Url;

/// The bytes as text; what is not UTF-8 is replaced, as it is where texts come from peers.
pub fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}

/// The first line, and what follows it.
pub fn first_line(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}

/// The first line as a URL, or another one.
pub fn url(line: &str) -> Url {
    Url::parse(line).unwrap_or_else(|_| Url::parse("https://op.test/a/b?c=d#e").expect("a URL"))
}

/// Lines `name: value` up to an empty one; then a body.
pub fn message(text: &str) -> (Vec<(String, String)>, String) {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let pair = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
    };
    (head.lines().filter_map(pair).collect(), body.to_owned())
}

/// A response of such a text.
pub fn response(text: &str) -> Response {
    let (headers, body) = message(text);
    let status = headers.iter().find(|(name, _)| name == "status").and_then(|(_, value)| value.parse().ok());
    Response { status: status.unwrap_or(200), headers, body }
}

/// A request of such a text.
pub fn request(text: &str) -> Request {
    let (headers, body) = message(text);
    let at = headers.iter().find(|(name, _)| name == "url").map_or("", |(_, value)| value.as_str());
    Request { method: "POST".to_owned(), url: url(at), headers, body }
}
