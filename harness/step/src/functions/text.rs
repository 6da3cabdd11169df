//! Encodings, hashes, and paths into values.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use minijinja::{Error, Value};
use serde_json_path::JsonPath;

use super::{Sources, refused};
use crate::oauth::{client_auth, entropy, hash, pkce};
use crate::syntax::template::value_of;

pub(super) fn base64(_: &Sources) -> Value {
    Value::from_function(|text: String| STANDARD.encode(text))
}

pub(super) fn base64url(_: &Sources) -> Value {
    Value::from_function(|text: String| URL_SAFE_NO_PAD.encode(text))
}

pub(super) fn decode(_: &Sources) -> Value {
    Value::from_function(|text: String| -> Result<String, Error> {
        let bytes = URL_SAFE_NO_PAD.decode(text.trim_end_matches('='));
        let bytes = bytes.map_err(|error| refused(format!("`{text}` is not base64url: {error}")))?;
        String::from_utf8(bytes).map_err(|_| refused(format!("`{text}` is base64url of bytes that are not text")))
    })
}

pub(super) fn entropy_of(_: &Sources) -> Value {
    Value::from_function(|text: String| entropy::bits(&text))
}

pub(super) fn sha256(_: &Sources) -> Value {
    Value::from_function(|text: String| hex(&hash::sha256(&[text.as_bytes()])))
}

pub(super) fn s256_challenge(_: &Sources) -> Value {
    Value::from_function(|verifier: String| pkce::s256_challenge(&verifier))
}

pub(super) fn urlencode(_: &Sources) -> Value {
    Value::from_function(|text: String| client_auth::form_encoded(&text).replace('+', "%20"))
}

pub(super) fn percent_encoded(_: &Sources) -> Value {
    Value::from_function(|text: String| {
        text.bytes().fold(String::new(), |mut encoded, byte| {
            let _ = write!(encoded, "%{byte:02X}");
            encoded
        })
    })
}

pub(super) fn form_encode(_: &Sources) -> Value {
    Value::from_function(|text: String| client_auth::form_encoded(&text))
}

pub(super) fn jsonpath(_: &Sources) -> Value {
    Value::from_function(|value: Value, path: String| -> Result<Value, Error> {
        let parsed =
            JsonPath::parse(&path).map_err(|error| refused(format!("`{path}` is not a valid JSONPath: {error}")))?;
        let json = serde_json::to_value(&value).map_err(|error| refused(format!("the value is not JSON: {error}")))?;
        let found = parsed.query(&json).first().ok_or_else(|| refused(format!("`{path}` finds nothing in {json}")))?;
        Ok(value_of(found))
    })
}

/// Bytes in hexadecimal, in lower case.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::value;

    #[test]
    fn texts_are_encoded_and_decoded() {
        for (expression, wanted) in [
            ("base64('id:secret?>')", "aWQ6c2VjcmV0Pz4="),
            ("base64url('id:secret?>')", "aWQ6c2VjcmV0Pz4"),
            ("base64url_decode('aWQ6c2VjcmV0Pz4')", "id:secret?>"),
            ("urlencode('a b+c/é~')", "a%20b%2Bc%2F%C3%A9~"),
            ("percent_encoded('a/é')", "%61%2F%C3%A9"),
            ("form_encode('a b+c/é~')", "a+b%2Bc%2F%C3%A9~"),
            ("sha256('abc')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "s256_challenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')",
                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            ),
        ] {
            assert_eq!(value(expression), Ok(json!(wanted)), "{expression}");
        }
        assert!(value("base64url_decode('*')").expect_err("refused").contains("is not base64url"));
        assert!(value("base64url_decode('_w')").expect_err("refused").contains("not text"));
    }

    #[test]
    fn a_path_finds_its_first_value_with_its_type() {
        assert_eq!(value("jsonpath({'a': [1, {'b': true}]}, '$.a[1].b')"), Ok(json!(true)));
        assert_eq!(value("jsonpath({'a': [1, 2]}, '$..a[*]')"), Ok(json!(1)));
        assert_eq!(value("jsonpath(grant, '$.code')"), Ok(json!("abc")));
        assert!(value("jsonpath({}, '$.a')").expect_err("refused").contains("finds nothing"));
        assert!(value("jsonpath({}, '$[')").expect_err("refused").contains("is not a valid JSONPath"));
    }
}
