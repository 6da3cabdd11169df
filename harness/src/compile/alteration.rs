//! What is unusual about a step: the arguments by which a scenario sends something else than a client, a user or a browser
//! would, or stops earlier.

use crate::model::node::{Node, Value};
use crate::model::scenario::StepSource;

/// The arguments that alter a step.
const ALTERING: [&str; 20] = [
    "auth",
    "body",
    "consent",
    "decision",
    "fill",
    "form",
    "headers",
    "in",
    "json",
    "method",
    "outside",
    "password",
    "raw",
    "scheme",
    "secret",
    "stop-before",
    "twice",
    "until",
    "with",
    "without",
];

/// The argument that selects a client authentication method other than the client's own.
const AUTH: &str = "auth";

/// Parameters and headers that change what is requested, not whether it is permitted.
const HARMLESS: [&str; 5] = ["dpop", "nonce", "resource", "scope", "state"];

/// How far steps with `stop-before` go, from the nearest on; a control goes at least as far as its attack.
const STOPS: [&[&str]; 5] = [
    &["request"],
    &["login", "identifier", "password", "select-account"],
    &["one-time-code"],
    &["consent"],
    &["callback"],
];

/// One unusual property of a step.
#[derive(Debug)]
pub(super) struct Alteration<'a> {
    /// The parameter or header, or else the argument. A header with credentials is client authentication, like `auth`.
    pub(super) name: &'a str,
    /// The argument that sets it.
    argument: &'a str,
    /// Its value; if it is left out, its name.
    value: &'a Node,
}

impl Alteration<'_> {
    /// True for what a client may request at any time.
    pub(super) fn is_harmless(&self) -> bool {
        matches!(self.argument, "with" | "headers" | "form") && HARMLESS.contains(&self.name)
    }

    /// True for client authentication.
    pub(super) fn is_way(&self) -> bool {
        self.name == AUTH
    }

    /// True if a step with this one is a control for a step with the other, about the same parameter.
    pub(super) fn allows(&self, other: &Alteration<'_>) -> bool {
        match self.name {
            "stop-before" => {
                let far =
                    |node: &Node| STOPS.iter().position(|stops| stops.iter().any(|stop| node.text() == Some(*stop)));
                self.value.has_same_value(other.value)
                    || matches!((far(self.value), far(other.value)), (Some(ours), Some(theirs)) if ours >= theirs)
            }
            AUTH => self.value.has_same_value(other.value),
            // For the same parameter, the control has a value that works.
            _ => true,
        }
    }
}

/// All unusual properties of a step.
pub(super) fn alterations<'a>(step: &'a StepSource) -> Vec<Alteration<'a>> {
    let Value::Map(entries) = &step.args.value else { return Vec::new() };
    let altering = entries.iter().filter(|(key, _)| ALTERING.contains(&key.value.as_str()));
    altering
        .flat_map(|(key, value)| {
            let argument = key.value.as_str();
            let whole = |name| Alteration { name, argument, value };
            match (&value.value, argument) {
                (Value::Map(parameters), "form" | "headers" | "outside" | "twice" | "with") => {
                    let name = |name: &'a str| if name.eq_ignore_ascii_case("authorization") { AUTH } else { name };
                    parameters
                        .iter()
                        .map(|(key, value)| Alteration { name: name(&key.value), argument, value })
                        .collect()
                }
                (Value::Seq(names), "without") => names
                    .iter()
                    .map(|name| Alteration { name: name.text().unwrap_or(argument), argument, value: name })
                    .collect(),
                _ => vec![whole(argument)],
            }
        })
        .collect()
}

/// The functions that create a token, or modify one.
const FORGING: [&str; 4] = ["jwt_hs256_with_public_key(", "jwt_unsigned(", "jwt_with(", "tampered("];

/// Issued values: a literal one in a scenario is made up.
const ISSUED: [&str; 9] = [
    "access_token",
    "authorization",
    "code",
    "code_verifier",
    "device_code",
    "id_token_hint",
    "refresh_token",
    "request_uri",
    "token",
];

/// The values of a literal request that no party issued.
pub(super) fn made_up(step: &StepSource) -> Vec<&str> {
    let forged = step
        .args
        .texts()
        .into_iter()
        .map(|(text, _)| text)
        .filter(|text| text.contains("${") && FORGING.iter().any(|function| text.contains(function)));
    let parameters = ["form", "headers", "json"].into_iter().filter_map(|argument| step.args.entry(argument));
    let parameters = parameters.filter_map(|parameters| match &parameters.value {
        Value::Map(entries) => Some(entries),
        _ => None,
    });
    let issued = |name: &str| ISSUED.iter().any(|issued| name.eq_ignore_ascii_case(issued));
    let literal = parameters.flatten().filter(|(name, _)| issued(&name.value)).filter_map(|(_, value)| value.text());
    forged.chain(literal.filter(|text| !text.contains("${"))).collect()
}

/// True if a literal request has a parameter of this name.
pub(super) fn sends(step: &StepSource, name: &str) -> bool {
    let in_url = |url: &Node| {
        let url = url.text().unwrap_or_default();
        let after = |at: usize| url[at + name.len()..].trim_start().starts_with('=');
        let alone = |at: usize| !url[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        url.match_indices(name).any(|(at, _)| alone(at) && after(at))
    };
    step.args.entry("url").is_some_and(in_url) || alterations(step).iter().any(|altered| altered.name == name)
}
