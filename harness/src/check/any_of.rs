//! `any of`: several outcomes are acceptable; one of them has to be there as a whole.

use schemars::{Schema, SchemaGenerator, json_schema};

use super::{Check, Expectation, Kind, Reading, one_of, read_all};
use crate::model::node::{Node, Value};
use crate::model::verdict::Mismatch;
use crate::step::{Observation, World};
use crate::syntax::decode::DecodeError;

pub(super) const KIND: Kind = Kind {
    name: "any of",
    summary: "A list of acceptable outcomes, each a mapping of checks; one of them has to hold as a whole.",
    read,
    schema,
};

#[derive(Debug)]
struct AnyOf(Vec<Vec<Expectation>>);

impl Check for AnyOf {
    fn judge(&self, seen: &Observation, world: &World) -> Result<(), Mismatch> {
        let mut expected = Vec::new();
        let mut last = None;
        for outcome in &self.0 {
            let judged: Result<Vec<()>, Mismatch> =
                outcome.iter().map(|expectation| expectation.check.judge(seen, world)).collect();
            match judged {
                Ok(_) => return Ok(()),
                Err(mismatch) => {
                    expected.push(mismatch.expected.clone());
                    last = Some(mismatch);
                }
            }
        }
        let seen_last = last.map_or_else(String::new, |mismatch| mismatch.seen);
        Err(Mismatch::new(one_of(&expected), seen_last))
    }
}

fn schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "array", "minItems": 2, "items": {"$ref": "#/$defs/Expect"}})
}

fn read(node: &Node) -> Reading {
    let Value::Seq(items) = &node.value else {
        let message = format!("`any of` is a list of outcomes, not {}", node.kind());
        return Err(vec![DecodeError::at(node.span, message)]);
    };
    if items.len() < 2 {
        return Err(vec![DecodeError::at(node.span, "`any of` lists two outcomes or more")]);
    }
    let (mut outcomes, mut mistakes) = (Vec::new(), Vec::new());
    for item in items {
        match read_all(item) {
            Ok(outcome) => outcomes.push(outcome),
            Err(found) => mistakes.extend(found),
        }
    }
    if mistakes.is_empty() { Ok(Box::new(AnyOf(outcomes))) } else { Err(mistakes) }
}
