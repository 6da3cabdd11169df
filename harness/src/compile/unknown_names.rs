//! The clients, users and other sites that a scenario names, compared with those of a target: `check` reports every unknown
//! name.

use std::collections::BTreeSet;

use super::roles;
use super::unfold::{UnfoldedStep, unfold};
use crate::model::node::Node;
use crate::model::scenario::{Fragment, Scenario};
use crate::model::source::Source;
use crate::model::span::Span;
use crate::model::target::Target;
use crate::syntax::decode::DecodeError;
use crate::syntax::diagnostic::{Diagnostic, did_you_mean, known_names};
use crate::syntax::template::{self, Mention};

/// A name in a scenario.
#[derive(Clone, Debug)]
pub(super) struct NamedItem {
    file: Source,
    span: Span,
    /// `clients`, `users` or `others`.
    kind: &'static str,
    called: String,
}

/// Every client, user and other site that a scenario names in its steps, in its rows, and in the fragments that it uses.
pub(super) fn names(scenario: &Scenario, fragments: &std::collections::BTreeMap<String, Fragment>) -> Vec<NamedItem> {
    let unfolded = unfold(scenario, fragments);
    let mut found = Vec::new();
    for row in &scenario.rows {
        mentioned(&row.values, &scenario.source, &mut found);
    }
    for step in &unfolded.steps {
        for node in step.nodes() {
            mentioned(node, step.file, &mut found);
        }
        found.extend(named_in(step));
    }
    // A step may also refer to a client that the scenario has registered, and to an inbox that it has opened.
    found.retain(|name| !unfolded.saved.contains(name.called.as_str()));
    let mut once: Vec<NamedItem> = Vec::new();
    for name in found {
        let is_same = |other: &NamedItem| other.span == name.span && other.file.path() == name.file.path();
        if !once.iter().any(is_same) {
            once.push(name);
        }
    }
    once
}

/// The names that a target does not have, and that are not roles of the built-in scenarios: a target may lack those.
pub(super) fn missing(names: &[NamedItem], target: &Target) -> Vec<Diagnostic> {
    let clients: Vec<&str> = target.clients.keys().map(String::as_str).collect();
    let users: Vec<&str> = target.users.keys().map(String::as_str).collect();
    let others: Vec<&str> = target.others.keys().map(String::as_str).collect();
    let mut mistakes = Vec::new();
    for NamedItem { file, span, kind, called: name } in names {
        let (there, roles): (_, &[roles::Role]) = match *kind {
            "clients" => (&clients, roles::CLIENTS),
            "users" => (&users, roles::USERS),
            _ => (&others, &[]),
        };
        if !there.contains(&name.as_str()) && !roles::is_known(roles, name) {
            let error = DecodeError::at(*span, format!("the target has no `{kind}.{name}`"));
            let place = target.source.path().display();
            let help = format!("in {place}; {}", known_names(name, there.iter().copied()));
            mistakes.push(error.help(help).in_source(file));
        }
    }
    mistakes
}

/// The clients and users of a target that no scenario and no role knows, if they resemble one that the target lacks: they are
/// misspelled, and every scenario about the intended one would be skipped. A name that resembles none belongs to a user's own
/// scenario.
pub(super) fn misspelled<'a>(target: &Target, names: impl Iterator<Item = &'a NamedItem>) -> Vec<DecodeError> {
    let names: Vec<&NamedItem> = names.collect();
    let clients = target.clients.iter().map(|(name, entry)| (name.as_str(), entry.span)).collect();
    let users = target.users.iter().map(|(name, user)| (name.as_str(), user.span)).collect();
    let sides: [(_, _, Vec<(&str, Span)>, _); 2] =
        [("clients", "client", clients, roles::CLIENTS), ("users", "user", users, roles::USERS)];
    let mut mistakes = Vec::new();
    for (kind, what, written, roles) in sides {
        let of_scenarios = names.iter().filter(|name| name.kind == kind).map(|name| name.called.as_str());
        let known: BTreeSet<&str> = roles.iter().map(|role| role.name).chain(of_scenarios).collect();
        let is_there = |known: &str| written.iter().any(|(name, _)| *name == known);
        for (name, span) in written.iter().filter(|(name, _)| !known.contains(name)) {
            if let Some(meant) = did_you_mean(name, known.iter().copied().filter(|known| !is_there(known))) {
                let error = DecodeError::at(key(target, name, *span), format!("no scenario uses a {what} `{name}`"));
                mistakes.push(
                    error.help(format!("did you mean `{meant}`? `oauth-harness explain {kind}` lists the names")),
                );
            }
        }
    }
    mistakes
}

/// The key of an entry: it is before its value.
fn key(target: &Target, name: &str, value: Span) -> Span {
    let before = target.source.text().get(..value.start).unwrap_or_default();
    before.rfind(name).map_or(value, |start| Span { start, end: start + name.len() })
}

/// What the `${…}` of a tree refer to.
fn mentioned(node: &Node, file: &Source, found: &mut Vec<NamedItem>) {
    const KINDS: [&str; 3] = ["clients", "users", "others"];
    let refers = |text: &str| text.contains("${") && KINDS.iter().any(|kind| text.contains(kind));
    for (text, span) in node.texts().into_iter().filter(|(text, _)| refers(text)) {
        let mentions = template::mentions(text).unwrap_or_default();
        for Mention { path, range, .. } in mentions.into_iter().filter(|mention| !mention.optional) {
            let mut parts = path.split('.');
            let (Some(side), Some(name)) = (parts.next(), parts.next()) else { continue };
            let Some(kind) = KINDS.into_iter().find(|kind| *kind == side) else { continue };
            let span = span.part_of(text, &range);
            found.push(NamedItem { file: file.clone(), span, kind, called: name.to_owned() });
        }
    }
}

/// The client and the user that a step names.
fn named_in(step: &UnfoldedStep<'_>) -> impl Iterator<Item = NamedItem> {
    [("client", "clients"), ("user", "users")].into_iter().filter_map(|(key, kind)| {
        let node = step.argument(key)?;
        let name = node.text().filter(|name| !name.contains("${"))?;
        Some(NamedItem { file: step.file.clone(), span: node.span, kind, called: name.to_owned() })
    })
}
