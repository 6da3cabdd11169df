//! How to answer a page: which button, box, list or link allows, denies, continues, or chooses an account.

use url::Url;

use super::fields::{button_words, is_fillable, main_button, plain_name};
use super::words::{self, FoundWords, Meaning};
use crate::model::page::{Clickable, Control, Form, Page};

/// An answer to a consent page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Access is allowed.
    Allow,
    /// Access is denied.
    Deny,
}

/// What to do on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageAction {
    /// Submit a form.
    Submit {
        /// Index into the page's forms.
        form: usize,
        /// The button to press (index into the form's controls); the form cannot be submitted without one.
        control: Option<usize>,
        /// What to fill in, tick or choose before.
        fill: Vec<(String, String)>,
    },
    /// Follow a link.
    Follow(Url),
}

/// The answer to a consent page. `None` if the page offers no such answer.
pub fn decision_button(page: &Page, decision: Decision) -> Option<PageAction> {
    if let Some(hinted) = &page.hinted {
        return if decision == Decision::Allow { &hinted.allow } else { &hinted.deny }.as_ref().map(at);
    }
    let mut order: Vec<usize> = (0..page.forms.len()).collect();
    order.sort_by_key(|form| Some(*form) != page.main_form);
    order.truncate(MOST_FORMS);
    let forms = || order.iter().map(|form| (*form, &page.forms[*form])).filter(|(_, form)| !is_about_cookies(form));
    forms()
        .find_map(|(index, form)| in_form(index, form, decision))
        .or_else(|| forms().find_map(|(index, _)| by_elimination(page, index).filter(|_| decision == Decision::Allow)))
        .or_else(|| link(page, decision))
}

/// Presses the button that the target file names.
fn at(place: &Clickable) -> PageAction {
    match place {
        Clickable::Control { form, control } => {
            PageAction::Submit { form: *form, control: Some(*control), fill: Vec::new() }
        }
        Clickable::Link(url) => PageAction::Follow(url.clone()),
    }
}

/// No page made for people has more forms than this.
pub(super) const MOST_FORMS: usize = 50;

fn link(page: &Page, decision: Decision) -> Option<PageAction> {
    let says = |text: &str| meant(&words::read(text)) == Some(decision);
    page.links.iter().find(|link| says(&link.text)).map(|link| PageAction::Follow(link.url.clone()))
}

/// Whether the page can be denied by something that this form does not send: another form, a link, or a script's button.
pub(super) fn refuses_elsewhere(page: &Page, index: usize) -> bool {
    let by_script = |control: &Control| control.kind == "button" && answer(control) == Some(Decision::Deny);
    let mut others = page.forms.iter().enumerate().take(MOST_FORMS).filter(|(other, _)| *other != index);
    link(page, Decision::Deny).is_some()
        || page.forms[index].controls.iter().any(|control| !control.disabled && by_script(control))
        || others.any(|(other, form)| !is_about_cookies(form) && in_form(other, form, Decision::Deny).is_some())
}

/// The only button of a form with nothing to fill in allows, if its text is "continue" and something else denies, or if the form
/// contains a client's request for access on a page that mentions it.
pub(super) fn by_elimination(page: &Page, index: usize) -> Option<PageAction> {
    let form = &page.forms[index];
    let mut buttons = form.controls.iter().enumerate().filter(|(_, control)| control.submits() && !control.disabled);
    let (button, control) = buttons.next()?;
    let fits = buttons.next().is_none()
        && words::read(&control.label).has(Meaning::Next)
        && !form.controls.iter().any(is_fillable)
        && in_form(index, form, Decision::Allow).is_none()
        && (refuses_elsewhere(page, index) || asks_for_access(page, form));
    fits.then(|| PageAction::Submit { form: index, control: Some(button), fill: scopes(form) })
}

/// True if the form contains a client's request, and title, heading or text say that a client wants access. If they ask the user
/// to log in, the form only forwards the request.
pub(super) fn asks_for_access(page: &Page, form: &Form) -> bool {
    let head = words::read(&format!("{} . {}", page.title, page.heading));
    let text = words::read(words::start(&page.text));
    carried(form).is_some() && !head.has(Meaning::LogIn) && (head.has(Meaning::Wants) || text.has(Meaning::Wants))
}

/// The field that shows that a form contains a client's request, or the answer to it.
pub(super) fn carried(form: &Form) -> Option<&Control> {
    const ABOUT: [&str; 7] = ["scope", "clientid", "redirecturi", "consent", "approval", "authorize", "grant"];
    form.controls.iter().find(|control| ABOUT.iter().any(|word| plain_name(control).contains(word)))
}

/// The control that continues from a page with nothing, or nothing more, to fill in.
pub fn continue_action(page: &Page) -> Option<PageAction> {
    if let Some(place) = page.hinted.as_ref().and_then(|hinted| hinted.onward.as_ref()) {
        return Some(at(place));
    }
    if let Some(index) = page.main_form {
        let hinted = page.hinted.as_ref().and_then(|hinted| hinted.submit);
        let control = hinted.or_else(|| main_button(&page.forms[index]));
        return Some(PageAction::Submit { form: index, control, fill: Vec::new() });
    }
    onward_link(page).map(|index| PageAction::Follow(page.links[index].url.clone()))
}

/// The only link with the text "continue", if there is exactly one.
pub(super) fn onward_link(page: &Page) -> Option<usize> {
    let mut onward = (0..page.links.len()).filter(|index| {
        let said = words::read(&page.links[*index].text);
        said.has(Meaning::Next) && !said.has(Meaning::Deny) && !said.has(Meaning::Secondary)
    });
    onward.next().filter(|_| onward.next().is_none())
}

/// The control that chooses an account: the first one, or the first whose label or value contains `hint`.
pub fn choose_account(page: &Page, hint: &str) -> Option<PageAction> {
    let fits = |text: &str| hint.is_empty() || text.to_lowercase().contains(&hint.to_lowercase());
    for (index, form) in page.forms.iter().enumerate() {
        let choice = form
            .controls
            .iter()
            .position(|control| is_account(control) && (fits(&control.label) || fits(&control.value)));
        if let Some(found) = choice {
            let control = &form.controls[found];
            return Some(if control.submits() {
                PageAction::Submit { form: index, control: Some(found), fill: Vec::new() }
            } else {
                let fill = vec![(control.name.clone(), control.value.clone())];
                PageAction::Submit { form: index, control: main_button(form), fill }
            });
        }
    }
    let link = page.links.iter().find(|link| link.text.contains('@') && fits(&link.text));
    link.map(|link| PageAction::Follow(link.url.clone()))
}

/// A button or radio button for an account.
pub(super) fn is_account(control: &Control) -> bool {
    !control.disabled
        && (control.submits() || control.kind == "radio")
        && (control.label.contains('@')
            || control.value.contains('@')
            || matches!(
                plain_name(control).as_str(),
                "account" | "accountid" | "loginhint" | "authuser" | "session" | "identity"
            ))
}

/// The answer of one form: by a button with such a text, or else by a choice before its only button is pressed, or else by the
/// only button next to one that denies.
pub(super) fn in_form(index: usize, form: &Form, decision: Decision) -> Option<PageAction> {
    let pressed = |control: usize| {
        let fill = if decision == Decision::Allow { scopes(form) } else { Vec::new() };
        PageAction::Submit { form: index, control: Some(control), fill }
    };
    if let Some(button) = unambiguous_button(form, decision) {
        return Some(pressed(button));
    }
    // If the buttons answer, a list or radio buttons ask something else ("remember: no").
    let sure = unambiguous_button(form, Decision::Allow).is_some();
    if let Some(fill) = chosen(form, decision).filter(|_| decision == Decision::Allow || !sure) {
        return Some(PageAction::Submit { form: index, control: main_button(form), fill });
    }
    button(form, decision).map(pressed)
}

/// The button whose own text gives this answer.
fn explicit_button(form: &Form, decision: Decision) -> Option<usize> {
    form.controls.iter().position(|control| control.submits() && !control.disabled && answer(control) == Some(decision))
}

fn unambiguous_button(form: &Form, decision: Decision) -> Option<usize> {
    explicit_button(form, decision).filter(|button| !only_confirms(form, *button))
}

/// If nothing denies, "Confirm" may be below a question: then it confirms either answer.
fn only_confirms(form: &Form, button: usize) -> bool {
    words::read(button_words(&form.controls[button])).has(Meaning::Confirm)
        && explicit_button(form, Decision::Deny).is_none()
}

/// The button that gives this answer: of its text, its value and its name, the first that has a meaning decides.
fn button(form: &Form, decision: Decision) -> Option<usize> {
    explicit_button(form, decision).or_else(|| {
        // Next to a denying button, the only other one allows, whatever its text ("Continue as Alice").
        let silent =
            |control: &&(usize, &Control)| control.1.submits() && !control.1.disabled && answer(control.1).is_none();
        let others: Vec<(usize, &Control)> = form.controls.iter().enumerate().collect();
        let others: Vec<usize> = others.iter().filter(silent).map(|(index, _)| *index).collect();
        let refusable = explicit_button(form, Decision::Deny).is_some();
        let leads_on = |index: &usize| {
            let said = words::read(&form.controls[*index].label);
            !said.has(Meaning::SignOut) && !said.has(Meaning::Secondary) && !said.has(Meaning::Destructive)
        };
        (decision == Decision::Allow && refusable && others.len() == 1).then(|| others[0]).filter(leads_on)
    })
}

fn answer(control: &Control) -> Option<Decision> {
    [&control.label, &control.value, &control.name].into_iter().find_map(|text| meant(&words::read(&spaced(text))))
}

/// Denial takes precedence: "don't allow" contains both.
fn meant(said: &FoundWords) -> Option<Decision> {
    if said.has(Meaning::Deny) {
        Some(Decision::Deny)
    } else if said.has(Meaning::Allow) && !said.has(Meaning::Destructive) {
        Some(Decision::Allow)
    } else {
        None
    }
}

/// Identifiers as words: `user_oauth_approval` contains `approval`.
fn spaced(text: &str) -> String {
    text.replace(['_', '-', '.', '[', ']'], " ")
}

/// Radio buttons, a list or a check box with the answer, and how to set them. Denying with a check box means leaving it empty,
/// if the form has no other way to deny.
fn chosen(form: &Form, decision: Decision) -> Option<Vec<(String, String)>> {
    let choice = |text: &str, value: &str| meant(&words::read(text)).or_else(|| meant(&words::read(&spaced(value))));
    let asks = |control: &&Control| !control.disabled && !control.name.is_empty() && !is_setting(control);
    for control in form.controls.iter().filter(asks) {
        let set = |value: &str| Some(vec![(control.name.clone(), value.to_owned())]);
        match control.kind.as_str() {
            "radio"
                if choice(&control.label, &control.value) == Some(decision) && is_contested(form, &control.name) =>
            {
                return set(&control.value);
            }
            "select" => {
                let option = |decision| control.options.iter().find(|option| choice(option, option) == Some(decision));
                if let (Some(allow), Some(deny)) = (option(Decision::Allow), option(Decision::Deny)) {
                    return set(if decision == Decision::Allow { allow } else { deny });
                }
            }
            "checkbox" if is_consent_box(control) && button(form, Decision::Allow).is_none() => {
                let refusable = button(form, Decision::Deny).is_some();
                match decision {
                    Decision::Allow => return set(&control.value),
                    Decision::Deny if !refusable => return set(""),
                    Decision::Deny => {}
                }
            }
            _ => {}
        }
    }
    None
}

/// Questions about remembering and about the language are not the consent question.
fn is_setting(control: &Control) -> bool {
    let name = plain_name(control);
    ["remember", "persist", "lang", "locale", "newsletter"].iter().any(|word| name.contains(word))
}

/// A group of radio buttons is a yes-or-no question if it offers both.
fn is_contested(form: &Form, name: &str) -> bool {
    let group = || form.controls.iter().filter(|control| control.kind == "radio" && control.name == name);
    let offers = |decision| {
        group().any(|control| {
            meant(&words::read(&control.label)).or_else(|| meant(&words::read(&spaced(&control.value))))
                == Some(decision)
        })
    };
    offers(Decision::Allow) && offers(Decision::Deny)
}

/// "I allow …", not "remember me".
fn is_consent_box(control: &Control) -> bool {
    meant(&words::read(&control.label)).or_else(|| meant(&words::read(&spaced(&control.name)))) == Some(Decision::Allow)
}

/// Scope check boxes to tick if none is: to allow nothing is not to allow.
fn scopes(form: &Form) -> Vec<(String, String)> {
    let boxes =
        || form.controls.iter().filter(|control| control.kind == "checkbox" && !control.disabled && is_scope(control));
    if boxes().any(|control| control.checked) {
        return Vec::new();
    }
    boxes().map(|control| (control.name.clone(), control.value.clone())).collect()
}

fn is_scope(control: &Control) -> bool {
    let name = plain_name(control);
    name.contains("scope") || name.contains("permission") || name.contains("claim")
}

/// A cookie banner asks for consent too, but not to this: it mentions cookies, and contains nothing of an authorization
/// request.
pub(super) fn is_about_cookies(form: &Form) -> bool {
    let said = words::read(&format!("{} {}", form.id, form.text));
    let asks_for_more = |control: &Control| {
        let name = plain_name(control);
        is_fillable(control)
            || is_scope(control)
            || ["client", "redirect", "state"].iter().any(|word| name.contains(word))
    };
    said.has(Meaning::Cookies) && !form.controls.iter().any(asks_for_more)
}
