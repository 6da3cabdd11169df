//! YAML text to a [`Node`] tree.

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, Error, Location, Spanned};

use super::diagnostic::Diagnostic;
use crate::model::node::{Node, Value};
use crate::model::source::Source;
use crate::model::span::{At, Span};

/// Reads a file's text. More nodes, aliases or depth than a scenario can need are refused, not worked through.
pub fn parse(source: &Source) -> Result<Node, Diagnostic> {
    let options = serde_saphyr::options! {
        strict_booleans: true,
        duplicate_keys: DuplicateKeyPolicy::Error,
        with_snippet: false,
        budget: serde_saphyr::budget! { max_nodes: 100_000, max_events: 400_000, max_aliases: 1_000, max_depth: 60 }
    };
    if let Some(span) = source.not_utf8() {
        let error = Diagnostic::new(source, span, "the file is not UTF-8 from here on");
        return Err(error.help("save it as UTF-8; YAML allows UTF-16, this program does not"));
    }
    let text = source.text();
    serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, options).map(Node::from).map_err(|error| {
        let span = error.location().map_or_else(Span::default, |at| span_of(&at, text));
        let (message, help) = explain(error.without_snippet(), text.split_at_checked(span.start).unwrap_or((text, "")));
        Diagnostic { help, ..Diagnostic::new(source, span, message) }
    })
}

/// An error of the YAML reader in words for the author of a file, and what to try, from the text before and after it.
fn explain(error: &Error, (before, after): (&str, &str)) -> (String, Option<String>) {
    let help = |text: &str| Some(text.to_owned());
    match error {
        Error::DuplicateMappingKey { key, .. } => {
            (format!("the key `{}` stands here twice", key.as_deref().unwrap_or("…")), help("keep one of the two"))
        }
        Error::MultipleDocuments { .. } => {
            ("a second document begins here".to_owned(), help("put it in a file of its own, or take out the `---`"))
        }
        _ => {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            if let Some(breach) = message.strip_prefix("budget breached: ") {
                return too_much(breach);
            }
            let help = if message.starts_with("tabs ") {
                help("indent with spaces")
            } else if after.starts_with("${") || before.ends_with('$') && after.starts_with('{') {
                help("put a text with `${…}` in quotes where it stands between braces")
            } else {
                None
            };
            (format!("not readable as YAML: {message}"), help)
        }
    }
}

/// More of something than [`parse`] works through.
fn too_much(breach: &str) -> (String, Option<String>) {
    if breach.starts_with("Depth") {
        return ("nested deeper than any scenario or target needs".to_owned(), None);
    }
    let message = "larger than any scenario or target needs, with every alias written out";
    (message.to_owned(), Some("write fewer aliases (`*name`), or split the file".to_owned()))
}

/// What serde-saphyr yields before positions are turned into byte spans.
enum Raw {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    Seq(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl From<Spanned<Raw>> for Node {
    fn from(raw: Spanned<Raw>) -> Node {
        let span = bytes_of(&raw.referenced);
        let value = match raw.value {
            Raw::Null => Value::Null,
            Raw::Bool(value) => Value::Bool(value),
            Raw::Int(value) => Value::Int(value),
            Raw::Float(value) => Value::Float(value),
            Raw::Text(value) => Value::Text(value),
            Raw::Seq(items) => Value::Seq(items.into_iter().map(Node::from).collect()),
            Raw::Map(entries) => Value::Map(
                entries
                    .into_iter()
                    .map(|(key, value)| (At { span: bytes_of(&key.referenced), value: key.value }, Node::from(value)))
                    .collect(),
            ),
        };
        Node { span, value }
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RawVisitor;

        impl<'de> Visitor<'de> for RawVisitor {
            type Value = Raw;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("any YAML value")
            }

            fn visit_unit<E>(self) -> Result<Raw, E> {
                Ok(Raw::Null)
            }

            fn visit_none<E>(self) -> Result<Raw, E> {
                Ok(Raw::Null)
            }

            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
                Raw::deserialize(deserializer)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
                Ok(Raw::Bool(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
                Ok(Raw::Int(value))
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Raw, E> {
                i64::try_from(value).map(Raw::Int).map_err(|_| E::custom(format!("the number {value} is too large")))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
                Ok(Raw::Float(value))
            }

            fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
                Ok(Raw::Text(value.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Raw, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Raw::Seq(items))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Raw::Map(entries))
            }
        }

        deserializer.deserialize_any(RawVisitor)
    }
}

fn bytes_of(location: &Location) -> Span {
    let span = location.span();
    let number = |value: Option<u64>| value.and_then(|value| usize::try_from(value).ok()).unwrap_or_default();
    let start = number(span.byte_offset());
    Span { start, end: start + number(span.byte_len()) }
}

/// The byte span of an error; scanner errors know only line and column.
fn span_of(location: &Location, text: &str) -> Span {
    if location.span().byte_offset().is_some() {
        return bytes_of(location);
    }
    let line = usize::try_from(location.line()).unwrap_or(1).max(1);
    let column = usize::try_from(location.column()).unwrap_or(1).max(1);
    let line_start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let within = text[line_start..].char_indices().nth(column - 1).map_or(0, |(at, _)| at);
    Span { start: line_start + within, end: line_start + within }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Node, Diagnostic> {
        super::parse(&Source::new("t.yaml", text))
    }

    #[test]
    fn keys_and_values_know_their_bytes() {
        let text = "id: abc\nsteps:\n  - get: \"é/x\"\n";
        let node = parse(text).expect("valid YAML");
        let Value::Map(entries) = &node.value else { panic!("a mapping") };
        assert_eq!(&text[entries[0].0.span.start..entries[0].0.span.end], "id");
        assert_eq!(&text[entries[0].1.span.start..entries[0].1.span.end], "abc");
        assert_eq!(node.texts().last().map(|(text, _)| *text), Some("é/x"));
    }

    #[test]
    fn yaml_1_1_surprises_are_text() {
        let node = parse("a: no\nb: on\nc: 12:30\nd: 0o14\ne: 1e3\n").expect("valid YAML");
        let text = |key: &str| node.entry(key).and_then(Node::text).map(str::to_owned);
        assert_eq!(text("a").as_deref(), Some("no"));
        assert_eq!(text("b").as_deref(), Some("on"));
        assert_eq!(text("c").as_deref(), Some("12:30"));
    }

    #[test]
    fn duplicate_keys_tabs_and_alias_bombs_are_refused_with_a_place() {
        let duplicate = parse("id: a\nid: b\n").expect_err("duplicate");
        assert_eq!(duplicate.message, "the key `id` stands here twice");
        assert_eq!(duplicate.source.position(duplicate.span.start).0, 2);
        assert!(parse("a:\n\t- b\n").is_err());
        let mut bomb = String::from("a: &a [x,x,x,x,x,x,x,x,x]\n");
        for (name, before) in ["b", "c", "d", "e", "f", "g"].iter().zip(["a", "b", "c", "d", "e", "f"]) {
            bomb.push_str(&[name, ": &", name, " [", &vec![format!("*{before}"); 9].join(","), "]\n"].concat());
        }
        assert!(parse(&bomb).is_err());
    }
}
