//! YAML as a tree in which every key and value knows where it stands.

use super::span::{At, Span};

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// The values of JSON. What YAML would make of `no`, `012` or `12:30` is text here, as it is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Everything else.
    Text(String),
    /// A list.
    Seq(Vec<Node>),
    /// A mapping; its keys are text, each only once, in file order.
    Map(Vec<(At<String>, Node)>),
}

impl Node {
    /// The value under a key of a mapping.
    pub fn entry(&self, key: &str) -> Option<&Node> {
        let Value::Map(entries) = &self.value else {
            return None;
        };
        entries.iter().find(|(name, _)| name.value == key).map(|(_, node)| node)
    }

    /// The text of a text node.
    pub fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// Every text inside, with its place, in file order.
    pub fn texts(&self) -> Vec<(&str, Span)> {
        match &self.value {
            Value::Text(text) => vec![(text.as_str(), self.span)],
            Value::Seq(items) => items.iter().flat_map(Node::texts).collect(),
            Value::Map(entries) => entries.iter().flat_map(|(_, node)| node.texts()).collect(),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => Vec::new(),
        }
    }

    /// What kind of value it is, in words for a message.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "true or false",
            Value::Int(_) | Value::Float(_) => "a number",
            Value::Text(_) => "text",
            Value::Seq(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }
}
