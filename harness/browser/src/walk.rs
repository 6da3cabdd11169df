//! Traversal of a page's tree.
//!
//! All visible text goes into one buffer with its white space collapsed; headings, labels, links, buttons and forms are ranges
//! of that buffer, recorded when they begin and extracted when they end.

use std::collections::HashMap;

use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use scraper::Node;
use scraper::node::Element;

use super::control::{self, ControlDraft};
use super::dom::Document;
use super::nodes::{attribute, fold, fold_into, text_of};

/// No page made for people has more of these; the rest is left out.
const MOST_FORMS: usize = 200;
const MOST_CONTROLS: usize = 2000;
const MOST_LINKS: usize = 2000;
/// Headings of lower levels are text.
const MOST_LEVELS: u8 = 3;

/// What the traversal has collected.
#[derive(Default)]
pub(super) struct Walk<'a> {
    pub(super) text: String,
    pub(super) title: String,
    /// The headings of the first three levels, with their level.
    pub(super) headings: Vec<(u8, String)>,
    /// Where the last of them ends in the text.
    heading_end: usize,
    /// The `href` of the first `<base>` that has one.
    pub(super) base: Option<&'a str>,
    /// The content of the first `<meta http-equiv=refresh>`, and whether it is in a `<noscript>`.
    pub(super) refresh: Option<(&'a str, bool)>,
    pub(super) referrer_policy: &'a str,
    /// The contents of `<meta http-equiv=content-security-policy>` in the head; elsewhere browsers ignore it.
    pub(super) policies: Vec<&'a str>,
    pub(super) scripts: Vec<String>,
    pub(super) pictures: bool,
    pub(super) forms: Vec<FormDraft<'a>>,
    pub(super) controls: Vec<ControlDraft<'a>>,
    /// The text of labels by the `id` that they are for.
    pub(super) labels: HashMap<&'a str, String>,
    /// The `href` and text of links.
    pub(super) links: Vec<(&'a str, String)>,
    /// Open elements whose end matters, outermost first.
    open: Vec<(NodeId, OpenRange<'a>)>,
    /// How many of them are hidden.
    hidden: usize,
    /// How many of them are `<noscript>`.
    noscript: usize,
    /// Those of them that are forms, as indices into `forms`.
    around: Vec<usize>,
    /// Whether controls here are disabled, for each fieldset and first legend that is open.
    disabled: Vec<bool>,
    /// The element whose content is ignored.
    skipped: Option<NodeId>,
}

/// A form whose controls are not collected yet.
pub(super) struct FormDraft<'a> {
    pub(super) node: NodeId,
    pub(super) element: &'a Element,
    pub(super) text: String,
    /// Where its text begins.
    from: usize,
    /// The heading that it begins with, or empty.
    pub(super) heading: String,
    /// Its text before its first label or field.
    pub(super) lead: Option<String>,
    /// The heading right above it, or empty.
    pub(super) under: String,
    /// It is hidden.
    pub(super) hidden: bool,
}

/// A range of the text that has begun.
#[derive(Clone, Copy)]
enum OpenRange<'a> {
    Block,
    Heading {
        from: usize,
        level: u8,
    },
    Label {
        from: usize,
        of: Option<&'a str>,
        controls: usize,
    },
    Link {
        from: usize,
        element: &'a Element,
    },
    Button {
        from: usize,
        control: usize,
    },
    Form {
        from: usize,
        form: usize,
    },
    /// A fieldset, or the first legend of one.
    Fieldset,
    Noscript,
    Hidden,
}

/// Traverses a document, once, whatever its depth.
pub(super) fn over(document: &Document) -> Walk<'_> {
    let mut walk = Walk::default();
    for edge in document.html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => walk.open(node, &document.owners),
            Edge::Close(node) => walk.close(node.id()),
        }
    }
    walk
}

impl<'a> Walk<'a> {
    fn open(&mut self, node: NodeRef<'a, Node>, owners: &HashMap<NodeId, NodeId>) {
        if self.skipped.is_some() {
            return;
        }
        match node.value() {
            Node::Text(text) if self.hidden == 0 => self.push_text(text),
            Node::Element(element) => self.open_element(node, element, owners),
            _ => {}
        }
    }

    fn open_element(&mut self, node: NodeRef<'a, Node>, element: &'a Element, owners: &HashMap<NodeId, NodeId>) {
        let name = element.name();
        if is_hidden(element) && !matches!(name, "input" | "select" | "textarea") {
            self.hidden += 1;
            self.open.push((node.id(), OpenRange::Hidden));
        }
        let from = self.text.len();
        match name {
            "template" | "style" | "datalist" | "object" | "iframe" | "svg" | "script" | "title" | "meta" | "base" => {
                self.open_unseen(node, element, name);
            }
            "noscript" => {
                self.noscript += 1;
                self.open.push((node.id(), OpenRange::Noscript));
            }
            "body" => {
                if let Some(script) = attribute(element, "onload") {
                    self.scripts.push(script.to_owned());
                }
            }
            "form" if self.forms.len() < MOST_FORMS => {
                self.gap();
                self.open.push((node.id(), OpenRange::Form { from: self.text.len(), form: self.forms.len() }));
                self.around.push(self.forms.len());
                let hidden = self.hidden > 0;
                let from = self.text.len();
                let under = self.headings.last().filter(|_| self.heading_end == self.text.trim_end().len());
                let under = under.map(|(_, text)| text.clone()).unwrap_or_default();
                let (text, heading, lead) = (String::new(), String::new(), None);
                self.forms.push(FormDraft { node: node.id(), element, text, from, heading, lead, under, hidden });
            }
            "input" | "button" | "select" | "textarea" => self.open_control(node, element, owners),
            _ if heading_level(element).is_some() => {
                self.gap();
                let level = heading_level(element).unwrap_or(MOST_LEVELS);
                self.open.push((node.id(), OpenRange::Heading { from: self.text.len(), level }));
            }
            "label" => {
                self.lead_ends();
                let of = attribute(element, "for");
                self.open.push((node.id(), OpenRange::Label { from, of, controls: self.controls.len() }));
            }
            "a" | "area" => self.open.push((node.id(), OpenRange::Link { from, element })),
            "fieldset" => {
                let disabled = attribute(element, "disabled").is_some() || self.is_disabled();
                self.disabled.push(disabled);
                self.open.push((node.id(), OpenRange::Fieldset));
            }
            "legend" if is_first_legend(node) => {
                // A control in the first legend is not disabled by its own fieldset.
                let outside = self.disabled.iter().rev().nth(1).copied().unwrap_or_default();
                self.disabled.push(outside);
                self.open.push((node.id(), OpenRange::Fieldset));
            }
            "img" => {
                self.pictures = true;
                self.push_text(attribute(element, "alt").unwrap_or_default());
            }
            "canvas" | "video" | "embed" => self.pictures = true,
            "br" | "hr" => self.gap(),
            _ if !is_inline(name) => {
                self.gap();
                self.open.push((node.id(), OpenRange::Block));
            }
            _ => {}
        }
    }

    /// Elements whose content is not text on the page.
    fn open_unseen(&mut self, node: NodeRef<'a, Node>, element: &'a Element, name: &str) {
        match name {
            "script" => self.scripts.push(text_of(node)),
            "title" if self.title.is_empty() => self.title = fold(&text_of(node)),
            "base" if self.base.is_none() => self.base = attribute(element, "href"),
            "meta" => {
                let content = attribute(element, "content").unwrap_or_default();
                if attribute(element, "http-equiv").is_some_and(|value| value.eq_ignore_ascii_case("refresh")) {
                    self.refresh.get_or_insert((content, self.noscript > 0));
                } else if attribute(element, "http-equiv")
                    .is_some_and(|value| value.eq_ignore_ascii_case("content-security-policy"))
                {
                    if is_in_head(node) {
                        self.policies.push(content);
                    }
                } else if attribute(element, "name").is_some_and(|value| value.eq_ignore_ascii_case("referrer")) {
                    self.referrer_policy = content;
                }
            }
            "iframe" | "object" | "svg" => self.pictures = true,
            _ => {}
        }
        self.skipped = Some(node.id());
    }

    fn open_control(&mut self, node: NodeRef<'a, Node>, element: &'a Element, owners: &HashMap<NodeId, NodeId>) {
        if attribute(element, "type") != Some("hidden") {
            self.lead_ends();
        }
        let drafts = control::read(node, element, self.text.len());
        if self.controls.len() + drafts.len() > MOST_CONTROLS {
            self.skipped = (element.name() != "input").then(|| node.id());
            return;
        }
        let owner = owners.get(&node.id()).copied().or_else(|| Some(self.forms[*self.around.last()?].node));
        let disabled = self.is_disabled();
        if element.name() == "button" {
            self.open.push((node.id(), OpenRange::Button { from: self.text.len(), control: self.controls.len() }));
        } else {
            self.skipped = (element.name() != "input").then(|| node.id());
        }
        self.controls.extend(drafts.into_iter().map(|mut draft| {
            draft.owner = owner;
            draft.control.disabled |= disabled;
            draft
        }));
    }

    /// The first label or field of the open form is here.
    fn lead_ends(&mut self) {
        if let Some(form) = self.around.last().map(|form| &mut self.forms[*form])
            && form.lead.is_none()
        {
            form.lead = Some(self.text.get(form.from..).unwrap_or_default().trim().to_owned());
        }
    }

    fn is_disabled(&self) -> bool {
        self.disabled.last().copied().unwrap_or_default()
    }

    fn close(&mut self, node: NodeId) {
        if self.skipped == Some(node) {
            self.skipped = None;
        }
        while self.open.last().is_some_and(|(id, _)| *id == node) {
            let Some((_, opened)) = self.open.pop() else { return };
            self.finish_element(opened);
        }
    }

    fn finish_element(&mut self, opened: OpenRange<'a>) {
        match opened {
            OpenRange::Block => self.gap(),
            OpenRange::Heading { from, level } => {
                let heading = self.since(from);
                if !heading.is_empty() {
                    if let Some(form) = self.around.last().map(|form| &mut self.forms[*form])
                        && form.heading.is_empty()
                        && form.lead.is_none()
                        && self.text.get(form.from..from).is_none_or(|before| before.trim().is_empty())
                    {
                        form.heading.clone_from(&heading);
                    }
                    self.headings.push((level, heading));
                    self.heading_end = self.text.trim_end().len();
                }
                self.gap();
            }
            OpenRange::Label { from, of, controls } => {
                let text = self.since(from);
                if let Some(id) = of {
                    self.labels.entry(id).or_insert(text);
                } else if let Some(draft) = self.controls.get_mut(controls) {
                    draft.wrapping_label = text;
                }
            }
            OpenRange::Link { from, element } => {
                if let Some(href) = attribute(element, "href").filter(|_| self.links.len() < MOST_LINKS) {
                    let mut text = self.since(from);
                    if text.is_empty() {
                        let label = attribute(element, "aria-label").or_else(|| attribute(element, "title"));
                        text = fold(label.unwrap_or_default());
                    }
                    self.links.push((href, text));
                }
            }
            OpenRange::Button { from, control } => {
                let text = self.since(from);
                if let Some(draft) = self.controls.get_mut(control)
                    && draft.control.label.is_empty()
                {
                    draft.control.label = text;
                }
            }
            OpenRange::Form { from, form } => {
                self.forms[form].text = self.since(from);
                self.around.pop();
                self.gap();
            }
            OpenRange::Fieldset => {
                self.disabled.pop();
            }
            OpenRange::Noscript => self.noscript -= 1,
            OpenRange::Hidden => self.hidden -= 1,
        }
    }

    fn since(&self, from: usize) -> String {
        self.text.get(from..).unwrap_or_default().trim().to_owned()
    }

    fn push_text(&mut self, text: &str) {
        fold_into(&mut self.text, text);
    }

    fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }
}

/// The level of a heading, by its name or its role; `None` for headings of lower levels.
fn heading_level(element: &Element) -> Option<u8> {
    let level = match element.name() {
        "h1" => 1,
        "h2" => 2,
        "h3" => 3,
        "label" | "a" | "area" | "fieldset" | "legend" | "img" => return None,
        _ if attribute(element, "role") != Some("heading") => return None,
        // The default of ARIA.
        _ => attribute(element, "aria-level").map_or(2, |level| level.trim().parse().unwrap_or(2)),
    };
    (1..=MOST_LEVELS).contains(&level).then_some(level)
}

fn is_hidden(element: &Element) -> bool {
    attribute(element, "hidden").is_some_and(|value| !value.eq_ignore_ascii_case("until-found"))
        || attribute(element, "style").is_some_and(|style| {
            let style = style.replace(char::is_whitespace, "").to_ascii_lowercase();
            style.contains("display:none") || style.contains("visibility:hidden")
        })
}

fn is_in_head(node: NodeRef<'_, Node>) -> bool {
    node.parent().and_then(|parent| parent.value().as_element().map(|e| e.name() == "head")) == Some(true)
}

fn is_first_legend(node: NodeRef<'_, Node>) -> bool {
    let is_legend = |sibling: NodeRef<'_, Node>| sibling.value().as_element().is_some_and(|e| e.name() == "legend");
    let in_fieldset = node.parent().and_then(|parent| parent.value().as_element().map(|e| e.name() == "fieldset"));
    in_fieldset == Some(true) && !node.prev_siblings().any(is_legend)
}

/// Elements that do not separate the words around them.
fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "cite"
            | "code"
            | "data"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "kbd"
            | "mark"
            | "q"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "u"
            | "var"
            | "wbr"
            | "html"
            | "head"
            | "body"
    )
}
