//! A [`Node`] as a serde deserializer: typed structs out of a tree, every error with its position.

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
};

use super::diagnostic::{Diagnostic, did_you_mean, known_names};
use crate::model::node::{Node, Value};
use crate::model::source::Source;
use crate::model::span::{SPANNED, Span, Spanned};

/// A mistake found while decoding, without its file yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// Its position; `None` until the innermost value with a position has seen the error.
    pub span: Option<Span>,
    /// What is wrong.
    pub message: String,
    /// What to try.
    pub help: Option<String>,
    /// The missing key, if that is the mistake.
    missing: Option<&'static str>,
    /// The known keys, if an unknown key is the mistake.
    known: Option<&'static [&'static str]>,
}

impl DecodeError {
    /// An error at a position.
    pub fn at(span: Span, message: impl Into<String>) -> Self {
        DecodeError { span: Some(span), message: message.into(), help: None, missing: None, known: None }
    }

    /// Adds what to try.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same, if a mapping has one key more than its reader knows: `key` is the unknown one.
    #[must_use]
    pub fn knowing(self, key: &str, more: &str) -> Self {
        let Some(known) = self.known else { return self };
        self.help(known_names(key, known.iter().copied().chain([more])))
    }

    /// The error as a message about a file.
    pub fn in_source(self, source: &Source) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(source, self.span.unwrap_or_default(), self.message);
        diagnostic.help = self.help;
        diagnostic
    }

    fn or_at(mut self, span: Span) -> Self {
        self.span.get_or_insert(span);
        self
    }
}

/// Decodes a node.
pub fn decode<T: DeserializeOwned>(node: &Node) -> Result<T, DecodeError> {
    T::deserialize(Decoder(node))
}

/// Decodes as much of a node as possible: every mistake is reported and left out, so that all mistakes are found at once. There
/// is a value if the rest is sufficient for one.
pub fn decode_all<T: DeserializeOwned>(node: &Node) -> (Option<T>, Vec<DecodeError>) {
    let mut node = node.clone();
    let mut mistakes = Vec::new();
    let mut left_out: Vec<String> = Vec::new();
    loop {
        let error = match decode(&node) {
            Ok(value) => return (Some(value), mistakes),
            Err(error) => error,
        };
        let pruned = error.span.and_then(|span| prune(&mut node, span));
        // A key that is present, with a mistake in it or in its name, is not reported as missing as well.
        let is_reported =
            error.missing.is_some_and(|key| left_out.iter().any(|name| did_you_mean(name, [key]).is_some()));
        if !is_reported {
            mistakes.push(error);
        }
        match pruned {
            Some(name) => left_out.push(name),
            None => return (None, mistakes),
        }
    }
}

/// Removes the entry or item whose key or value is at exactly this position; its key, or `None` if it has none.
fn prune(node: &mut Node, span: Span) -> Option<String> {
    match &mut node.value {
        Value::Seq(items) => {
            if let Some(at) = items.iter().position(|item| item.span == span) {
                items.remove(at);
                return Some(String::new());
            }
            items.iter_mut().find_map(|item| prune(item, span))
        }
        Value::Map(entries) => {
            if let Some(at) = entries.iter().position(|(key, value)| key.span == span || value.span == span) {
                return Some(entries.remove(at).0.value);
            }
            entries.iter_mut().find_map(|(_, value)| prune(value, span))
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) => None,
    }
}

impl std::fmt::Display for DecodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for DecodeError {}

impl de::Error for DecodeError {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        DecodeError { span: None, message: message.to_string(), help: None, missing: None, known: None }
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let known = expected.iter().copied();
        let error = DecodeError::custom(format!("unknown key `{field}`")).help(known_names(field, known));
        DecodeError { known: Some(expected), ..error }
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let known = expected.iter().copied();
        DecodeError::custom(format!("unknown value `{variant}`")).help(known_names(variant, known))
    }

    fn missing_field(field: &'static str) -> Self {
        DecodeError { missing: Some(field), ..DecodeError::custom(format!("the key `{field}` is missing")) }
    }

    fn duplicate_field(field: &'static str) -> Self {
        DecodeError::custom(format!("duplicate key `{field}`"))
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        DecodeError::invalid_type(unexpected, expected)
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        let seen = match unexpected {
            Unexpected::Unit => "nothing".to_owned(),
            Unexpected::Map => "a mapping".to_owned(),
            Unexpected::Seq => "a list".to_owned(),
            Unexpected::Str(text) => format!("the text `{text}`"),
            Unexpected::Unsigned(number) => format!("the number {number}"),
            Unexpected::Signed(number) => format!("the number {number}"),
            // As written, and not as parsed: `1e3` is not `1000`.
            Unexpected::Float(_) => "a number with a fraction or an exponent".to_owned(),
            other => other.to_string(),
        };
        let wants_text = expected.to_string() == "a string";
        let expected = match expected.to_string().as_str() {
            "a map" => "a mapping".to_owned(),
            "a sequence" => "a list".to_owned(),
            "a string" => "text".to_owned(),
            "u8" | "u16" | "u32" | "u64" | "usize" if too_large(unexpected) => "a smaller number".to_owned(),
            "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number".to_owned(),
            "i64" => "a whole number, with or without a sign".to_owned(),
            "a nonzero usize" => "a whole number from 1 on".to_owned(),
            "f64" => "a number".to_owned(),
            other => other.to_owned(),
        };
        let error = DecodeError::custom(format!("expected {expected}, found {seen}"));
        match unexpected {
            Unexpected::Float(_) if wants_text => error.help("write it in quotes"),
            _ => error,
        }
    }
}

/// A whole number whose only mistake is its size.
fn too_large(seen: Unexpected<'_>) -> bool {
    match seen {
        Unexpected::Unsigned(_) => true,
        Unexpected::Signed(number) => number >= 0,
        _ => false,
    }
}

/// A node, as serde asks for it.
#[derive(Clone, Copy)]
struct Decoder<'de>(&'de Node);

impl<'de> Deserializer<'de> for Decoder<'de> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.0.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Int(value) => visitor.visit_i64(*value),
            Value::Float(value) => visitor.visit_f64(*value),
            Value::Text(value) => visitor.visit_borrowed_str(value),
            Value::Seq(items) => visitor.visit_seq(Items(items.iter())),
            Value::Map(entries) => visitor.visit_map(Entries { entries: entries.iter(), value: None }),
        }
        .map_err(|error| error.or_at(self.0.span))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.0.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    /// A number is accepted as written where a string is expected: `scope: 7` is the scope `7`.
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.0.value {
            Value::Int(value) => visitor.visit_string(value.to_string()),
            Value::Bool(value) => visitor.visit_string(value.to_string()),
            _ => self.deserialize_any(visitor),
        }
        .map_err(|error| error.or_at(self.0.span))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self).map_err(|error| error.or_at(self.0.span))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        if name == SPANNED {
            return visitor.visit_map(Placed { node: self.0, next: 0 }).map_err(|error| error.or_at(self.0.span));
        }
        match &self.0.value {
            // A struct whose keys are all optional may be left empty.
            Value::Null => visitor.visit_map(Entries { entries: [].iter(), value: None }),
            Value::Map(_) => return self.deserialize_any(visitor),
            _ => Err(de::Error::custom(format!("expected a mapping, found {}", self.0.kind()))),
        }
        .map_err(|error: DecodeError| error.or_at(self.0.span))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match &self.0.value {
            Value::Text(text) => visitor.visit_enum(IntoDeserializer::<DecodeError>::into_deserializer(text.as_str())),
            Value::Map(entries) if entries.len() == 1 => {
                visitor.visit_enum(MapAccessDeserializer::new(Entries { entries: entries.iter(), value: None }))
            }
            _ => Err(de::Error::custom(format!("expected one name, found {}", self.0.kind()))),
        }
        .map_err(|error| error.or_at(self.0.span))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str bytes byte_buf unit unit_struct seq tuple tuple_struct map
        identifier ignored_any
    }
}

struct Items<'de>(std::slice::Iter<'de, Node>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, DecodeError> {
        self.0.next().map(|node| seed.deserialize(Decoder(node))).transpose()
    }
}

struct Entries<'de> {
    entries: std::slice::Iter<'de, (Spanned<String>, Node)>,
    value: Option<&'de Node>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DecodeError> {
        let Some((key, value)) = self.entries.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        let name = StrDeserializer::<DecodeError>::new(&key.value);
        seed.deserialize(name).map(Some).map_err(|error| error.or_at(key.span))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, DecodeError> {
        let node = self.value.take().expect("serde asks for a value only after its key");
        seed.deserialize(Decoder(node))
    }
}

/// Provides the fields `start`, `end` and `value` of [`Spanned`].
struct Placed<'de> {
    node: &'de Node,
    next: u8,
}

impl<'de> MapAccess<'de> for Placed<'de> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DecodeError> {
        let Some(name) = ["start", "end", "value"].get(usize::from(self.next)) else {
            return Ok(None);
        };
        seed.deserialize(de::value::BorrowedStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, DecodeError> {
        self.next += 1;
        match self.next {
            1 => seed.deserialize(self.node.span.start.into_deserializer()),
            2 => seed.deserialize(self.node.span.end.into_deserializer()),
            _ => seed.deserialize(Decoder(self.node)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize, PartialEq)]
    #[serde(deny_unknown_fields, rename_all = "kebab-case")]
    struct Sample {
        id: Spanned<String>,
        #[serde(default)]
        log_in: Option<SampleDecision>,
        #[serde(default)]
        numbers: Vec<i64>,
    }

    #[derive(Debug, serde::Deserialize, PartialEq)]
    #[serde(rename_all = "kebab-case")]
    enum SampleDecision {
        Allow,
        Deny,
    }

    fn read(text: &str) -> Result<Sample, String> {
        let source = Source::new("t.yaml", text);
        let node = crate::yaml::parse(&source).map_err(|error| error.message)?;
        decode(&node).map_err(|error| {
            let shown = error.clone().in_source(&source);
            format!("{} {} / {}", source.place(shown.span), error.message, error.help.unwrap_or_default())
        })
    }

    #[test]
    fn values_come_with_their_place() {
        let sample = read("id: abc\nlog-in: deny\nnumbers: [1, 2]\n").expect("valid");
        assert_eq!((sample.id.value.as_str(), sample.id.span), ("abc", Span { start: 4, end: 7 }));
        assert_eq!((sample.log_in, sample.numbers), (Some(SampleDecision::Deny), vec![1, 2]));
    }

    #[test]
    fn mistakes_are_left_out_until_all_are_found() {
        let source = Source::new("t.yaml", "idd: a\nlog-in: alow\nnumbers: [1, x, 2, y]\n");
        let node = crate::yaml::parse(&source).expect("YAML");
        let (sample, mistakes) = decode_all::<Sample>(&node);
        let messages: Vec<&str> = mistakes.iter().map(|mistake| mistake.message.as_str()).collect();
        assert_eq!(sample, None);
        assert_eq!(messages.len(), 4, "{messages:?}");
        assert!(!messages.iter().any(|message| message.contains("missing")), "{messages:?}");
        let good = crate::yaml::parse(&Source::new("t.yaml", "id: a\nnumber: 1\n")).expect("YAML");
        let (sample, mistakes) = decode_all::<Sample>(&good);
        assert_eq!((sample.map(|sample| sample.id.value), mistakes.len()), (Some("a".to_owned()), 1));
    }

    #[test]
    fn mistakes_are_placed_at_the_innermost_value() {
        assert_eq!(
            read("id: a\nlog_in: allow\n").expect_err("unknown key"),
            "t.yaml:2:1 unknown key `log_in` / did you mean `log-in`? Known here: `id`, `log-in`, `numbers`"
        );
        assert_eq!(
            read("id: a\nlog-in: alow\n").expect_err("unknown value"),
            "t.yaml:2:9 unknown value `alow` / did you mean `allow`? Known here: `allow`, `deny`"
        );
        for written in ["1e3", "3.10"] {
            assert_eq!(
                read(&format!("id: {written}\n")).expect_err("not text"),
                "t.yaml:1:5 expected text, found a number with a fraction or an exponent / write it in quotes"
            );
            assert_eq!(read(&format!("id: '{written}'\n")).expect("text").id.value, written);
        }
        assert!(read("id: a\nnumbers: [1, x]\n").expect_err("type").starts_with("t.yaml:2:14 "));
        assert!(read("numbers: []\n").expect_err("missing").contains("`id` is missing"));
    }
}
