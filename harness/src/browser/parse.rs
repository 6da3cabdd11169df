//! A page's HTML to plain data, in one walk over the tree.
//!
//! All visible text goes into one buffer with its white space folded; headings, labels, links, buttons and forms are
//! stretches of that buffer.

use std::collections::HashMap;

use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use scraper::Node;
use scraper::node::Element;
use url::Url;

use super::control::{self, Draft};
use super::dom;
use crate::model::page::{Control, Form, Link};

/// What a page consists of, before it is judged.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) title: String,
    pub(super) heading: String,
    pub(super) text: String,
    pub(super) forms: Vec<Form>,
    /// The `name` attribute of each form, as scripts know it; parallel to `forms`.
    pub(super) form_names: Vec<String>,
    pub(super) links: Vec<Link>,
    /// The texts of inline scripts, in order, and the body's `onload`.
    pub(super) scripts: Vec<String>,
    /// The first `<meta http-equiv=refresh>`.
    pub(super) refresh: Option<Refresh>,
    /// The last policy that a `<meta name=referrer>` sets, or empty.
    pub(super) referrer_policy: String,
    /// There is something to see that is not text.
    pub(super) pictures: bool,
}

/// A `<meta http-equiv=refresh>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refresh {
    /// After how many seconds.
    pub(super) after: u32,
    /// To where.
    pub(super) to: Url,
    /// Meant for browsers without scripts.
    pub(super) in_noscript: bool,
}

/// Reads a page found at `url`.
pub(super) fn parse(url: &Url, body: &str) -> Parsed {
    let document = dom::read(body);
    let mut walk = Walk::default();
    for edge in document.html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => walk.open(node, &document.owners),
            Edge::Close(node) => walk.close(node.id()),
        }
    }
    walk.finish(url, &document)
}

/// What is not HTML: its text, and nothing to act on.
pub(super) fn plain(body: &str) -> Parsed {
    Parsed {
        title: String::new(),
        heading: String::new(),
        text: fold(body),
        forms: Vec::new(),
        form_names: Vec::new(),
        links: Vec::new(),
        scripts: Vec::new(),
        refresh: None,
        referrer_policy: String::new(),
        pictures: false,
    }
}

/// The walk's memory.
#[derive(Default)]
struct Walk<'a> {
    text: String,
    title: String,
    heading: Option<String>,
    base: Option<&'a str>,
    refresh: Option<(&'a str, bool)>,
    referrer_policy: &'a str,
    scripts: Vec<String>,
    pictures: bool,
    forms: Vec<FormDraft<'a>>,
    controls: Vec<Draft<'a>>,
    labels: HashMap<&'a str, String>,
    links: Vec<(&'a str, String)>,
    /// Elements that are open and whose end matters, outermost first.
    open: Vec<(NodeId, Opened<'a>)>,
    /// The element below which nothing is read.
    skipped: Option<NodeId>,
}

struct FormDraft<'a> {
    node: NodeId,
    element: &'a Element,
    text: String,
}

/// What has begun where in the text.
enum Opened<'a> {
    Block,
    Heading {
        from: usize,
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
    Fieldset {
        disabled: bool,
    },
    /// The first legend of a fieldset: what is in it stays enabled.
    Legend,
    Noscript,
    Hidden,
}

impl<'a> Walk<'a> {
    fn open(&mut self, node: NodeRef<'a, Node>, owners: &HashMap<NodeId, NodeId>) {
        if self.skipped.is_some() {
            return;
        }
        match node.value() {
            Node::Text(text) => {
                if !self.open.iter().any(|(_, opened)| matches!(opened, Opened::Hidden)) {
                    self.push_text(text);
                }
            }
            Node::Element(element) => self.open_element(node, element, owners),
            _ => {}
        }
    }

    fn open_element(&mut self, node: NodeRef<'a, Node>, element: &'a Element, owners: &HashMap<NodeId, NodeId>) {
        let name = element.name();
        if is_hidden(element) && !matches!(name, "form" | "input" | "button" | "select" | "textarea") {
            self.open.push((node.id(), Opened::Hidden));
        }
        let from = self.text.len();
        match name {
            "template" | "style" | "datalist" | "object" | "iframe" | "svg" | "script" | "title" | "meta" | "base" => {
                self.open_unseen(node, element, name);
            }
            "noscript" => self.open.push((node.id(), Opened::Noscript)),
            "body" => {
                if let Some(script) = attribute(element, "onload") {
                    self.scripts.push(script.to_owned());
                }
            }
            "form" => {
                self.gap();
                self.open.push((node.id(), Opened::Form { from: self.text.len(), form: self.forms.len() }));
                self.forms.push(FormDraft { node: node.id(), element, text: String::new() });
            }
            "input" | "button" | "select" | "textarea" => self.open_control(node, element, owners),
            "h1" | "h2" if self.heading.is_none() || name == "h1" => {
                self.gap();
                self.open.push((node.id(), Opened::Heading { from: self.text.len() }));
            }
            "label" => {
                let of = attribute(element, "for");
                self.open.push((node.id(), Opened::Label { from, of, controls: self.controls.len() }));
            }
            "a" | "area" => self.open.push((node.id(), Opened::Link { from, element })),
            "fieldset" => {
                let disabled = attribute(element, "disabled").is_some();
                self.open.push((node.id(), Opened::Fieldset { disabled }));
            }
            "legend" if is_first_legend(node) => self.open.push((node.id(), Opened::Legend)),
            "img" => {
                self.pictures = true;
                self.push_text(attribute(element, "alt").unwrap_or_default());
            }
            "canvas" | "video" | "embed" => self.pictures = true,
            "br" | "hr" => self.gap(),
            _ if !is_inline(name) => {
                self.gap();
                self.open.push((node.id(), Opened::Block));
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
                    let in_noscript = self.open.iter().any(|(_, opened)| matches!(opened, Opened::Noscript));
                    self.refresh.get_or_insert((content, in_noscript));
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
        let Some(drafts) = control::read(node, element, self.text.len()) else { return };
        let owner = owners.get(&node.id()).copied().or_else(|| {
            node.ancestors().map(|ancestor| ancestor.id()).find(|id| self.forms.iter().any(|form| form.node == *id))
        });
        let disabled = self.is_fieldset_disabled();
        if element.name() == "button" {
            self.open.push((node.id(), Opened::Button { from: self.text.len(), control: self.controls.len() }));
        } else {
            self.skipped = (element.name() != "input").then(|| node.id());
        }
        self.controls.extend(drafts.into_iter().map(|mut draft| {
            draft.owner = owner;
            draft.control.disabled |= disabled;
            draft
        }));
    }

    /// A control is disabled with the fieldset around it, unless it stands in that fieldset's first legend.
    fn is_fieldset_disabled(&self) -> bool {
        let mut in_legend = false;
        for (_, opened) in self.open.iter().rev() {
            match opened {
                Opened::Legend => in_legend = true,
                Opened::Fieldset { disabled } => {
                    if *disabled && !in_legend {
                        return true;
                    }
                    in_legend = false;
                }
                _ => {}
            }
        }
        false
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

    fn finish_element(&mut self, opened: Opened<'a>) {
        match opened {
            Opened::Block => self.gap(),
            Opened::Heading { from } => {
                let heading = self.since(from);
                if !heading.is_empty() {
                    self.heading.get_or_insert(heading);
                }
                self.gap();
            }
            Opened::Label { from, of, controls } => {
                let text = self.since(from);
                if let Some(id) = of {
                    self.labels.entry(id).or_insert(text);
                } else if let Some(draft) = self.controls.get_mut(controls) {
                    draft.wrapping_label = text;
                }
            }
            Opened::Link { from, element } => {
                if let Some(href) = attribute(element, "href") {
                    let mut text = self.since(from);
                    if text.is_empty() {
                        let label = attribute(element, "aria-label").or_else(|| attribute(element, "title"));
                        text = fold(label.unwrap_or_default());
                    }
                    self.links.push((href, text));
                }
            }
            Opened::Button { from, control } => {
                let text = self.since(from);
                if let Some(draft) = self.controls.get_mut(control)
                    && draft.control.label.is_empty()
                {
                    draft.control.label = text;
                }
            }
            Opened::Form { from, form } => {
                self.forms[form].text = self.since(from);
                self.gap();
            }
            Opened::Fieldset { .. } | Opened::Legend | Opened::Noscript | Opened::Hidden => {}
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

    fn finish(mut self, url: &Url, document: &dom::Document) -> Parsed {
        let base = self.base.and_then(|href| url.join(href.trim()).ok()).unwrap_or_else(|| url.clone());
        control::label(&mut self.controls, &self.labels, &self.text, document);
        let mut forms: Vec<Form> = self.forms.iter().map(|draft| form(draft, url, &base)).collect();
        let ids: Vec<&str> =
            self.forms.iter().map(|draft| attribute(draft.element, "id").unwrap_or_default()).collect();
        for draft in &self.controls {
            let owner = match draft.form_attribute {
                Some(id) => ids.iter().position(|known| !id.is_empty() && *known == id),
                None => self.forms.iter().position(|form| Some(form.node) == draft.owner),
            };
            if let Some(owner) = owner {
                forms[owner].controls.extend(draft.finish(&base));
            }
        }
        Parsed {
            title: self.title,
            heading: self.heading.unwrap_or_default(),
            text: self.text.trim().to_owned(),
            form_names: self
                .forms
                .iter()
                .map(|draft| attribute(draft.element, "name").unwrap_or_default().to_owned())
                .collect(),
            forms,
            links: self.links.iter().filter_map(|(href, text)| link(href, text, &base)).collect(),
            scripts: self.scripts,
            refresh: self.refresh.and_then(|(content, in_noscript)| refresh(content, in_noscript, &base)),
            referrer_policy: self.referrer_policy.trim().to_ascii_lowercase(),
            pictures: self.pictures,
        }
    }
}

fn form(draft: &FormDraft<'_>, url: &Url, base: &Url) -> Form {
    let get = |name| attribute(draft.element, name).map(str::trim).filter(|value| !value.is_empty());
    Form {
        id: get("id").unwrap_or_default().to_owned(),
        action: get("action").and_then(|action| base.join(action).ok()).unwrap_or_else(|| without_fragment(url)),
        method: control::method(get("method").unwrap_or_default()),
        enctype: control::enctype(get("enctype").unwrap_or_default()),
        controls: Vec::<Control>::new(),
        text: draft.text.clone(),
    }
}

fn link(href: &str, text: &str, base: &Url) -> Option<Link> {
    let url = base.join(href.trim()).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| Link { text: text.to_owned(), url })
}

/// `5; url='/next'` in its many spellings (HTML standard, "shared declarative refresh steps").
pub(super) fn refresh(content: &str, in_noscript: bool, base: &Url) -> Option<Refresh> {
    let content = content.trim_start();
    let digits = content.bytes().take_while(u8::is_ascii_digit).count();
    let after = content[..digits].parse().ok().or_else(|| content.starts_with('.').then_some(0))?;
    let rest = content[digits..].trim_start_matches(|c: char| c == '.' || c.is_ascii_digit()).trim_start();
    let rest = rest.strip_prefix([';', ',']).unwrap_or(rest).trim_start();
    let target = match rest.get(..3) {
        Some(url) if url.eq_ignore_ascii_case("url") => {
            let after_name = rest[3..].trim_start();
            after_name.strip_prefix('=').map_or(rest, str::trim_start)
        }
        _ => rest,
    };
    let target = match target.chars().next() {
        Some(quote @ ('"' | '\'')) => target[1..].split(quote).next().unwrap_or_default(),
        _ => target,
    };
    let to = base.join(target.trim()).ok()?;
    Some(Refresh { after, to, in_noscript })
}

fn without_fragment(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    url
}

/// An attribute by its name in lower case.
pub(super) fn attribute<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
    element.attrs().find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// All text below a node, as it stands.
pub(super) fn text_of(node: NodeRef<'_, Node>) -> String {
    node.descendants().filter_map(|below| below.value().as_text()).map(|text| &**text).collect()
}

/// White space folded and trimmed.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(&mut folded, text);
    folded.truncate(folded.trim_end().len());
    folded
}

fn fold_into(buffer: &mut String, text: &str) {
    for c in text.chars() {
        if !c.is_whitespace() {
            buffer.push(c);
        } else if !buffer.is_empty() && !buffer.ends_with(' ') {
            buffer.push(' ');
        }
    }
}

fn is_hidden(element: &Element) -> bool {
    attribute(element, "hidden").is_some_and(|value| !value.eq_ignore_ascii_case("until-found"))
        || attribute(element, "style").is_some_and(|style| {
            let style = style.replace(char::is_whitespace, "").to_ascii_lowercase();
            style.contains("display:none") || style.contains("visibility:hidden")
        })
}

fn is_first_legend(node: NodeRef<'_, Node>) -> bool {
    let is_legend = |sibling: NodeRef<'_, Node>| sibling.value().as_element().is_some_and(|e| e.name() == "legend");
    let in_fieldset = node.parent().and_then(|parent| parent.value().as_element().map(|e| e.name() == "fieldset"));
    in_fieldset == Some(true) && !node.prev_siblings().any(is_legend)
}

/// Elements that do not part the words around them.
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
