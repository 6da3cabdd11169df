//! The names of parameters. What a step leaves out or repeats must be present, else the request is sent unchanged, and the
//! party that responds is accused.

use crate::model::node::{Node, Value};
use crate::model::scenario::StepSource;
use crate::model::span::Span;
use crate::syntax::decode::DecodeError;
use crate::syntax::diagnostic::{did_you_mean, known_names};

/// The parameters of an authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Connect Core §3.1.2.1).
const ASKED: [&str; 8] = [
    "client_id",
    "code_challenge",
    "code_challenge_method",
    "nonce",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
];

/// The parameters that identify a client (RFC 6749 §2.3.1, RFC 7521 §4.2).
const CREDENTIALS: [&str; 4] = ["client_assertion", "client_assertion_type", "client_id", "client_secret"];

/// The parameters of the requests of each kind of step, in addition to a client's credentials.
const SENT: [(&str, &[&str]); 7] = [
    ("client-credentials", &["grant_type", "scope"]),
    ("device-authorize", &["scope"]),
    ("device-poll", &["device_code", "grant_type"]),
    ("exchange", &["code", "code_verifier", "grant_type", "redirect_uri"]),
    ("introspect", &["token"]),
    ("refresh", &["grant_type", "refresh_token"]),
    ("revoke", &["token"]),
];

/// Every other parameter of the IANA registry that a scenario may add: the list of names is literal.
const REGISTERED: [&str; 34] = [
    "access_token",
    "acr_values",
    "actor_token",
    "actor_token_type",
    "assertion",
    "audience",
    "authorization_details",
    "claims",
    "claims_locales",
    "display",
    "dpop_jkt",
    "error",
    "error_description",
    "error_uri",
    "expires_in",
    "id_token",
    "id_token_hint",
    "iss",
    "login_hint",
    "max_age",
    "password",
    "prompt",
    "registration",
    "request",
    "request_uri",
    "requested_token_type",
    "resource",
    "response_mode",
    "session_state",
    "subject_token",
    "token_type",
    "token_type_hint",
    "ui_locales",
    "username",
];

/// The invalid parameter names of a step.
pub(super) fn misnamed(step: &StepSource) -> Vec<DecodeError> {
    match step.kind.value.as_str() {
        // The URL that they change comes from a peer: its parameters are not known here.
        "callback" | "visit" => near_misses(step, &all_known()),
        kind => match sent_by(kind, &step.args) {
            Some(sent) => {
                let mut mistakes = absent(step, &sent);
                mistakes.extend(near_misses_in(step.args.entry("with"), &sent, 5));
                mistakes
            }
            None => Vec::new(),
        },
    }
}

/// The parameters of a step's request; `None` if it is of another kind.
fn sent_by(kind: &str, args: &Node) -> Option<Vec<&'static str>> {
    let mut sent = match kind {
        "authorize" if args.entry("pushed").is_some() => vec!["client_id", "request_uri"],
        "authorize" => ASKED.to_vec(),
        "push" => [&ASKED[..], &CREDENTIALS[..]].concat(),
        _ => {
            let (_, own) = SENT.iter().find(|(name, _)| *name == kind)?;
            [own, &CREDENTIALS[..]].concat()
        }
    };
    sent.sort_unstable();
    sent.dedup();
    Some(sent)
}

/// A parameter that is left out or repeated, and is not present.
fn absent(step: &StepSource, sent: &[&str]) -> Vec<DecodeError> {
    let added = names(step.args.entry("with"));
    let there = |name: &str| sent.contains(&name) || added.iter().any(|(added, _)| *added == name);
    let mut mistakes = Vec::new();
    for (key, what) in [("without", "leave out"), ("twice", "repeat")] {
        for (name, span) in names(step.args.entry(key)) {
            if name.contains("${") {
                // In a mapping it is reported with all other keys.
                mistakes.extend((key == "without").then(|| worked_out(key, name, span)));
            } else if !there(name) && !REGISTERED.contains(&name) {
                // A target may require other registered parameters in every request (`authorization-parameters`).
                let message = format!("the request has no `{name}` to {what}");
                let known = sent.iter().copied().chain(added.iter().map(|(name, _)| *name));
                mistakes.push(DecodeError::at(span, message).help(known_names(name, known.collect::<Vec<_>>())));
            }
        }
    }
    mistakes
}

fn worked_out(key: &str, name: &str, span: Span) -> DecodeError {
    let error = DecodeError::at(span, format!("`{name}` is a name, and names are not evaluated"));
    error.help(format!("`{key}` takes literal parameter names"))
}

/// Names in `without` and `with` of a URL's parameters that resemble a known one.
fn near_misses(step: &StepSource, known: &[&str]) -> Vec<DecodeError> {
    let mut mistakes = near_misses_in(step.args.entry("without"), known, 3);
    mistakes.extend(near_misses_in(step.args.entry("with"), known, 5));
    mistakes
}

/// The minimum length; a shorter name resembles too many.
fn near_misses_in(node: Option<&Node>, known: &[&str], letters: usize) -> Vec<DecodeError> {
    let all = all_known();
    let misspelled = |(name, span): (&str, Span)| {
        if all.contains(&name) || known.contains(&name) || name.len() < letters {
            return None;
        }
        let meant = did_you_mean(name, known.iter().copied().filter(|known| known.len() >= letters))?;
        let error = DecodeError::at(span, format!("`{name}` is not a known parameter"));
        Some(error.help(format!("did you mean `{meant}`?")))
    };
    names(node).into_iter().filter_map(misspelled).collect()
}

fn all_known() -> Vec<&'static str> {
    let sent = SENT.iter().flat_map(|(_, names)| names.iter().copied());
    ASKED.into_iter().chain(CREDENTIALS).chain(REGISTERED).chain(sent).collect()
}

/// The names of a list, or of a mapping's keys.
fn names(node: Option<&Node>) -> Vec<(&str, Span)> {
    match node.map(|node| &node.value) {
        Some(Value::Seq(items)) => items.iter().filter_map(|item| Some((item.text()?, item.span))).collect(),
        Some(Value::Map(entries)) => entries.iter().map(|(key, _)| (key.value.as_str(), key.span)).collect(),
        _ => Vec::new(),
    }
}
