//! What kind of page it is: every observation speaks for or against a kind with a weight and in a sentence; the kind with
//! the greatest sum wins, if it is far enough ahead.

use super::decide::{self, Decision, Press, in_form};
use super::fields::{self, LoginFields, code_field, has_token, is_fillable, main_button, plain_name};
use super::scale::Scale;
use super::words::{self, Meaning, Said};
use crate::model::page::{Control, Form, Page, PageKind};

/// What was seen that a page does not keep.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// The form that a script submits at once.
    pub(super) self_submitting: Option<usize>,
    /// The headings of the first three levels.
    pub(super) headings: Vec<String>,
    /// The forms that nobody sees.
    pub(super) hidden_forms: Vec<usize>,
    /// There is something to see that is not text.
    pub(super) pictures: bool,
}

/// Sets the page's kind, its main form and the evidence.
pub(super) fn classify(page: &mut Page, seen: &Seen) {
    let mut scale = Scale::default();
    relays(page, seen, &mut scale);
    let head = words::read(&format!("{} . {}", page.title, seen.headings.join(" . ")));
    for index in 0..page.forms.len().min(decide::MOST_FORMS) {
        weigh_form(page, index, &head, &mut scale);
    }
    scale.hide(&seen.hidden_forms);
    whole_page(page, &head, seen, &mut scale);
    scale.settle();
    let (kind, form, evidence) = scale.winner();
    page.kind = kind;
    page.main_form = form.or_else(|| lone_form(page, kind));
    page.evidence = evidence;
}

/// On a page that is not understood, the only form that is not for searching, subscribing or choosing a language.
fn lone_form(page: &Page, kind: PageKind) -> Option<usize> {
    if kind != PageKind::Unknown {
        return None;
    }
    let mut serious = (0..page.forms.len()).filter(|index| {
        let form = &page.forms[*index];
        let said = words::read(&everything_said(form));
        !said.has(Meaning::Search)
            && !said.has(Meaning::Subscribe)
            && !decide::is_about_cookies(form)
            && main_or_any_button(form)
    });
    serious.next().filter(|_| serious.next().is_none())
}

fn main_or_any_button(form: &Form) -> bool {
    form.controls.iter().any(|control| control.submits() && !control.disabled)
}

fn relays(page: &Page, seen: &Seen, scale: &mut Scale) {
    if let Some(form) = seen.self_submitting {
        scale.say(PageKind::FormRelay, Some(form), 20, "a script submits a form with nothing to fill in".to_owned());
    }
    if let Some(target) = &page.moves_to {
        scale.say(PageKind::ScriptRelay, None, 16, format!("a script or meta refresh only leads to {target}"));
    }
}

fn weigh_form(page: &Page, index: usize, head: &Said, scale: &mut Scale) {
    let form = &page.forms[index];
    let facts = Facts::of(form, head);
    let mut say = |kind, weight, why: String| scale.say(kind, Some(index), weight, why);
    let searches = facts.said.has(Meaning::Search) || form.controls.iter().any(|control| control.kind == "search");
    if searches && facts.passwords == 0 {
        return;
    }
    credentials(&facts, &mut say);
    one_time_code(&facts, &mut say);
    consent(page, index, &facts, &mut say);
    accounts(&facts, &mut say);
    one_button(page, index, &facts, &mut say);
}

/// What a form offers, looked up once.
struct Facts<'a> {
    form: &'a Form,
    /// What title and heading say.
    head: &'a Said,
    /// What its buttons say that are not refusing.
    button: Said,
    /// What it says altogether.
    said: Said,
    passwords: usize,
    /// Fields that a person can type into.
    fillable: usize,
    /// Boxes, radio buttons and lists.
    choices: usize,
    submits: usize,
    login: Option<LoginFields>,
    code: Option<usize>,
}

impl<'a> Facts<'a> {
    fn of(form: &'a Form, head: &'a Said) -> Facts<'a> {
        let enabled = || form.controls.iter().filter(|control| !control.disabled);
        let main = main_button(form).map(|index| fields::button_words(&form.controls[index]).to_owned());
        let all: Vec<&str> = enabled().filter(|control| control.submits()).map(fields::button_words).collect();
        Facts {
            form,
            head,
            button: words::read(&main.unwrap_or_else(|| all.join(" . "))),
            said: words::read(&everything_said(form)),
            passwords: enabled().filter(|control| is_password(control)).count(),
            fillable: enabled().filter(|control| is_fillable(control)).count(),
            choices: enabled()
                .filter(|control| matches!(control.kind.as_str(), "checkbox" | "radio" | "select"))
                .count(),
            submits: all.len(),
            login: fields::login_fields(form),
            code: code_field(form),
        }
    }

    fn control(&self, index: usize) -> &Control {
        &self.form.controls[index]
    }

    /// The word by which title, heading or button threaten something that cannot be had back.
    fn threat(&self) -> Option<&'static str> {
        self.button.word(Meaning::Destroy).or_else(|| self.head.word(Meaning::Destroy))
    }
}

fn is_password(control: &Control) -> bool {
    control.kind == "password" && !has_token(&control.autocomplete, "one-time-code")
}

/// Labels first: the text of a form may be long.
fn everything_said(form: &Form) -> String {
    let labels = form.controls.iter().filter(|control| control.kind != "hidden").map(|control| control.label.as_str());
    labels.chain([form.text.as_str()]).collect::<Vec<_>>().join(" . ")
}

/// Login on one page or on two, and the sign-up forms that resemble it.
fn credentials(facts: &Facts<'_>, say: &mut impl FnMut(PageKind, i32, String)) {
    let chosen = fields::chooses_password(facts.form);
    let user = facts.login.and_then(|login| login.user);
    let password = facts.login.and_then(|login| login.password).filter(|_| facts.passwords == 1 && !chosen);
    let kind = match (user, password) {
        (Some(user), Some(password)) => {
            let (user, password) = (named(facts.control(user)), named(facts.control(password)));
            say(PageKind::Login, 6, format!("a password field {password} beside {} {user}", article(&user)));
            PageKind::Login
        }
        (None, Some(password)) if facts.fillable == 1 || facts.code.is_some() => {
            say(
                PageKind::Password,
                5,
                format!("a password field {} and no user name to fill in", named(facts.control(password))),
            );
            PageKind::Password
        }
        (Some(user), None) if facts.passwords == 0 && facts.fillable == 1 => {
            identifier(facts, user, say);
            PageKind::Identifier
        }
        _ => PageKind::SignUp,
    };
    if chosen {
        say(PageKind::SignUp, 5, "a password is to be chosen".to_owned());
    }
    if kind != PageKind::SignUp {
        for (meaning, weight) in [
            (Meaning::LogIn, 2),
            (Meaning::Next, 1),
            (Meaning::SignUp, -4),
            (Meaning::Subscribe, -6),
            (Meaning::Search, -6),
        ] {
            if let Some(word) = facts.button.word(meaning) {
                say(kind, weight, format!("the button says \"{word}\""));
            }
        }
        if let Some(word) = facts.head.word(Meaning::LogIn) {
            say(kind, 1, format!("the title or heading says \"{word}\""));
        }
    }
    if facts.fillable > 0 {
        for (said, weight, place) in [(&facts.button, 3, "button"), (facts.head, 2, "title or heading")] {
            if let Some(word) = said.word(Meaning::SignUp) {
                say(PageKind::SignUp, weight, format!("the {place} says \"{word}\" over fields to fill in"));
            }
        }
        if let Some(word) = facts.threat() {
            for kind in
                [PageKind::Login, PageKind::Password, PageKind::Identifier, PageKind::SignUp, PageKind::OneTimeCode]
            {
                say(kind, -6, format!("the page speaks of \"{word}\""));
            }
        }
    }
}

/// A lone user field is also what newsletters and password resets have: words must speak for a sign-in.
fn identifier(facts: &Facts<'_>, user: usize, say: &mut impl FnMut(PageKind, i32, String)) {
    let control = facts.control(user);
    say(PageKind::Identifier, 2, format!("one field to fill in, the {}", named(control)));
    if has_token(&control.autocomplete, "username")
        || matches!(plain_name(control).as_str(), "identifier" | "username" | "loginfmt" | "login")
    {
        say(PageKind::Identifier, 2, format!("{} is what identifiers are called", named(control)));
    }
    if facts.said.has(Meaning::Subscribe) {
        say(PageKind::Identifier, -6, "the form speaks of a newsletter".to_owned());
    }
}

fn one_time_code(facts: &Facts<'_>, say: &mut impl FnMut(PageKind, i32, String)) {
    let Some(code) = facts.code else { return };
    if facts.passwords > 0 || facts.fillable > 6 {
        return;
    }
    let control = facts.control(code);
    say(PageKind::OneTimeCode, 3, format!("a field for a code, the {}", named(control)));
    if has_token(&control.autocomplete, "one-time-code") {
        say(PageKind::OneTimeCode, 3, "its autocomplete says one-time-code".to_owned());
    }
    if let Some(word) = facts.head.word(Meaning::Code).or_else(|| facts.said.word(Meaning::Code)) {
        say(PageKind::OneTimeCode, 3, format!("the page says \"{word}\""));
    }
}

fn consent(page: &Page, index: usize, facts: &Facts<'_>, say: &mut impl FnMut(PageKind, i32, String)) {
    let form = facts.form;
    let allows = in_form(index, form, Decision::Allow).or_else(|| decide::by_elimination(page, index));
    let Some(allow) = allows.as_ref().and_then(|press| told(form, press)) else { return };
    let refuses = in_form(index, form, Decision::Deny).as_ref().and_then(|press| told(form, press));
    if facts.fillable > 0 || facts.threat().is_some() {
        return;
    }
    if decide::is_about_cookies(form) {
        say(PageKind::Consent, -6, "the form is about cookies".to_owned());
    }
    match refuses {
        Some(deny) => say(PageKind::Consent, 3, format!("{allow} allows and {deny} refuses")),
        None if decide::refuses_elsewhere(page, index) => {
            say(PageKind::Consent, 3, format!("{allow} allows and another form or a link refuses"));
        }
        None => say(PageKind::Consent, 1, format!("{allow} allows")),
    }
    if let Some(word) = facts.head.word(Meaning::Stay) {
        say(PageKind::Continue, 6, format!("\"{word}\" may be answered either way"));
        say(PageKind::Consent, -4, format!("the question is \"{word}\""));
    }
    let chosen = form.controls.iter().filter(|control| control.kind == "checkbox" && allow.contains(&control.name));
    let chosen: String = chosen.map(|control| control.label.as_str()).collect();
    if let Some(word) = facts.head.word(Meaning::Terms).or_else(|| words::read(&chosen).word(Meaning::Terms)) {
        say(PageKind::Consent, -6, format!("\"{word}\" would bind a person"));
    }
    let about = ["scope", "clientid", "redirecturi", "consent", "approval", "authorize", "grant"];
    if let Some(control) =
        form.controls.iter().find(|control| about.iter().any(|word| plain_name(control).contains(word)))
    {
        say(PageKind::Consent, 2, format!("a field is called `{}`", control.name));
    }
    if let Some(word) = facts.head.word(Meaning::Access) {
        say(PageKind::Consent, 2, format!("the title or heading says \"{word}\""));
    } else if let Some(word) =
        facts.said.word(Meaning::Access).or_else(|| words::read(start(&page.text)).word(Meaning::Access))
    {
        say(PageKind::Consent, 1, format!("the text says \"{word}\""));
    }
}

/// What is pressed or chosen, as a person would say it.
fn told(form: &Form, press: &Press) -> Option<String> {
    match press {
        Press::Submit { control, fill, .. } => match (fill.first(), control) {
            (Some((name, value)), _)
                if !form.controls.iter().any(|c| {
                    c.name == *name && c.kind == "checkbox" && c.value == *value && plain_name(c).contains("scope")
                }) =>
            {
                Some(if value.is_empty() {
                    format!("leaving `{name}`")
                } else {
                    format!("choosing `{name}` = `{value}`")
                })
            }
            (_, Some(control)) => Some(format!("the button \"{}\"", fields::button_words(&form.controls[*control]))),
            _ => None,
        },
        Press::Follow(_) => None,
    }
}

fn accounts(facts: &Facts<'_>, say: &mut impl FnMut(PageKind, i32, String)) {
    let offered = facts.form.controls.iter().filter(|control| decide::is_account(control)).count();
    if offered == 0 || facts.fillable > 0 {
        return;
    }
    say(PageKind::SelectAccount, 3, format!("{offered} accounts to choose from"));
    say(PageKind::Continue, -4, "to continue is to choose an account".to_owned());
    if let Some(word) = facts.head.word(Meaning::Accounts).or_else(|| facts.said.word(Meaning::Accounts)) {
        say(PageKind::SelectAccount, 3, format!("the page says \"{word}\""));
    }
}

/// One button without a question: harmless, unless it signs out or destroys.
fn one_button(page: &Page, index: usize, facts: &Facts<'_>, say: &mut impl FnMut(PageKind, i32, String)) {
    if facts.fillable > 0 || facts.choices > 0 || facts.submits != 1 {
        return;
    }
    say(PageKind::Continue, 2, "one button and nothing to fill in".to_owned());
    for (meaning, weight) in [(Meaning::Next, 3), (Meaning::LogIn, 2)] {
        if let Some(word) = facts.button.word(meaning) {
            say(PageKind::Continue, weight, format!("the button says \"{word}\""));
        }
    }
    if let Some(word) = facts.head.word(Meaning::LogIn) {
        say(PageKind::Continue, 1, format!("the title or heading says \"{word}\""));
    }
    if let Some(word) = facts.head.word(Meaning::Access).filter(|_| decide::refuses_elsewhere(page, index)) {
        say(PageKind::Continue, -4, format!("\"{word}\" is the question, and it can be refused"));
    }
    for (meaning, what) in [
        (Meaning::SignOut, "signing out"),
        (Meaning::Destroy, "taking something away"),
        (Meaning::Deny, "refusing"),
        (Meaning::Cookies, "cookies"),
        (Meaning::Captcha, "a test for humans"),
        (Meaning::Aside, "something else"),
    ] {
        let by_head = matches!(meaning, Meaning::SignOut | Meaning::Destroy | Meaning::Captcha);
        if let Some(word) = facts.button.word(meaning).or_else(|| facts.head.word(meaning).filter(|_| by_head)) {
            say(PageKind::Continue, -8, format!("\"{word}\" speaks of {what}"));
        }
    }
}

/// What the page as a whole is.
fn whole_page(page: &Page, head: &Said, seen: &Seen, scale: &mut Scale) {
    let retry = page.forms.iter().any(|form| form.controls.iter().any(is_password) || code_field(form).is_some());
    if page.status >= 400 {
        scale.say(PageKind::Error, None, 5, format!("the status is {}", page.status));
    }
    if let Some(word) = head.word(Meaning::Error) {
        scale.say(PageKind::Error, None, 4, format!("the title or heading says \"{word}\""));
    } else if page.text.len() < 600
        && let Some(word) = words::read(&page.text).word(Meaning::Error)
    {
        scale.say(PageKind::Error, None, 3, format!("the short text says \"{word}\""));
        if page.forms.is_empty() {
            scale.say(PageKind::Error, None, 1, "there is nothing to do".to_owned());
        }
    }
    if retry {
        scale.say(PageKind::Error, None, -5, "there is a form to try again".to_owned());
    }
    if page.loose.iter().any(is_password) {
        let why = "a password field belongs to no form: only a script can send it".to_owned();
        scale.say(PageKind::Unknown, None, 6, why);
    }
    let links = page.links.iter().filter(|link| link.text.contains('@')).count();
    if links > 0 && (head.has(Meaning::Accounts) || words::read(start(&page.text)).has(Meaning::Accounts)) {
        scale.say(PageKind::SelectAccount, None, 6, format!("{links} links with accounts to choose from"));
    }
    if page.forms.is_empty()
        && page.status < 400
        && !head.has(Meaning::Error)
        && page.text.len() < 400
        && let Some(link) = decide::onward_link(page)
    {
        scale.say(
            PageKind::Continue,
            None,
            5,
            format!("a short page whose link \"{}\" leads on", page.links[link].text),
        );
    }
    let bare = page.forms.iter().all(|form| form.controls.iter().all(|control| control.kind == "hidden"));
    if page.text.is_empty() && bare && !seen.pictures && page.links.is_empty() {
        scale.say(PageKind::Blank, None, 6, "there is nothing to see".to_owned());
    }
}

/// Words at the beginning of a long text say what a page is about.
fn start(text: &str) -> &str {
    const CHARACTERS: usize = 1500;
    text.char_indices().nth(CHARACTERS).map_or(text, |(end, _)| &text[..end])
}

/// A field as evidence names it.
fn named(control: &Control) -> String {
    let name = if control.name.is_empty() { &control.label } else { &control.name };
    match control.kind.as_str() {
        "password" => format!("named `{name}`"),
        kind => format!("{kind} field `{name}`"),
    }
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}
