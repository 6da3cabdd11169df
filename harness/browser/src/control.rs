//! Controls: what an `<input>`, `<button>`, `<select>` or `<textarea>` contributes to its form, and the text next to it.

use std::cell::OnceCell;
use std::collections::HashMap;

use ego_tree::{NodeId, NodeRef};
use scraper::Node;
use scraper::node::Element;
use url::Url;

use super::dom::Document;
use super::nodes::{attribute, fold, text_of};
use super::script;
use crate::http::resolve;
use crate::model::page::Control;

/// A control whose form and label are not known yet.
pub(super) struct ControlDraft<'a> {
    /// The element's place in the tree.
    pub(super) node: NodeId,
    pub(super) control: Control,
    /// The `id`, by which labels name it.
    id: &'a str,
    /// The element, for what is read later.
    element: &'a Element,
    /// The `form` attribute: it takes precedence over nesting.
    pub(super) form_attribute: Option<&'a str>,
    /// The form by the parser or by nesting.
    pub(super) owner: Option<NodeId>,
    /// The text of the label around it.
    pub(super) wrapping_label: String,
    /// Its position in the page's text.
    at: usize,
}

/// Parses an `<input>`, `<button>`, `<textarea>` or `<select>` at offset `at` of the page's text. Most are one control; a list
/// with several selected options becomes one for each, as each is sent.
pub(super) fn read<'a>(node: NodeRef<'a, Node>, element: &'a Element, at: usize) -> Vec<ControlDraft<'a>> {
    let get = |name| attribute(element, name);
    let has = |name| get(name).is_some();
    let blank = Control {
        kind: String::new(),
        name: get("name").unwrap_or_default().to_owned(),
        value: String::new(),
        label: String::new(),
        autocomplete: get("autocomplete").unwrap_or_default().trim().to_ascii_lowercase(),
        checked: false,
        options: Vec::new(),
        disabled: has("disabled"),
        readonly: has("readonly"),
        required: has("required"),
        action: None,
        method: None,
        enctype: None,
        sets: None,
    };
    let controls = match element.name() {
        "input" => vec![input(blank, element)],
        "button" => vec![button(blank, element)],
        "textarea" => vec![Control { kind: "textarea".to_owned(), value: textarea_value(node), ..blank }],
        _ => select(&blank, node, has("multiple")),
    };
    let draft = |control| ControlDraft {
        node: node.id(),
        control,
        id: get("id").unwrap_or_default(),
        element,
        form_attribute: get("form"),
        owner: None,
        wrapping_label: String::new(),
        at,
    };
    controls.into_iter().map(draft).collect()
}

fn input(blank: Control, element: &Element) -> Control {
    let written = attribute(element, "type").unwrap_or_default().trim().to_ascii_lowercase();
    let kind = match written.as_str() {
        "button" | "checkbox" | "color" | "date" | "datetime-local" | "email" | "file" | "hidden" | "image"
        | "month" | "number" | "password" | "radio" | "range" | "reset" | "search" | "submit" | "tel" | "time"
        | "url" | "week" => written,
        _ => "text".to_owned(),
    };
    let value = attribute(element, "value");
    let mut control = Control { checked: attribute(element, "checked").is_some(), ..blank };
    control.value = match (kind.as_str(), value) {
        ("checkbox" | "radio", None) => "on".to_owned(),
        ("color", None) => "#000000".to_owned(),
        ("range", None) => "50".to_owned(),
        ("file", Some(_)) | (_, None) => String::new(),
        ("hidden" | "submit" | "image" | "button" | "reset" | "checkbox" | "radio", Some(value)) => value.to_owned(),
        (kind, Some(value)) => sanitized(kind, value),
    };
    if matches!(kind.as_str(), "submit" | "image" | "button" | "reset") {
        control.sets = sets(element);
        let read = if kind == "image" { attribute(element, "alt") } else { value };
        control.label = fold(read.or_else(|| attribute(element, "aria-label")).unwrap_or_default());
    }
    control.kind = kind;
    scripted(control)
}

/// The value that a button's script sets before it submits.
fn sets(element: &Element) -> Option<(String, String)> {
    attribute(element, "onclick").and_then(script::sets_and_submits)
}

/// A plain button whose script submits counts as a submit button; its own name is not sent.
fn scripted(control: Control) -> Control {
    if control.kind == "button" && control.sets.is_some() {
        Control { kind: "submit".to_owned(), name: String::new(), ..control }
    } else {
        control
    }
}

/// How browsers sanitize a preset value (HTML standard, "value sanitization algorithm").
fn sanitized(kind: &str, value: &str) -> String {
    let value: String = value.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    if matches!(kind, "email" | "url") { value.trim().to_owned() } else { value }
}

fn button(blank: Control, element: &Element) -> Control {
    let kind = match attribute(element, "type").unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "button" => "button",
        "reset" => "reset",
        _ => "submit",
    };
    let value = attribute(element, "value").unwrap_or_default().to_owned();
    scripted(Control { kind: kind.to_owned(), value, sets: sets(element), ..blank })
}

fn textarea_value(node: NodeRef<'_, Node>) -> String {
    text_of(node)
}

/// One control for each selected option; one without `checked` if none is (nothing is sent then).
fn select(blank: &Control, node: NodeRef<'_, Node>, multiple: bool) -> Vec<Control> {
    struct SelectOption {
        value: String,
        selected: bool,
        disabled: bool,
    }
    let choices: Vec<SelectOption> = node
        .descendants()
        .filter_map(|below| Some((below, below.value().as_element().filter(|e| e.name() == "option")?)))
        .map(|(option, element)| {
            let group = option.parent().and_then(|parent| parent.value().as_element());
            let group_disabled = group.is_some_and(|g| g.name() == "optgroup" && attribute(g, "disabled").is_some());
            SelectOption {
                value: attribute(element, "value").map_or_else(|| fold(&text_of(option)), str::to_owned),
                selected: attribute(element, "selected").is_some(),
                disabled: group_disabled || attribute(element, "disabled").is_some(),
            }
        })
        .collect();
    let control = |value: &str, checked: bool| Control {
        kind: "select".to_owned(),
        value: value.to_owned(),
        checked,
        ..blank.clone()
    };
    let selected: Vec<&SelectOption> = choices.iter().filter(|choice| choice.selected).collect();
    let sent: Vec<&SelectOption> = if multiple {
        selected
    } else {
        selected.last().copied().or_else(|| choices.iter().find(|choice| !choice.disabled)).into_iter().collect()
    };
    let mut controls: Vec<Control> =
        sent.iter().filter(|choice| !choice.disabled).map(|choice| control(&choice.value, true)).collect();
    if controls.is_empty() {
        controls.push(control("", false));
    }
    controls[0].options = choices.iter().filter(|choice| !choice.disabled).map(|choice| choice.value.clone()).collect();
    controls
}

impl ControlDraft<'_> {
    /// The control as the form has it, with a `dirname` companion if there is one; `None` for a control that is never sent nor
    /// pressed.
    pub(super) fn finish(&self, base: &Url) -> Vec<Control> {
        let get = |name| attribute(self.element, name).map(str::trim).filter(|value| !value.is_empty());
        let mut control = self.control.clone();
        if control.submits() {
            control.action = get("formaction").and_then(|action| resolve(action, base).ok());
            control.method = get("formmethod").map(method);
            control.enctype = get("formenctype").map(enctype);
        }
        let direction = get("dirname").filter(|_| !control.submits() && !control.name.is_empty()).map(|name| Control {
            kind: "hidden".to_owned(),
            name: name.to_owned(),
            value: "ltr".to_owned(),
            label: String::new(),
            autocomplete: String::new(),
            ..control.clone()
        });
        std::iter::once(control).chain(direction).collect()
    }
}

/// `GET`, `POST` or `DIALOG`; an unknown value is `GET`.
pub(super) fn method(written: &str) -> String {
    let known = ["POST", "DIALOG"].into_iter().find(|known| written.eq_ignore_ascii_case(known));
    known.unwrap_or("GET").to_owned()
}

/// One of the three encodings that forms have.
pub(super) fn enctype(written: &str) -> String {
    let known = ["multipart/form-data", "text/plain"].into_iter().find(|known| written.eq_ignore_ascii_case(known));
    known.unwrap_or("application/x-www-form-urlencoded").to_owned()
}

/// Gives every control its visible text: its label, its accessible name, its placeholder, or else the words before it (or after
/// it, for check boxes and radio buttons).
pub(super) fn label(drafts: &mut [ControlDraft<'_>], labels: &HashMap<&str, String>, text: &str, document: &Document) {
    let places: Vec<usize> = drafts.iter().map(|draft| draft.at).collect();
    let by_id = OnceCell::new();
    let by_id = || by_id.get_or_init(|| elements_by_id(document));
    for (index, draft) in drafts.iter_mut().enumerate() {
        if !draft.control.label.is_empty() || draft.control.kind == "hidden" {
            continue;
        }
        let get = |name| attribute(draft.element, name).map(fold).filter(|found| !found.is_empty());
        let own_label = || labels.get(draft.id).filter(|label| !draft.id.is_empty() && !label.is_empty()).cloned();
        let wrapped = || Some(draft.wrapping_label.clone()).filter(|label| !label.is_empty());
        let named = || get("aria-labeledby").map(|ids| text_of_all(&ids, by_id())).filter(|label| !label.is_empty());
        draft.control.label = own_label()
            .or_else(wrapped)
            .or_else(|| get("aria-label"))
            .or_else(named)
            .or_else(|| get("placeholder"))
            .or_else(|| get("title"))
            .unwrap_or_else(|| {
                let before = index.checked_sub(1).map_or(0, |previous| places[previous]);
                let after = places.get(index + 1).copied().unwrap_or(text.len());
                match draft.control.kind.as_str() {
                    "checkbox" | "radio" => shortened(text.get(draft.at..after).unwrap_or_default(), false),
                    "submit" | "image" | "button" | "reset" => String::new(),
                    _ => shortened(text.get(before..draft.at).unwrap_or_default(), true),
                }
            });
    }
}

fn elements_by_id(document: &Document) -> HashMap<&str, NodeRef<'_, Node>> {
    let nodes = document.html.tree.root().descendants();
    nodes.filter_map(|node| Some((attribute(node.value().as_element()?, "id")?, node))).collect()
}

fn text_of_all(ids: &str, by_id: &HashMap<&str, NodeRef<'_, Node>>) -> String {
    let texts = ids.split(' ').filter_map(|id| by_id.get(id)).map(|node| fold(&text_of(*node)));
    texts.collect::<Vec<_>>().join(" ")
}

/// The few words next to a control.
fn shortened(text: &str, from_the_end: bool) -> String {
    const WORDS: usize = 6;
    let words: Vec<&str> = text.split_whitespace().collect();
    let surplus = words.len().saturating_sub(WORDS);
    let near = if from_the_end { &words[surplus..] } else { &words[..words.len() - surplus] };
    near.join(" ")
}
