//! Texts of a scenario that HTTP must be able to carry: literal texts are checked when the file is parsed, the values of `${…}`
//! when the step runs.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use super::step_error::StepError;
use super::text::{Changes, Text};

/// Headers to replace or add: name and value, in file order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Headers(pub Vec<(String, Text)>);

/// The method of a request: a token (RFC 9110 §9.1).
pub(super) fn method<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    text(deserializer, |method| {
        if is_token(method) { Ok(()) } else { Err(format!("HTTP has no method `{}`", method.escape_debug())) }
    })
}

/// An optional method.
pub(super) fn some_method<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    method(deserializer).map(Some)
}

/// A whole number of seconds, or `${…}`.
pub(super) fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
    written(deserializer, |text| match text.parse::<u64>() {
        Ok(_) => Ok(()),
        Err(_) => Err(format!("`{text}` is not a whole number of seconds")),
    })
}

/// The name of a cookie.
pub(super) fn cookie_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
    written(deserializer, name_of_cookie)
}

/// The value of a cookie.
pub(super) fn cookie_value<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
    written(deserializer, value_of_cookie)
}

/// A cookie that a browser could store; nothing else is required of it, because attackers ignore the grammar.
pub(super) fn cookie(name: &str, value: &str) -> Result<(), StepError> {
    name_of_cookie(name).and_then(|()| value_of_cookie(value)).map_err(StepError::Value)
}

/// The path of a cookie (RFC 6265 §5.2.4): if it does not begin with a slash, a browser uses another one.
pub(super) fn cookie_path(path: &str) -> Result<(), StepError> {
    if path.starts_with('/') && !path.contains(';') && !path.contains(char::is_control) {
        return Ok(());
    }
    let path = path.escape_debug();
    Err(StepError::Value(format!(
        "a cookie cannot have the path `{path}`: it must begin with `/` and must not contain `;`"
    )))
}

/// The value of a header (RFC 9110 §5.5).
pub(super) fn header_value(name: &str, value: &str) -> Result<(), StepError> {
    value_of_header(value).map_err(|why| StepError::Value(format!("the header `{name}` cannot be sent: {why}")))
}

fn is_token(text: &str) -> bool {
    let in_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(in_token)
}

fn name_of_cookie(name: &str) -> Result<(), String> {
    if name.is_empty() || name.contains([';', '=']) || name.contains(char::is_control) {
        let why = "it is empty, or contains `;`, `=` or a control character";
        return Err(format!("a cookie cannot be named `{}`: {why}", name.escape_debug()));
    }
    Ok(())
}

fn value_of_cookie(value: &str) -> Result<(), String> {
    if value.contains(';') || value.contains(char::is_control) {
        let shown = value.escape_debug();
        return Err(format!("a cookie cannot have the value `{shown}`: it contains `;` or a control character"));
    }
    Ok(())
}

fn value_of_header(value: &str) -> Result<(), String> {
    match value.chars().find(|c| c.is_ascii_control() && *c != '\t') {
        None => Ok(()),
        Some(c) => Err(format!("HTTP cannot carry the character `{}` in a header", c.escape_debug())),
    }
}

fn name_of_header(name: &str) -> Result<(), String> {
    if is_token(name) { Ok(()) } else { Err(format!("HTTP has no header `{}`", name.escape_debug())) }
}

/// A literal text.
fn text<'de, D: Deserializer<'de>>(deserializer: D, check: TextCheck) -> Result<String, D::Error> {
    deserializer.deserialize_string(CheckedText { check, evaluate: false })
}

/// A text that cannot be checked before the step runs if it contains `${…}`.
fn written<'de, D: Deserializer<'de>>(deserializer: D, check: TextCheck) -> Result<Text, D::Error> {
    deserializer.deserialize_string(CheckedText { check, evaluate: true }).map(Text)
}

type TextCheck = fn(&str) -> Result<(), String>;

/// Checks a text while it is parsed: only then is its position known.
struct CheckedText {
    check: TextCheck,
    evaluate: bool,
}

impl Visitor<'_> for CheckedText {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
        if !self.evaluate || !text.contains("${") {
            (self.check)(text).map_err(E::custom)?;
        }
        Ok(text.to_owned())
    }
}

impl<'de> Deserialize<'de> for Headers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct HeaderName(String);
        struct HeaderValue(Text);
        struct HeadersVisitor;

        impl<'de> Deserialize<'de> for HeaderName {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                text(deserializer, name_of_header).map(HeaderName)
            }
        }

        impl<'de> Deserialize<'de> for HeaderValue {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                written(deserializer, value_of_header).map(HeaderValue)
            }
        }

        impl<'de> Visitor<'de> for HeadersVisitor {
            type Value = Headers;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping of header names to values")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Headers, A::Error> {
                let mut headers = Vec::new();
                while let Some((HeaderName(name), HeaderValue(value))) = map.next_entry()? {
                    headers.push((name, value));
                }
                Ok(Headers(headers))
            }
        }

        deserializer.deserialize_map(HeadersVisitor)
    }
}

/// The same as that of any parameters: a name and a text.
impl JsonSchema for Headers {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Changes::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Changes::json_schema(generator)
    }
}
