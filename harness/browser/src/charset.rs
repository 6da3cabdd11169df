//! The encoding of a page and of its form submissions (HTML standard, "determining the character encoding" and "selecting a
//! form submission encoding").

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

use crate::model::exchange::Response;
use crate::model::media_type::MediaType;

/// A page must declare its encoding within this many bytes.
const PRESCANNED: usize = 1024;

/// The text of a body. Only text for people uses an encoding other than UTF-8: JSON has no choice (RFC 8259 §8.1).
pub(super) fn text(content_type: Option<&str>, body: &[u8]) -> String {
    let encoding = if is_text(content_type) { of(content_type, body) } else { UTF_8 };
    // The byte order mark is kept: the reader of the text may need it.
    encoding.decode_without_bom_handling(body).0.into_owned()
}

/// The encoding of a page that was parsed already, by its name; empty for UTF-8.
pub(super) fn of_page(response: &Response) -> String {
    let content_type = response.header("content-type");
    // The name of an encoding is ASCII, and reads the same before and after.
    name(of(content_type, response.body.as_bytes()))
}

/// The first encoding that a form accepts, by its name; `None` if it leaves the choice to the page.
pub(super) fn accepted(labels: &str) -> Option<String> {
    labels.split_ascii_whitespace().find_map(|label| Encoding::for_label(label.as_bytes())).map(name)
}

/// The name by which a form declares its encoding.
pub(super) fn shown(charset: &str) -> &str {
    if charset.is_empty() { UTF_8.name() } else { charset }
}

/// Text in the encoding of that name; characters outside it become character references, as in browsers.
pub(super) fn encoded<'t>(charset: &str, text: &'t str) -> Cow<'t, [u8]> {
    Encoding::for_label(charset.as_bytes()).unwrap_or(UTF_8).encode(text).0
}

/// The encoding of form submissions: UTF-16 is never used.
fn name(encoding: &'static Encoding) -> String {
    let encoding = encoding.output_encoding();
    if encoding == UTF_8 { String::new() } else { encoding.name().to_owned() }
}

fn is_text(content_type: Option<&str>) -> bool {
    let Some(media_type) = content_type.and_then(MediaType::parse) else { return true };
    media_type.essence.starts_with("text/") || media_type.essence == "application/xhtml+xml"
}

/// By the byte order mark, by the header, by the page itself, in this order.
fn of(content_type: Option<&str>, body: &[u8]) -> &'static Encoding {
    Encoding::for_bom(body)
        .map(|(encoding, _)| encoding)
        .or_else(|| Encoding::for_label(MediaType::parse(content_type?)?.get("charset")?.as_bytes()))
        .or_else(|| in_meta(&body[..body.len().min(PRESCANNED)]))
        .unwrap_or(UTF_8)
}

/// `<meta charset>`, or `<meta http-equiv=content-type content="…; charset=…">`.
fn in_meta(start: &[u8]) -> Option<&'static Encoding> {
    let text = String::from_utf8_lossy(start).to_ascii_lowercase();
    let mut rest = text.as_str();
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = &comment[comment.find("-->")?..];
            continue;
        }
        let (tag, behind) = rest.split_once('>')?;
        rest = behind;
        let Some(attributes) = tag.strip_prefix("<meta").filter(|it| it.starts_with([' ', '\t', '\n', '\r', '/']))
        else {
            continue;
        };
        let Some((_, value)) = attributes.split_once("charset") else { continue };
        let Some(value) = value.trim_start().strip_prefix('=') else { continue };
        let value = value.trim_start().trim_start_matches(['"', '\'']);
        let label = value.split(['"', '\'', ';', ' ', '\t', '\n', '\r', '/']).next().unwrap_or_default();
        let Some(encoding) = Encoding::for_label(label.as_bytes()) else { continue };
        // A page in which this is readable is not in UTF-16.
        return Some(match encoding {
            it if it == UTF_16BE || it == UTF_16LE => UTF_8,
            it if it == X_USER_DEFINED => WINDOWS_1252,
            it => it,
        });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_of_a_body_is_detected() {
        let latin = b"<meta charset=iso-8859-1><p>caf\xe9";
        let shift_jis = b"<META http-equiv=Content-Type content='text/html; charset=Shift_JIS'>\x93\xfa";
        for (content_type, body, seen) in [
            (Some("text/html; charset=windows-1252"), &b"caf\xe9 \x80"[..], "caf\u{e9} \u{20ac}"),
            (Some("text/html; Charset=\"ISO-8859-1\""), &b"\xe9"[..], "\u{e9}"),
            (Some("text/html"), &latin[..], "\u{e9}"),
            (Some("text/html"), &shift_jis[..], "\u{65e5}"),
            // The header takes precedence over the page, and comments do not count.
            (Some("text/html; charset=utf-8"), &b"<meta charset=iso-8859-1>\xc3\xa9"[..], "\u{e9}"),
            (Some("text/html"), &b"<!-- <meta charset=iso-8859-1> -->\xc3\xa9"[..], "\u{e9}"),
            (Some("text/html"), &b"<meta charset=utf-16>\xc3\xa9"[..], "\u{e9}"),
            (Some("text/html; charset=no-such-thing"), &b"\xc3\xa9"[..], "\u{e9}"),
            (Some("application/json; charset=windows-1252"), &b"\"\xc3\xa9\""[..], "\u{e9}"),
            (None, &b"\xc3\xa9"[..], "\u{e9}"),
        ] {
            let text = text(content_type, body);
            assert!(text.contains(seen), "{content_type:?}: {text}");
        }
    }

    #[test]
    fn a_form_is_sent_in_its_accepted_encoding_or_that_of_its_page() {
        assert_eq!(accepted("no-such-thing latin1 utf-8").as_deref(), Some("windows-1252"));
        assert_eq!(accepted("UTF-8").as_deref(), Some(""));
        assert_eq!(accepted("utf-16").as_deref(), Some(""), "UTF-16 is never sent");
        assert_eq!(accepted(""), None);
        assert_eq!(encoded("windows-1252", "\u{e9}\u{65e5}"), Cow::Borrowed(&b"\xe9&#26085;"[..]));
        assert_eq!(encoded("", "\u{e9}"), Cow::Borrowed(&b"\xc3\xa9"[..]));
    }
}
