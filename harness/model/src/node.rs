//! YAML as a tree in which every key and value has its position.

use super::span::{Span, Spanned};

/// A value with its position.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its source span.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// The values of JSON. `no`, `012` and `12:30`, which YAML would convert, are text here, as written.
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
    /// A mapping; its keys are text, unique, in file order.
    Map(Vec<(Spanned<String>, Node)>),
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

    /// The keys of a mapping; none if it is not a mapping.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        let entries = if let Value::Map(entries) = &self.value { entries.as_slice() } else { &[] };
        entries.iter().map(|(key, _)| &key.value)
    }

    /// The items of a list; none if it is not a list.
    pub fn items(&self) -> &[Node] {
        if let Value::Seq(items) = &self.value { items } else { &[] }
    }

    /// Every text inside, with its position, in file order.
    pub fn texts(&self) -> Vec<(&str, Span)> {
        match &self.value {
            Value::Text(text) => vec![(text.as_str(), self.span)],
            Value::Seq(items) => items.iter().flat_map(Node::texts).collect(),
            Value::Map(entries) => entries.iter().flat_map(|(_, node)| node.texts()).collect(),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => Vec::new(),
        }
    }

    /// Every key of every mapping inside, in file order.
    pub fn keys(&self) -> Vec<&Spanned<String>> {
        match &self.value {
            Value::Seq(items) => items.iter().flat_map(Node::keys).collect(),
            Value::Map(entries) => {
                entries.iter().flat_map(|(key, node)| std::iter::once(key).chain(node.keys())).collect()
            }
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) => Vec::new(),
        }
    }

    /// True if another node has the same value, whatever its position.
    pub fn has_same_value(&self, other: &Node) -> bool {
        match (&self.value, &other.value) {
            (Value::Seq(ours), Value::Seq(theirs)) => {
                ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(our, their)| our.has_same_value(their))
            }
            (Value::Map(ours), Value::Map(theirs)) => {
                let same = |(key, our): &(Spanned<String>, Node)| {
                    theirs.iter().any(|(name, their)| name.value == key.value && our.has_same_value(their))
                };
                ours.len() == theirs.len() && ours.iter().all(same)
            }
            (ours, theirs) => ours == theirs,
        }
    }

    /// The kind of value, in words for a message.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn text(at: usize, text: &str) -> Node {
        Node { span: Span { start: at, end: at }, value: Value::Text(text.to_owned()) }
    }

    fn map(at: usize, entries: &[(&str, Node)]) -> Node {
        let key = |name: &str| Spanned { value: name.to_owned(), span: Span { start: at, end: at } };
        let entries = entries.iter().map(|(name, node)| (key(name), node.clone())).collect();
        Node { span: Span { start: at, end: at }, value: Value::Map(entries) }
    }

    #[test]
    fn nodes_are_equal_whatever_their_position_and_order() {
        let one = map(0, &[("a", text(1, "x")), ("b", text(2, "y"))]);
        assert!(one.has_same_value(&map(9, &[("b", text(8, "y")), ("a", text(7, "x"))])));
        assert!(!one.has_same_value(&map(0, &[("a", text(1, "x"))])));
        assert!(!one.has_same_value(&map(0, &[("a", text(1, "x")), ("b", text(2, "z"))])));
    }

    #[test]
    fn keys_are_those_of_every_depth() {
        let inner = Node { span: Span::default(), value: Value::Seq(vec![map(0, &[("deep", text(0, "x"))])]) };
        let node = map(0, &[("a", inner)]);
        assert_eq!(node.keys().iter().map(|key| key.value.as_str()).collect::<Vec<_>>(), ["a", "deep"]);
    }
}
