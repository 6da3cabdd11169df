//! `any of`: several outcomes are acceptable; all checks of at least one of them must match.

use schemars::{Schema, SchemaGenerator, json_schema};

use crate::model::node::{Node, Value};
use crate::model::verdict::Mismatch;
use crate::step::{Evidence, Observation};
use crate::syntax::decode::DecodeError;
use crate::{Check, CheckKind, Expectation, ParseNested, ParseResult, one_of};

pub(super) const KIND: CheckKind = CheckKind {
    name: "any of",
    summary: "A list of acceptable outcomes, each a mapping of checks; all checks of at least one outcome must match.",
    read,
    schema,
};

#[derive(Debug)]
struct AnyOf(Vec<Vec<Expectation>>);

impl Check for AnyOf {
    fn judge(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let mut whys = Vec::new();
        for outcome in &self.0 {
            let why: Vec<Mismatch> =
                outcome.iter().filter_map(|expectation| expectation.check.judge(seen, evidence).err()).collect();
            if why.is_empty() {
                return Ok(());
            }
            whys.push(why);
        }
        Err(none_of(whys))
    }

    fn names_status(&self, status: u16) -> bool {
        self.0.iter().flatten().any(|expectation| expectation.check.names_status(status))
    }

    fn is_about_statuses(&self) -> bool {
        self.0.iter().flatten().any(|expectation| expectation.check.is_about_statuses())
    }

    fn is_about_failures(&self, status: u16) -> bool {
        self.0.iter().flatten().any(|expectation| expectation.check.is_about_failures(status))
    }
}

/// The mismatches of each outcome, if no outcome matches.
fn none_of(mut whys: Vec<Vec<Mismatch>>) -> Mismatch {
    // If an outcome has no mismatch except one that could not be judged, it may well have occurred.
    if let Some(why) = whys.iter().find(|why| why.iter().all(|mismatch| mismatch.unjudged)).and_then(|why| why.first())
    {
        return why.clone();
    }
    for why in &mut whys {
        why.retain(|mismatch| !mismatch.unjudged);
    }
    let joined = |why: &[Mismatch], part: fn(&Mismatch) -> &str| -> String {
        let mut parts: Vec<&str> = Vec::new();
        for mismatch in why {
            if !parts.contains(&part(mismatch)) {
                parts.push(part(mismatch));
            }
        }
        parts.join(", and ")
    };
    let expected: Vec<String> = whys.iter().map(|why| joined(why, |mismatch| &mismatch.expected)).collect();
    let seen: Vec<String> = whys.iter().map(|why| joined(why, |mismatch| &mismatch.seen)).collect();
    let hint = whys.into_iter().flatten().find_map(|mismatch| mismatch.hint);
    let seen = match seen.split_first() {
        Some((first, rest)) if rest.iter().all(|seen| seen == first) => first.clone(),
        _ => {
            let numbered = seen.iter().enumerate().map(|(at, seen)| format!("not outcome {}: {seen}", at + 1));
            numbered.collect::<Vec<_>>().join("\n")
        }
    };
    Mismatch { hint, ..Mismatch::new(one_of(&expected), seen) }
}

fn schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "array", "minItems": 2, "items": {"$ref": "#/$defs/Expect"}})
}

fn read(node: &Node, parse_nested: ParseNested) -> ParseResult {
    let Value::Seq(items) = &node.value else {
        let message = format!("`any of` is a list of outcomes, not {}", node.kind());
        return Err(vec![DecodeError::at(node.span, message)]);
    };
    if items.len() < 2 {
        return Err(vec![DecodeError::at(node.span, "`any of` needs at least two outcomes")]);
    }
    let (mut outcomes, mut mistakes) = (Vec::new(), Vec::new());
    for item in items {
        match parse_nested(item) {
            Ok(outcome) => outcomes.push(outcome),
            Err(found) => mistakes.extend(found),
        }
    }
    if mistakes.is_empty() { Ok(Box::new(AnyOf(outcomes))) } else { Err(mistakes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_says_why_it_is_not_there() {
        let page = || Mismatch::new("a login page", "status 200");
        let error = || Mismatch::new("the error `invalid_grant`", "status 200");
        let header = || Mismatch::new("no `x`", "`x` = 1").hint("look there");
        let result = none_of(vec![vec![page()], vec![error(), header()]]);
        assert_eq!(result.expected, "a login page or the error `invalid_grant`, and no `x`");
        assert_eq!(result.seen, "not outcome 1: status 200\nnot outcome 2: status 200, and `x` = 1");
        assert_eq!(result.hint.as_deref(), Some("look there"));
        assert_eq!(none_of(vec![vec![page()], vec![error()]]).seen, "status 200", "the same is said once");
    }

    #[test]
    fn an_outcome_that_cannot_be_judged_may_be_there() {
        let plain = || Mismatch::new("a", "b");
        let unknown = || Mismatch::unjudged("a value", "none");
        assert!(none_of(vec![vec![plain()], vec![unknown()]]).unjudged);
        assert!(!none_of(vec![vec![unknown(), plain()], vec![plain(), unknown()]]).unjudged);
    }
}
