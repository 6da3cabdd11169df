//! A page's HTML to plain data.

use std::collections::HashMap;

use ego_tree::{NodeId, NodeRef};
use scraper::Node;
use url::Url;

use super::charset;
use super::control::{self, ControlDraft};
use super::dom::{self, Document};
use super::loads;
use super::nodes::{attribute, fold, text_of};
use super::walk::{self, FormDraft, Walk};
use crate::http::{self, Refresh, resolve};
use crate::model::page::{Control, Form, Link};

/// The contents of a page, before classification.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) title: String,
    pub(super) heading: String,
    /// The headings of the first three levels, in order.
    pub(super) headings: Vec<String>,
    /// Those of the highest level.
    pub(super) top_headings: Vec<String>,
    /// The heading that each form begins with, or empty; parallel to `forms`.
    pub(super) form_headings: Vec<String>,
    /// The text right above each form and in it before its first label or field; parallel to `forms`.
    pub(super) form_leads: Vec<String>,
    pub(super) text: String,
    pub(super) forms: Vec<Form>,
    /// The hidden forms, as indices.
    pub(super) hidden_forms: Vec<usize>,
    /// Controls that belong to no form.
    pub(super) loose: Vec<Control>,
    /// The `name` attribute of each form, as scripts know it; parallel to `forms`.
    pub(super) form_names: Vec<String>,
    pub(super) links: Vec<Link>,
    /// The texts of inline scripts, in order, and the body's `onload`.
    pub(super) scripts: Vec<String>,
    /// The first `<meta http-equiv=refresh>`, and whether it is for browsers without scripts.
    pub(super) refresh: Option<(Refresh, bool)>,
    /// The last policy that a `<meta name=referrer>` sets, or empty.
    pub(super) referrer_policy: String,
    /// The content security policies of `<meta>` elements.
    pub(super) policies: Vec<String>,
    /// The base of relative URLs.
    pub(super) base: Url,
    /// An element with `role="alert"` has a visible text.
    pub(super) alerts: bool,
    /// There is a script, inline or external.
    pub(super) scripted: bool,
    /// There is visible content that is not text.
    pub(super) pictures: bool,
    /// The resources that the browser would load.
    pub(super) loads: Vec<Url>,
}

/// Parses a page found at `url`.
pub(super) fn parse(url: &Url, body: &str) -> Parsed {
    let document = dom::read(body);
    let mut walk = walk::over(&document);
    let base = walk.base.and_then(|href| resolve(href, url).ok()).unwrap_or_else(|| url.clone());
    control::label(&mut walk.controls, &walk.labels, &walk.text, &document);
    let of_forms = |name| walk.forms.iter().map(move |draft| attribute(draft.element, name).unwrap_or_default());
    let mut forms: Vec<Form> = walk.forms.iter().map(|draft| form(draft, url, &base)).collect();
    let mut loose = Vec::new();
    for (draft, owner) in walk.controls.iter().zip(owners(&walk)) {
        let controls = draft.finish(&base);
        match owner {
            Some(owner) => forms[owner].controls.extend(controls),
            None => loose.extend(controls),
        }
    }
    let top = walk.headings.iter().map(|(level, _)| *level).min().unwrap_or_default();
    Parsed {
        top_headings: walk.headings.iter().filter(|(level, _)| *level == top).map(|(_, text)| text.clone()).collect(),
        form_headings: walk.forms.iter().map(|draft| draft.heading.clone()).collect(),
        form_leads: walk
            .forms
            .iter()
            .map(|d| format!("{} . {}", d.under, d.lead.as_deref().unwrap_or_default()))
            .collect(),
        form_names: of_forms("name").map(str::to_owned).collect(),
        links: walk.links.iter().filter_map(|(href, text)| link(href, text, &base)).collect(),
        refresh: walk.refresh.and_then(|(content, in_noscript)| Some((http::refresh(content, &base)?, in_noscript))),
        referrer_policy: walk.referrer_policy.trim().to_ascii_lowercase(),
        policies: walk.policies.iter().map(|&policy| policy.to_owned()).collect(),
        title: walk.title,
        heading: walk.headings.iter().min_by_key(|(level, _)| *level).map(|(_, text)| text.clone()).unwrap_or_default(),
        headings: walk.headings.into_iter().map(|(_, text)| text).collect(),
        hidden_forms: (0..walk.forms.len()).filter(|index| walk.forms[*index].hidden).collect(),
        alerts: alerts(&document, &walk.text),
        scripted: !walk.scripts.is_empty(),
        text: walk.text.trim().to_owned(),
        forms,
        loose,
        scripts: walk.scripts,
        loads: loads::of(&document, &base),
        base,
        pictures: walk.pictures,
    }
}

/// Whether the text of an alert is part of the visible text: scripts fill those that are hidden or empty.
fn alerts(document: &Document, seen: &str) -> bool {
    let is_alert = |node: &NodeRef<'_, Node>| {
        node.value().as_element().and_then(|element| attribute(element, "role")).is_some_and(|role| role == "alert")
    };
    document.html.tree.nodes().filter(is_alert).any(|node| {
        let said = fold(&text_of(node));
        !said.is_empty() && seen.contains(&said)
    })
}

/// The form of each control, by its `form` attribute, by the parser, or by nesting; `None` for one that has none.
pub(super) fn owners(walk: &Walk<'_>) -> Vec<Option<usize>> {
    let ids = walk.forms.iter().map(|draft| attribute(draft.element, "id").unwrap_or_default());
    // The first form of an id counts.
    let by_id: HashMap<&str, usize> = ids.enumerate().map(|(index, id)| (id, index)).rev().collect();
    let by_node: HashMap<NodeId, usize> =
        walk.forms.iter().enumerate().map(|(index, form)| (form.node, index)).collect();
    let owner = |draft: &ControlDraft<'_>| match draft.form_attribute {
        Some(id) => by_id.get(id).copied().filter(|_| !id.is_empty()),
        None => draft.owner.and_then(|node| by_node.get(&node).copied()),
    };
    walk.controls.iter().map(owner).collect()
}

/// A body that is not HTML: its text, and nothing to act on.
pub(super) fn plain(url: &Url, body: &str) -> Parsed {
    Parsed {
        title: String::new(),
        heading: String::new(),
        headings: Vec::new(),
        top_headings: Vec::new(),
        form_headings: Vec::new(),
        form_leads: Vec::new(),
        hidden_forms: Vec::new(),
        text: fold(body),
        forms: Vec::new(),
        loose: Vec::new(),
        form_names: Vec::new(),
        links: Vec::new(),
        scripts: Vec::new(),
        refresh: None,
        referrer_policy: String::new(),
        policies: Vec::new(),
        base: url.clone(),
        pictures: false,
        alerts: false,
        scripted: false,
        loads: Vec::new(),
    }
}

fn form(draft: &FormDraft<'_>, url: &Url, base: &Url) -> Form {
    let get = |name| attribute(draft.element, name).map(str::trim).filter(|value| !value.is_empty());
    Form {
        id: get("id").unwrap_or_default().to_owned(),
        action: get("action").and_then(|action| resolve(action, base).ok()).unwrap_or_else(|| without_fragment(url)),
        method: control::method(get("method").unwrap_or_default()),
        enctype: control::enctype(get("enctype").unwrap_or_default()),
        charset: get("accept-charset").and_then(charset::accepted),
        controls: Vec::<Control>::new(),
        text: draft.text.clone(),
    }
}

fn link(href: &str, text: &str, base: &Url) -> Option<Link> {
    let url = resolve(href, base).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| Link { text: text.to_owned(), url })
}

fn without_fragment(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    url
}
