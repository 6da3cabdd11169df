//! HTML to a page that a scenario can act on.

use url::Url;

use super::classify::{self, PageFacts};
use super::parse::{self, Parsed};
use super::script::{self, ScriptEffect};
use crate::http::{Refresh, resolve};
use crate::model::page::{Form, Page, PageKind};

/// Parses and classifies the response of `url`.
///
/// `media_type` decides whether the body is HTML at all: if not, the page is its text.
pub fn page_from_html(url: &Url, status: u16, media_type: &str, body: &str) -> Page {
    let mut parsed = if is_html(media_type, body) { parse::parse(url, body) } else { parse::plain(url, body) };
    sent_by_script(&mut parsed);
    let submits = self_submitting(&parsed);
    let moves_to = leads_away(url, &parsed);
    let mut page = Page {
        url: url.clone(),
        status,
        title: parsed.title,
        heading: parsed.heading,
        text: parsed.text,
        forms: parsed.forms,
        loose: parsed.loose,
        links: parsed.links,
        loads: parsed.loads,
        scripted: parsed.scripted,
        kind: PageKind::Unknown,
        main_form: None,
        evidence: Vec::new(),
        hinted: None,
        moves_to,
        policies: parsed.policies,
        referrer_policy: parsed.referrer_policy,
    };
    let seen = PageFacts {
        self_submitting: submits,
        headings: parsed.headings,
        top_headings: parsed.top_headings,
        form_headings: parsed.form_headings,
        form_leads: parsed.form_leads,
        hidden_forms: parsed.hidden_forms,
        alerts: parsed.alerts,
        pictures: parsed.pictures,
    };
    classify::classify(&mut page, &seen);
    page
}

/// HTML by its media type, or, if it has none, by its beginning.
pub fn is_html(media_type: &str, body: &str) -> bool {
    match media_type {
        "text/html" | "application/xhtml+xml" => true,
        "" | "application/octet-stream" => {
            let start = body.trim_start_matches('\u{feff}').trim_start();
            let tag: String = start.chars().take(14).collect::<String>().to_ascii_lowercase();
            ["<!doctype html", "<html", "<head", "<body", "<form", "<script", "<title", "<!--", "<h1", "<p", "<div"]
                .iter()
                .any(|known| tag.starts_with(known))
        }
        _ => false,
    }
}

/// A form with a password whose script sends it uses POST to the one URL of the script. No form with a password is meant to use
/// GET, which puts it into a URL.
fn sent_by_script(parsed: &mut Parsed) {
    let is_password = |form: &Form| form.controls.iter().any(|control| control.kind == "password");
    let mut addresses = parsed.scripts.iter().filter_map(|source| script::sends_to(source));
    let (Some(address), None) = (addresses.next(), addresses.next()) else { return };
    let Ok(address) = resolve(&address, &parsed.base) else { return };
    if let Some(form) = parsed.forms.iter_mut().find(|form| form.method == "GET" && is_password(form)) {
        "POST".clone_into(&mut form.method);
        form.action = address;
    }
}

/// The form that a script submits as soon as the page is loaded: there is nothing to fill in.
fn self_submitting(parsed: &Parsed) -> Option<usize> {
    let expression = parsed.scripts.iter().find_map(|source| match script::read(source)? {
        ScriptEffect::Submits(expression) => Some(expression),
        ScriptEffect::Navigates(_) => None,
    })?;
    let named = |name: &str| !name.is_empty() && mentions(&expression, name);
    let by_name =
        (0..parsed.forms.len()).find(|index| named(&parsed.forms[*index].id) || named(&parsed.form_names[*index]));
    let by_number = expression.split_once("forms[").and_then(|(_, rest)| rest.split(']').next()?.parse().ok());
    let found = by_name.or(by_number).or_else(|| parsed.forms.iter().position(has_nothing_to_fill))?;
    parsed.forms.get(found).filter(|form| has_nothing_to_fill(form)).map(|_| found)
}

fn has_nothing_to_fill(form: &Form) -> bool {
    form.controls.iter().all(|control| matches!(control.kind.as_str(), "hidden" | "submit" | "button" | "image"))
}

/// The name as a word of the expression: `document.relay`, `getElementById('relay')`.
fn mentions(expression: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    expression.match_indices(name).any(|(at, _)| {
        let before = expression[..at].chars().next_back();
        let after = expression[at + name.len()..].chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

/// Where the page redirects a browser automatically.
///
/// A refresh that waits longer than a few seconds, or returns to the same page, is ignored, and so is one for browsers without
/// scripts if there is a form to fill in.
fn leads_away(url: &Url, parsed: &Parsed) -> Option<Url> {
    let script = parsed.scripts.iter().find_map(|source| match script::read(source)? {
        ScriptEffect::Navigates(target) => resolve(&target, &parsed.base).ok(),
        ScriptEffect::Submits(_) => None,
    });
    let has_work = parsed.forms.iter().any(|form| !has_nothing_to_fill(form));
    let refresh = parsed.refresh.as_ref();
    let refresh = refresh.filter(|(refresh, in_noscript)| is_prompt(refresh, url) && !(*in_noscript && has_work));
    script.filter(|to| !has_work && to != url).or_else(|| refresh.map(|(refresh, _)| refresh.to.clone()))
}

/// Its target is another page, and its delay is short.
pub(super) fn is_prompt(refresh: &Refresh, from: &Url) -> bool {
    const PATIENCE: u32 = 5;
    refresh.after <= PATIENCE && !same_document(&refresh.to, from)
}

fn same_document(a: &Url, b: &Url) -> bool {
    let (mut a, mut b) = (a.clone(), b.clone());
    a.set_fragment(None);
    b.set_fragment(None);
    a == b
}
