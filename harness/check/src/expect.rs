//! The checks under `expect:`.

use super::kind::Expectation;
use super::kinds::KINDS;
use crate::model::node::{Node, Value};
use crate::model::span::Span;
use crate::syntax::decode::DecodeError;
use crate::syntax::diagnostic::known_names;

/// Parses the value of `expect:`. Every mistake in it is reported.
pub fn read_all(node: &Node) -> Result<Vec<Expectation>, Vec<DecodeError>> {
    let Value::Map(entries) = &node.value else {
        let message = format!("`expect` is a mapping of checks, not {}", node.kind());
        return Err(vec![DecodeError::at(node.span, message)]);
    };
    let mut mistakes = Vec::new();
    if entries.is_empty() {
        mistakes.push(DecodeError::at(node.span, "`expect` without a check judges nothing"));
    }
    let mut expectations = Vec::new();
    for (name, value) in entries {
        let span = Span { start: name.span.start, end: value.span.end.max(name.span.end) };
        let kind = KINDS.iter().find(|kind| kind.name == name.value).ok_or_else(|| {
            DecodeError::at(name.span, format!("unknown check `{}`", name.value))
                .help(known_names(&name.value, KINDS.iter().map(|kind| kind.name)))
        });
        match kind.map_err(|error| vec![error]).and_then(|kind| (kind.read)(value, read_all)) {
            Ok(check) => expectations.push(Expectation { name: name.clone(), span, check }),
            Err(found) => mistakes.extend(found.into_iter().map(|mistake| in_value(mistake, value.span))),
        }
    }
    if mistakes.is_empty() { Ok(expectations) } else { Err(mistakes) }
}

/// A mistake without a position of its own is in the value of the check.
fn in_value(mut mistake: DecodeError, span: Span) -> DecodeError {
    mistake.span.get_or_insert(span);
    mistake
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::source::Source;
    use crate::syntax::yaml;

    #[test]
    fn every_mistake_has_its_place() {
        let text = "within: 5 parsecs\nsame: [a]\ndiffer: [b]\nnot-a-check: 1\nany of:\n- within: never\n- same: [c]\n";
        let source = Source::new("t.yaml", text);
        let mistakes = read_all(&yaml::parse(&source).expect("YAML")).expect_err("mistakes");
        let places: Vec<String> = mistakes.iter().map(|wrong| source.place(wrong.span.expect("a place"))).collect();
        let lines = ["1:9", "2:7", "3:9", "4:1", "6:11", "7:9"];
        assert_eq!(places, lines.map(|place| format!("t.yaml:{place}")));
    }
}
