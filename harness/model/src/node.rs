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

    /// The items of a list; none where it is no list.
    pub fn items(&self) -> &[Node] {
        if let Value::Seq(items) = &self.value { items } else { &[] }
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

    /// Every key of every mapping inside, in file order.
    pub fn keys(&self) -> Vec<&At<String>> {
        match &self.value {
            Value::Seq(items) => items.iter().flat_map(Node::keys).collect(),
            Value::Map(entries) => {
                entries.iter().flat_map(|(key, node)| std::iter::once(key).chain(node.keys())).collect()
            }
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) => Vec::new(),
        }
    }

    /// True where another node says the same, wherever it stands.
    pub fn says_the_same(&self, other: &Node) -> bool {
        match (&self.value, &other.value) {
            (Value::Seq(ours), Value::Seq(theirs)) => {
                ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(our, their)| our.says_the_same(their))
            }
            (Value::Map(ours), Value::Map(theirs)) => {
                let same = |(key, our): &(At<String>, Node)| {
                    theirs.iter().any(|(name, their)| name.value == key.value && our.says_the_same(their))
                };
                ours.len() == theirs.len() && ours.iter().all(same)
            }
            (ours, theirs) => ours == theirs,
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
