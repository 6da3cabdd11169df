//! YAML text to a [`Node`] tree.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, Location, MergeKeyPolicy, Spanned as Located};

use super::diagnostic::Diagnostic;
use super::yaml_error::in_words;
use crate::model::node::{Node, Value};
use crate::model::source::Source;
use crate::model::span::{Span, Spanned};

/// The maximum nesting depth of values. A thread with the usual stack of 2 MB handles twice as much in a debug build.
const DEEPEST: usize = 20;

/// Parses a file's text. More nodes, aliases or depth than a scenario can need are rejected, not processed.
///
/// A number or `true` is one only as JSON writes it: `no`, `12:30`, `012`, `0x1f` and `1_000` are text, and stay unchanged as a
/// password or a code. Anchors and aliases may be used; `<<` may not.
pub fn parse(source: &Source) -> Result<Node, Diagnostic> {
    let text = source.text();
    let options = serde_saphyr::options! {
        strict_booleans: true,
        duplicate_keys: DuplicateKeyPolicy::Error,
        merge_keys: MergeKeyPolicy::Error,
        with_snippet: false,
        budget: serde_saphyr::budget! {
            max_nodes: 100_000,
            max_events: 400_000,
            max_aliases: 1_000,
            max_depth: DEEPEST,
            flow_nesting_limit: DEEPEST
        }
    };
    if let Some(span) = source.not_utf8() {
        let error = Diagnostic::new(source, span, "the file is not UTF-8 from here on");
        return Err(error.help("save it as UTF-8; YAML allows UTF-16, this program does not"));
    }
    serde_saphyr::from_str_with_options::<Located<Raw>>(text, options).map(|raw| node(raw, text)).map_err(|error| {
        let span = error.location().map_or_else(Span::default, |at| span_of(&at, text));
        let (message, help) = in_words(&error, text, span.start);
        Diagnostic { help, ..Diagnostic::new(source, span, message) }
    })
}

/// What serde-saphyr yields before positions are turned into byte spans.
enum Raw {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    Seq(Vec<Located<Raw>>),
    Map(Vec<(Located<String>, Located<Raw>)>),
}

/// The tree with byte spans.
fn node(raw: Located<Raw>, text: &str) -> Node {
    let written = bytes_of(&raw.defined);
    let written = || text.get(written.start..written.end).unwrap_or_default().to_owned();
    let value = match raw.value {
        Raw::Null => Value::Null,
        Raw::Bool(value) if value.to_string() == written() => Value::Bool(value),
        Raw::Int(value) if value.to_string() == written() => Value::Int(value),
        Raw::Float(value) if is_fraction(&written()) => Value::Float(value),
        Raw::Bool(_) | Raw::Int(_) | Raw::Float(_) => Value::Text(written()),
        Raw::Text(value) => Value::Text(value),
        Raw::Seq(items) => Value::Seq(items.into_iter().map(|item| node(item, text)).collect()),
        Raw::Map(entries) => {
            let key = |key: Located<String>| Spanned { span: bytes_of(&key.referenced), value: key.value };
            Value::Map(entries.into_iter().map(|(name, value)| (key(name), node(value, text))).collect())
        }
    };
    Node { span: bytes_of(&raw.referenced), value }
}

/// A number that is not whole, as JSON writes it.
fn is_fraction(written: &str) -> bool {
    written.contains(['.', 'e', 'E']) && serde_json::from_str::<serde_json::Number>(written).is_ok()
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

            /// A number that is too large is kept as written.
            fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
                Ok(i64::try_from(value).map_or(Raw::Float(f64::INFINITY), Raw::Int))
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

/// The byte span of an error; scanner errors only have line and column.
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
    fn values_that_are_not_json_numbers_or_booleans_are_text() {
        for written in [
            "no",
            "on",
            "yes",
            "y",
            "True",
            "12:30",
            "190:20:30",
            "2024-01-01",
            "1_000",
            "012",
            "0o14",
            "0x1f",
            "08",
            "+5",
            ".5",
            "99999999999999999999",
            "18446744073709551615",
            "-0",
        ] {
            let text = format!("a: {written}\nb: &x {written}\nc: *x\n");
            let Value::Map(entries) = parse(&text).expect("valid YAML").value else { panic!("a mapping") };
            for (_, value) in entries {
                assert_eq!(value.value, Value::Text(written.to_owned()));
            }
        }
    }

    #[test]
    fn numbers_truths_and_nothing_are_values() {
        let node = parse("a: 12\nb: &x -3\nc: *x\nd: 1.50\ne: 1e3\nf: true\ng: ~\nh:\n").expect("valid YAML");
        let value = |key: &str| node.entry(key).map(|node| node.value.clone()).expect("an entry");
        assert_eq!((value("a"), value("b"), value("c")), (Value::Int(12), Value::Int(-3), Value::Int(-3)));
        assert_eq!((value("d"), value("e"), value("f")), (Value::Float(1.5), Value::Float(1000.0), Value::Bool(true)));
        assert_eq!((value("g"), value("h")), (Value::Null, Value::Null));
    }

    #[test]
    fn anchors_represent_whole_values() {
        let node = parse("a: &x {k: v}\nb: *x\n").expect("valid YAML");
        let of = |key: &str| node.entry(key).and_then(|node| node.entry("k")).and_then(Node::text);
        assert_eq!((of("a"), of("b")), (Some("v"), Some("v")));
    }

    #[test]
    fn marks_and_line_ends_of_other_systems_do_not_move_the_caret() {
        for text in ["\u{feff}id: abc\r\nb: \"x\"\r\n", "---\nid: abc\n...\n", "id: abc\rb: c\r"] {
            let node = parse(text).expect("valid YAML");
            let id = node.entry("id").expect("an id");
            assert_eq!((id.text(), &text[id.span.start..id.span.end]), (Some("abc"), "abc"));
        }
        let twice = parse("\u{feff}id: a\r\nid: b\r\n").expect_err("twice");
        assert_eq!(twice.source.place(twice.span), "t.yaml:2:1");
    }

    #[test]
    fn rejected_files_have_a_position_and_help() {
        for (text, place, message) in [
            ("id: a\nid: b\n", "2:1", "duplicate key `id`"),
            ("a:\n  - {x: 1, y: 2, x: 3}\n", "2:18", "duplicate key `x`"),
            ("a: &x {k: v}\nb: {<<: *x}\n", "2:5", "`<<` is YAML 1.1"),
            ("a: *nope\n", "1:4", "no `&name` above"),
            ("a: &a [*a]\n", "1:8", "the value contains itself"),
            ("a:\n\t- b\n", "2:2", "tabs disallowed"),
            ("id: a\n---\nid: b\n", "3:1", "a second document"),
            ("id: a\n\u{feff}b: c\n", "2:1", "BOM"),
            ("a: \"x\u{1}y\"\n", "1:6", "unexpected character"),
            ("a: @x\n", "1:4", "unexpected character"),
            ("a: .inf\n", "1:4", "not a number"),
            ("a: b: c\n", "1:5", "mapping values"),
            ("a: \"x\nb: c\n", "1:4", "unclosed quote"),
            ("a: {b: ${c.d}}\n", "1:9", "flow mapping"),
            ("[a, b]: c\n", "1:1", "expected string"),
            ("null: c\n", "1:1", "string"),
        ] {
            let mistake = parse(text).expect_err(text);
            assert_eq!(mistake.source.place(mistake.span), format!("t.yaml:{place}"), "{text:?}: {}", mistake.message);
            assert!(mistake.message.contains(message), "{text:?}: {}", mistake.message);
            assert!(mistake.help.is_some(), "{text:?}: {}", mistake.message);
        }
    }

    #[test]
    fn unbounded_growth_is_rejected() {
        let bomb = |levels: u32| {
            let level = |n: u32| format!("l{n}: &l{n} [{}]\n", vec![format!("*l{}", n - 1); 9].join(", "));
            (1..levels).fold("l0: &l0 [x, x, x, x, x, x, x, x, x]\n".to_owned(), |text, n| text + &level(n))
        };
        let blocks: String = (0..2_000).map(|depth| " ".repeat(depth) + "a:\n").collect();
        for text in [
            bomb(7),
            format!("a: {}x{}\n", "[".repeat(2_000), "]".repeat(2_000)),
            format!("a: {}\n", "{a: ".repeat(2_000)),
            format!("{}x\n", "- ".repeat(2_000)),
            blocks,
            format!("a: [{}]\n", "x,".repeat(100_001)),
        ] {
            let mistake = parse(&text).expect_err("too much");
            assert!(mistake.help.is_some(), "{}", mistake.message);
        }
        assert!(parse(&bomb(2)).is_ok(), "aliases by themselves are fine");
    }

    #[test]
    fn the_maximum_depth_fits_on_the_stack() {
        let text = format!("a: {}x{}\n", "[".repeat(DEEPEST - 1), "]".repeat(DEEPEST - 1));
        assert!(parse(&text).is_ok());
    }
}
