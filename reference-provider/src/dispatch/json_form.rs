//! The layout of JSON (RFC 8259 §2 and §7): whitespace and escapes do not change its meaning.

use std::fmt::Write as _;

use http::header;
use serde_json::Value;

use crate::http::body::Body;
use crate::http::respond::Response;
use crate::policy::JsonText;

/// The response with its JSON in this layout; any other response is unchanged.
pub(crate) fn laid_out(form: JsonText, response: Response) -> Response {
    let is_json = response.headers().get(header::CONTENT_TYPE).is_some_and(|value| value == "application/json");
    if form == JsonText::Compact || !is_json {
        return response;
    }
    response.map(|body| {
        let bytes = body.into_bytes();
        let text = std::str::from_utf8(&bytes).ok().and_then(|text| written(form, text));
        text.map_or_else(|| Body::from(bytes), Body::from)
    })
}

fn written(form: JsonText, text: &str) -> Option<String> {
    match form {
        JsonText::Compact => None,
        JsonText::Indented => {
            let value: Value = serde_json::from_str(text).ok()?;
            serde_json::to_string_pretty(&value).ok().map(|text| format!("\n{text}\n"))
        }
        // Slashes and non-ASCII characters occur only in strings.
        JsonText::Escaped => Some(text.chars().fold(String::new(), |mut escaped, c| {
            match c {
                '/' => escaped.push_str("\\/"),
                c if c.is_ascii() => escaped.push(c),
                c => {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        let _ = write!(escaped, "\\u{unit:04x}");
                    }
                }
            }
            escaped
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_means_the_same() {
        let text = r#"{"url":"https://op.example/","name":"Größe 😀","list":[1,{}],"quoted":"a\\\"b"}"#;
        let value: Value = serde_json::from_str(text).expect("JSON");
        for form in [JsonText::Escaped, JsonText::Indented] {
            let other = written(form, text).expect("it is JSON");
            assert_ne!(other, text);
            assert_eq!(serde_json::from_str::<Value>(&other).ok().as_ref(), Some(&value), "{form:?}: {other}");
        }
        assert!(written(JsonText::Escaped, text).is_some_and(|text| text.is_ascii() && text.contains("\\/")));
    }
}
