//! Entries on the wire: the three encodings of HTML forms. A character encoding other than UTF-8 only applies to URL encoding;
//! a body in the other two is always UTF-8.

use std::borrow::Cow;

use form_urlencoded::Serializer;
use url::Url;

use super::charset;
use super::form::Submission;

/// The target URL of a submission, and its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Encoded {
    pub(super) url: Url,
    /// The `content-type` and the body; `None` for a `GET`.
    pub(super) body: Option<(String, String)>,
}

/// Serializes a submission (HTML standard, "mutate action URL", "submit as entity body").
pub(super) fn encode(submission: &Submission) -> Encoded {
    let mut url = submission.url.clone();
    url.set_fragment(submission.url.fragment().filter(|_| submission.method == "POST"));
    if submission.method != "POST" {
        url.set_query(Some(&urlencoded(&submission.entries, &submission.charset)));
        return Encoded { url, body: None };
    }
    let body = match submission.enctype.as_str() {
        "multipart/form-data" => multipart(&submission.entries),
        "text/plain" => ("text/plain".to_owned(), plain(&submission.entries)),
        _ => ("application/x-www-form-urlencoded".to_owned(), urlencoded(&submission.entries, &submission.charset)),
    };
    Encoded { url, body: Some(body) }
}

/// `a=1&b=x+y` (URL standard, "application/x-www-form-urlencoded serializing").
pub(super) fn urlencoded(entries: &[(String, String)], charset: &str) -> String {
    let in_charset: &dyn Fn(&str) -> Cow<'_, [u8]> = &|text| charset::encoded(charset, text);
    let mut serializer = Serializer::new(String::new());
    if !charset.is_empty() {
        serializer.encoding_override(Some(in_charset));
    }
    for (name, value) in entries {
        serializer.append_pair(&crlf(name), &crlf(value));
    }
    serializer.finish()
}

fn plain(entries: &[(String, String)]) -> String {
    let mut body = String::new();
    for (name, value) in entries {
        for part in [&crlf(name), "=", &crlf(value), "\r\n"] {
            body.push_str(part);
        }
    }
    body
}

/// RFC 7578, with names escaped as browsers do. The boundary is always the same, unless an entry contains it.
fn multipart(entries: &[(String, String)]) -> (String, String) {
    let mut boundary = "----oauth-harness-form".to_owned();
    while entries.iter().any(|(name, value)| name.contains(&boundary) || value.contains(&boundary)) {
        boundary.push('-');
    }
    let mut body = String::new();
    for (name, value) in entries {
        let name = crlf(name).replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22");
        let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        for part in [&head, &crlf(value), "\r\n"] {
            body.push_str(part);
        }
    }
    for part in ["--", &boundary, "--\r\n"] {
        body.push_str(part);
    }
    (format!("multipart/form-data; boundary={boundary}"), body)
}

/// Every line break as CRLF.
fn crlf(text: &str) -> String {
    if text.contains(['\r', '\n']) {
        text.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn submission(method: &str, enctype: &str, entries: &[(&str, &str)]) -> Submission {
        let url = Url::parse("http://op.test/a?old=1#f").expect("a URL");
        let entries = entries.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let (method, enctype, charset) = (method.to_owned(), enctype.to_owned(), String::new());
        Submission { page: url.clone(), method, url, enctype, charset, entries }
    }

    #[test]
    fn the_entries_of_a_get_replace_the_query() {
        let encoded = encode(&submission("GET", "", &[("q", "a b&c"), ("é", "~*")]));
        assert_eq!(encoded.url.as_str(), "http://op.test/a?q=a+b%26c&%C3%A9=%7E*");
        assert_eq!(encoded.body, None);
    }

    #[test]
    fn a_post_keeps_the_query() {
        let encoded = encode(&submission("POST", "application/x-www-form-urlencoded", &[("a", "1\n2")]));
        assert_eq!(encoded.url.query(), Some("old=1"));
        assert_eq!(encoded.body, Some(("application/x-www-form-urlencoded".to_owned(), "a=1%0D%0A2".to_owned())));
    }

    #[test]
    fn multipart_escapes_names_and_evades_its_boundary() {
        let (kind, body) = encode(&submission("POST", "multipart/form-data", &[("a\"b", "----oauth-harness-form")]))
            .body
            .expect("a body");
        assert_eq!(kind, "multipart/form-data; boundary=----oauth-harness-form-");
        assert_eq!(
            body,
            "------oauth-harness-form-\r\nContent-Disposition: form-data; name=\"a%22b\"\r\n\r\n----oauth-harness-form\r\n\
             ------oauth-harness-form---\r\n"
        );
    }

    fn entries() -> impl Strategy<Value = Vec<(String, String)>> {
        prop::collection::vec(("\\PC{0,8}", any::<String>()), 0..6)
    }

    proptest! {
        #[test]
        fn urlencoded_entries_come_back(entries in entries()) {
            let encoded = urlencoded(&entries, "");
            prop_assert!(encoded.bytes().all(|b| b.is_ascii_alphanumeric() || b"*-._+%&=".contains(&b)), "{encoded}");
            let back: Vec<(String, String)> = form_urlencoded::parse(encoded.as_bytes()).into_owned().collect();
            let sent: Vec<(String, String)> = entries.iter().map(|(name, value)| (crlf(name), crlf(value))).collect();
            prop_assert_eq!(back, sent);
        }

        #[test]
        fn multipart_entries_come_back(entries in entries()) {
            let (kind, body) = multipart(&entries);
            let boundary = kind.split_once("boundary=").expect("a boundary").1;
            let end = format!("--{boundary}--\r\n");
            let parts = body.strip_suffix(&end).expect("it ends with its boundary");
            let parts: Vec<&str> = parts.split(&format!("--{boundary}\r\n")).skip(1).collect();
            prop_assert_eq!(parts.len(), entries.len());
            for (part, (name, value)) in parts.iter().zip(&entries) {
                let (head, content) = part.split_once("\r\n\r\n").expect("a head");
                prop_assert!(head.ends_with(&format!("name=\"{}\"", name.replace('"', "%22"))), "{head}");
                prop_assert_eq!(content, format!("{}\r\n", crlf(value)));
            }
        }
    }

    #[test]
    fn plain_text_is_lines() {
        let (_, body) = encode(&submission("POST", "text/plain", &[("a", "1 &"), ("b", "")])).body.expect("a body");
        assert_eq!(body, "a=1 &\r\nb=\r\n");
    }
}
