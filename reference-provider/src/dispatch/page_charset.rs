//! The charset of pages and of form submissions (HTML standard, "selecting a form submission encoding").

use bytes::Bytes;
use encoding_rs::{Encoding, SHIFT_JIS, UTF_8, WINDOWS_1252};
use http::{HeaderValue, header};

use crate::http::body::Body;
use crate::http::request::Request;
use crate::http::respond::Response;
use crate::http::routes::Route;
use crate::policy::Charset;

/// The charset declaration of a page.
const META: &str = "<meta charset=\"utf-8\">";
/// Where non-ASCII characters are added to a page. In `Shift_JIS` the second byte of some is a backslash.
const FOOTER: &str = "</footer>";

/// The page in its charset; any other response is unchanged.
pub(crate) fn written(charset: Charset, mut response: Response) -> Response {
    let is_page =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    let (content_type, name, letters) = match charset {
        _ if !is_page => return response,
        Charset::Utf8 => return response,
        Charset::Latin1 => ("text/html; charset=ISO-8859-1", "iso-8859-1", " Für Tests © · Größe"),
        Charset::ShiftJis => ("text/html; charset=Shift_JIS", "shift_jis", " ソフト・表示"),
        Charset::InMeta => ("text/html", "utf-8", " Für Tests ・表示"),
    };
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response.map(|body| {
        let text = String::from_utf8_lossy(&body.into_bytes())
            .replace(META, &format!("<meta charset=\"{name}\">"))
            .replace(FOOTER, &format!("{letters}{FOOTER}"));
        Body::from(Bytes::from(encoding(charset).encode(&text).0.into_owned()))
    })
}

/// A form that a browser submitted in the charset of the page, converted to UTF-8.
pub(crate) fn read(charset: Charset, request: &mut Request) {
    let is_page = request.route.is_some_and(Route::is_page);
    let encoding = encoding(charset);
    if encoding == UTF_8 || !is_page || !request.has_content_type("application/x-www-form-urlencoded") {
        return;
    }
    let mut form = form_urlencoded::Serializer::new(String::new());
    let decoded = |text: &[u8]| encoding.decode_without_bom_handling(&percent_decoded(text)).0.into_owned();
    for pair in request.body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let (name, value) = (halves.next().unwrap_or_default(), halves.next().unwrap_or_default());
        form.append_pair(&decoded(name), &decoded(value));
    }
    request.body = Bytes::from(form.finish());
}

fn encoding(charset: Charset) -> &'static Encoding {
    match charset {
        Charset::Utf8 | Charset::InMeta => UTF_8,
        // What browsers decode under the name ISO 8859-1 (Encoding standard).
        Charset::Latin1 => WINDOWS_1252,
        Charset::ShiftJis => SHIFT_JIS,
    }
}

fn percent_decoded(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&first, behind)) = rest.split_first() {
        let code = behind.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let code = code.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        rest = if let (b'%', Some(byte)) = (first, code) {
            bytes.push(byte);
            &behind[2..]
        } else {
            bytes.push(if first == b'+' { b' ' } else { first });
            behind
        };
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_read() {
        assert_eq!(percent_decoded(b"a+b%20%83%5C%zz"), b"a b \x83\\%zz");
        assert_eq!(SHIFT_JIS.decode_without_bom_handling(&percent_decoded(b"%83%5C")).0, "ソ");
    }
}
