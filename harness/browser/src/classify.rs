//! Classifies pages: every observation is evidence for or against a kind, with a weight and a sentence; the kind with the
//! greatest sum wins, if its lead is large enough.

use super::decide;
use super::fields::{code_field, is_fillable};
use super::scores::Scores;
use super::side_forms::{is_never_the_subject, is_side_form};
use super::weigh::{FormHeadings, is_password, weigh_form};
use super::words::{self, FoundWords, Meaning};
use crate::model::page::{Control, Form, Page, PageKind};

/// Observations that a page does not keep.
#[derive(Clone, Debug)]
pub(super) struct PageFacts {
    /// The form that a script submits immediately.
    pub(super) self_submitting: Option<usize>,
    /// The headings of the first three levels.
    pub(super) headings: Vec<String>,
    /// Those of the highest level.
    pub(super) top_headings: Vec<String>,
    /// The heading that each form begins with, or empty.
    pub(super) form_headings: Vec<String>,
    /// The text right above each form, and in it before its first label or field.
    pub(super) form_leads: Vec<String>,
    /// The hidden forms.
    pub(super) hidden_forms: Vec<usize>,
    /// An element with `role="alert"` has a text.
    pub(super) alerts: bool,
    /// There is visible content that is not text.
    pub(super) pictures: bool,
}

/// Sets the page's kind, its main form and the evidence.
pub(super) fn classify(page: &mut Page, seen: &PageFacts) {
    let mut scores = Scores::default();
    relays(page, seen, &mut scores);
    let head = words::read(&format!("{} . {}", page.title, seen.headings.join(" . ")));
    for index in 0..page.forms.len().min(decide::MOST_FORMS) {
        weigh_form(page, index, &heads(page, index, seen), &mut scores);
    }
    scores.hide(&seen.hidden_forms);
    whole_page(page, &head, seen, &mut scores);
    scores.settle();
    let alike = |one: usize, other: usize| sends_alike(&page.forms[one], &page.forms[other]);
    let (kind, form, evidence) = scores.winner(alike);
    page.kind = kind;
    page.main_form = form.or_else(|| lone_form(page, kind));
    page.evidence = evidence;
}

/// The context of a form, from the page down to the form's own first words.
fn heads(page: &Page, index: usize, seen: &PageFacts) -> FormHeadings {
    let read = |texts: &[String]| words::read(&format!("{} . {}", page.title, texts.join(" . ")));
    let own = seen.form_headings.get(index).cloned().unwrap_or_default();
    let top: Vec<String> = seen.top_headings.iter().cloned().chain([own]).collect();
    // A lead as long as a paragraph is about too many topics.
    let lead = seen.form_leads.get(index).filter(|lead| lead.chars().count() < 100);
    FormHeadings { all: read(&seen.headings), top: read(&top), lead: words::read(lead.map_or("", String::as_str)) }
}

/// Two forms with the same fields and the same target are one, shown twice.
fn sends_alike(one: &Form, other: &Form) -> bool {
    let names = |form: &Form| form.controls.iter().map(|control| control.name.clone()).collect::<Vec<_>>();
    one.action == other.action && one.method == other.method && names(one) == names(other)
}

/// On an unrecognized page, the only form that could be its subject.
fn lone_form(page: &Page, kind: PageKind) -> Option<usize> {
    if kind != PageKind::Unknown {
        return None;
    }
    let mut serious = (0..page.forms.len()).filter(|index| {
        let form = &page.forms[*index];
        !is_never_the_subject(form) && has_button(form)
    });
    serious.next().filter(|_| serious.next().is_none())
}

fn has_button(form: &Form) -> bool {
    form.controls.iter().any(|control| control.submits() && !control.disabled)
}

/// There is something to fill in or decide.
fn has_work(page: &Page) -> bool {
    let asks = |form: &Form| form.controls.iter().any(|control| is_fillable(control) || control.kind == "checkbox");
    page.forms.iter().any(asks)
        || decide::decision_button(page, decide::Decision::Allow).is_some()
        || page.loose.iter().any(is_fillable)
}

fn relays(page: &Page, seen: &PageFacts, scores: &mut Scores) {
    if let Some(form) = seen.self_submitting {
        scores.add(PageKind::FormRelay, Some(form), 20, "a script submits a form with nothing to fill in".to_owned());
    }
    if let Some(target) = &page.moves_to {
        scores.add(PageKind::ScriptRelay, None, 16, format!("a script or meta refresh only leads to {target}"));
    }
}

/// Words of errors that also occur in good news: the new secret "cannot be shown again", the invitation "will be expired".
const OF_BOTH: [&str; 7] = ["cannot be", "could not", "expired", "missing", "not allowed", "not found", "unable to"];

/// Whether the page reports a success, in its heading or in a sentence of its own, and reports nothing worse than what
/// accompanies that.
fn reports_success(page: &Page, head: &FoundWords) -> bool {
    let text = page.text.to_lowercase();
    let rest = OF_BOTH.iter().fold(text.clone(), |text, word| text.replace(word, " "));
    if words::read(&rest).has(Meaning::Error) {
        return false;
    }
    let mut sentences = text.split(['.', '!', '?', ':', ';']).map(words::read);
    head.has(Meaning::Done) || sentences.any(|said| said.has(Meaning::Done) && !said.has(Meaning::Error))
}

/// The kind of the page as a whole.
fn whole_page(page: &Page, head: &FoundWords, seen: &PageFacts, scores: &mut Scores) {
    let has = |what: fn(&Control) -> bool| page.forms.iter().any(|form| form.controls.iter().any(what));
    // Some pages that ask for the name, before they ask for the password, have status 401 (RFC 9110 §15.5.2).
    let asks_for_credentials = page.status == 401 && head.has(Meaning::LogIn) && has(is_fillable);
    let retry = has(is_password) || page.forms.iter().any(|form| code_field(form).is_some()) || asks_for_credentials;
    if page.status >= 400 {
        scores.add(PageKind::Error, None, 5, format!("the status is {}", page.status));
    }
    if let Some(word) = head.word(Meaning::Error) {
        scores.add(PageKind::Error, None, 4, format!("the title or heading says \"{word}\""));
    } else if page.text.len() < 600
        && let Some(word) = words::read(&page.text).word(Meaning::Error)
        && (page.status >= 400 || !reports_success(page, head))
    {
        scores.add(PageKind::Error, None, 3, format!("the short text says \"{word}\""));
        if page.forms.is_empty() {
            scores.add(PageKind::Error, None, 1, "there is nothing to do".to_owned());
        }
    }
    if seen.alerts && page.text.len() < 600 && !has_work(page) && !reports_success(page, head) {
        scores.add(PageKind::Error, None, 4, "an alert on a short page with nothing to fill in".to_owned());
    }
    if retry {
        scores.add(PageKind::Error, None, -5, "there is a form to try again".to_owned());
    }
    if page.loose.iter().any(is_password) {
        let why = "a password field belongs to no form: only a script can send it".to_owned();
        scores.add(PageKind::Unknown, None, 6, why);
    }
    let links = page.links.iter().filter(|link| link.text.contains('@')).count();
    if links > 0 && (head.has(Meaning::Accounts) || words::read(words::start(&page.text)).has(Meaning::Accounts)) {
        scores.add(PageKind::SelectAccount, None, 6, format!("{links} links with accounts to choose from"));
    }
    let side_text: usize = page.forms.iter().map(|form| form.text.len()).sum();
    if page.forms.iter().all(is_side_form)
        && page.status < 400
        && !head.has(Meaning::Error)
        && page.text.len().saturating_sub(side_text) < 400
        && let Some(link) = decide::onward_link(page)
    {
        scores.add(
            PageKind::Continue,
            None,
            5,
            format!("a short page whose link \"{}\" continues", page.links[link].text),
        );
    }
    let bare = page.forms.iter().all(|form| form.controls.iter().all(|control| control.kind == "hidden"));
    if page.text.is_empty() && bare && !seen.pictures && page.links.is_empty() {
        scores.add(PageKind::Blank, None, 6, "there is nothing to see".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::page_from_html::page_from_html;

    fn kind(body: &str) -> PageKind {
        page_from_html(&Url::parse("http://op.test/authorize").expect("a URL"), 200, "text/html", body).kind
    }

    #[test]
    fn an_alert_with_nothing_to_do_is_an_error_whatever_its_words() {
        assert_eq!(kind("<title>Zork</title><p role=alert>The client is blorbed.</p><p>Go back.</p>"), PageKind::Error);
        assert_eq!(kind("<h1>Something is not right</h1><p>The client is blorbed.</p>"), PageKind::Error);
        let form = "<form method=post><input name=user><input type=password name=p><button>Sign in</button></form>";
        assert_eq!(kind(&format!("<p role=alert>Please sign in.</p>{form}")), PageKind::Login);
    }

    #[test]
    fn an_alert_that_is_empty_hidden_or_good_news_is_not_an_error() {
        assert_eq!(kind("<h1>Zork</h1><p>The client is blorbed.</p><div role=alert></div>"), PageKind::Unknown);
        assert_eq!(kind("<h1>Zork</h1><div role=alert hidden>Blorb</div>"), PageKind::Unknown);
        assert_eq!(kind("<h1>Zork</h1><div role=alert>Your key was saved.</div>"), PageKind::Unknown);
    }

    #[test]
    fn a_form_that_signs_out_is_not_what_a_page_is_about() {
        let page = |form: &str| {
            kind(&format!(
                "<title>Welcome</title><h1>Welcome</h1><p>You are signed in.</p><p><a href=/next>Continue</a></p>{form}"
            ))
        };
        assert_eq!(page(""), PageKind::Continue);
        assert_eq!(page("<form method=post action=/out><button>Sign out</button></form>"), PageKind::Continue);
        let nickname = "<form action=/names><input name=nickname><button>Save</button></form>";
        assert_ne!(page(nickname), PageKind::Continue, "a page with a field to fill in is not only to be continued");
    }

    #[test]
    fn a_name_is_asked_for_with_401_too() {
        let page = |status, body: &str| {
            page_from_html(&Url::parse("http://op.test/login").expect("a URL"), status, "text/html", body).kind
        };
        let name = "<title>Sign in</title><h1>Sign in</h1><form method=post><label>Username <input name=username></label>\
                    <button>Next</button></form>";
        assert_eq!((page(200, name), page(401, name)), (PageKind::Identifier, PageKind::Identifier));
        assert_eq!(page(401, "<title>Sign in</title><h1>Sign in</h1><p>You are not signed in.</p>"), PageKind::Error);
    }
}
