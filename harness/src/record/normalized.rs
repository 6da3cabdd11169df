//! Values as a parser of URLs writes them (WHATWG URL standard): without a default port and dot segments, and with the host
//! in its own form.

use url::Url;

/// A value as it is in a URL that was parsed and written again, where it is not the same: a URL on its own, and a part of a
/// path.
pub(super) fn normalized(value: &str) -> Option<String> {
    const BASE: &str = "http://h";
    const PATH: &str = "/a/";
    if value.contains("://") && !value.contains(char::is_whitespace) {
        let url = Url::parse(value).ok()?;
        // The slash after an origin is the beginning of whatever follows it.
        let is_origin = !value.ends_with('/') && url.as_str().ends_with('/');
        let written = &url.as_str()[..url.as_str().len() - usize::from(is_origin)];
        return Some(written.to_owned()).filter(|written| written != value);
    }
    let has_segments = value.contains(['/', '\\']) || value.starts_with('.');
    let is_reduced = has_segments && (value.contains('.') || value.contains("%2") || value.contains('\\'));
    if !is_reduced {
        return None;
    }
    let url = Url::parse(&format!("{BASE}{PATH}./{value}")).ok()?;
    let path = url.as_str().strip_prefix(BASE)?;
    let written = path.strip_prefix(PATH).unwrap_or_else(|| path.trim_start_matches('/'));
    Some(written.to_owned()).filter(|written| written != value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_written_as_parsers_write_it() {
        for (value, written) in [
            ("HTTPS://OP.Test:443/par/../req/k7!w2", Some("https://op.test/req/k7!w2")),
            ("https://b\u{fc}cher.test/r", Some("https://xn--bcher-kva.test/r")),
            ("http://127.1/r", Some("http://127.0.0.1/r")),
            ("https://op.test/req", None),
            ("https://op.test", None),
            ("https://OP.test", Some("https://op.test")),
            ("k7/./w2", Some("k7/w2")),
            ("x9/%2e%2e/k7w2", Some("k7w2")),
            ("../k7w2", Some("k7w2")),
            ("k7\\w2", Some("k7/w2")),
            ("k7.w2/x", None),
            ("k7w2", None),
            ("https://[", None),
        ] {
            assert_eq!(normalized(value).as_deref(), written, "{value}");
        }
    }
}
