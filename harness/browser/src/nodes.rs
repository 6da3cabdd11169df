//! Attributes and texts of a document's nodes.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

/// An attribute by its name in lower case.
pub(super) fn attribute<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
    element.attrs().find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// All text below a node, verbatim.
pub(super) fn text_of(node: NodeRef<'_, Node>) -> String {
    node.descendants().filter_map(|below| below.value().as_text()).map(|text| &**text).collect()
}

/// White space collapsed and trimmed.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(&mut folded, text);
    folded.truncate(folded.trim_end().len());
    folded
}

/// The same, appended to the buffer.
pub(super) fn fold_into(buffer: &mut String, text: &str) {
    for c in text.chars() {
        if !c.is_whitespace() {
            buffer.push(c);
        } else if !buffer.is_empty() && !buffer.ends_with(' ') {
            buffer.push(' ');
        }
    }
}
