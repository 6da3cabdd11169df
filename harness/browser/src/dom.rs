//! HTML text to a tree, as a browser without scripts builds it: `<noscript>` counts, and every control knows the form that the
//! parser associated it with, which in broken markup (`<table><form>`) is not an ancestor.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};
use std::collections::HashMap;

use ego_tree::NodeId;
use html5ever::driver::{ParseOpts, parse_document};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeBuilderOpts, TreeSink};
use html5ever::{Attribute, QualName};
use scraper::{Html, HtmlTreeSink};

/// A parsed page. Not `Send`: extract what is needed before any await.
pub(super) struct Document {
    /// The tree.
    pub(super) html: Html,
    /// The form that the parser associated with a control, by the control.
    pub(super) owners: HashMap<NodeId, NodeId>,
}

/// Browsers nest no deeper; the parser's work per element grows with the depth.
const DEEPEST: usize = 512;
/// How much is parsed before the depth is checked again, in bytes.
const CHUNK: usize = 4096;

/// Parses a page. Any text can be parsed; if it is nested too deep, the rest is left out.
pub(super) fn read(body: &str) -> Document {
    let options = ParseOpts {
        tree_builder: TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() },
        ..ParseOpts::default()
    };
    let sink =
        Sink { tree: HtmlTreeSink::new(Html::new_document()), owners: RefCell::default(), last: Cell::new(None) };
    let mut parser = parse_document(sink, options);
    let mut rest = body;
    while !rest.is_empty() && parser.tokenizer.sink.sink.depth() <= DEEPEST {
        let end = (CHUNK..rest.len()).find(|end| rest.is_char_boundary(*end)).unwrap_or(rest.len());
        let (chunk, left) = rest.split_at(end);
        parser.process(chunk.into());
        rest = left;
    }
    parser.finish()
}

/// `HtmlTreeSink` that also remembers form owners (HTML standard, "form owner": "associate the form").
struct Sink {
    tree: HtmlTreeSink,
    owners: RefCell<HashMap<NodeId, NodeId>>,
    /// The last created element.
    last: Cell<Option<NodeId>>,
}

impl Sink {
    /// The nesting depth of the last created element.
    fn depth(&self) -> usize {
        let html = self.tree.0.borrow();
        let last = self.last.get().and_then(|node| html.tree.get(node));
        last.map_or(0, |node| node.ancestors().count())
    }
}

impl TreeSink for Sink {
    type Handle = NodeId;
    type Output = Document;
    type ElemName<'a> = Ref<'a, QualName>;

    fn associate_with_form(&self, target: &NodeId, form: &NodeId, _nodes: (&NodeId, Option<&NodeId>)) {
        self.owners.borrow_mut().insert(*target, *form);
    }

    fn finish(self) -> Document {
        Document { html: self.tree.finish(), owners: self.owners.into_inner() }
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        self.tree.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Ref<'a, QualName> {
        self.tree.elem_name(target)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        let node = self.tree.create_element(name, attributes, flags);
        self.last.set(Some(node));
        node
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.tree.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.tree.create_pi(target, data)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.tree.append(parent, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        self.tree.append_based_on_parent_node(element, previous, child);
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.tree.append_doctype_to_document(name, public_id, system_id);
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        self.tree.get_template_contents(target)
    }

    fn same_node(&self, a: &NodeId, b: &NodeId) -> bool {
        a == b
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.tree.set_quirks_mode(mode);
    }

    fn append_before_sibling(&self, sibling: &NodeId, node: NodeOrText<NodeId>) {
        self.tree.append_before_sibling(sibling, node);
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        self.tree.add_attrs_if_missing(target, attributes);
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.tree.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        self.tree.reparent_children(node, new_parent);
    }
}
