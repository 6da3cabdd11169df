//! The evidence of a form: for a login, a consent, a next step …

use super::decide::{self, Decision, PageAction, in_form};
use super::fields::{self, LoginFields, code_field, has_token, is_fillable, main_button, plain_name};
use super::scores::Scores;
use super::words::{self, FoundWords, Meaning};
use crate::model::page::{Control, Form, Page, PageKind};

/// The words above a form.
pub(super) struct FormHeadings {
    /// In the title and every heading.
    pub(super) all: FoundWords,
    /// In the title, the headings of the highest level and the one that the form begins with: what the page is about, unlike
    /// headings of lower levels.
    pub(super) top: FoundWords,
    /// In the text right above the form and in it before its first field, if that is short.
    pub(super) lead: FoundWords,
}

/// Adds the evidence of form number `index` to the scale.
pub(super) fn weigh_form(page: &Page, index: usize, heads: &FormHeadings, scores: &mut Scores) {
    let form = &page.forms[index];
    let facts = FormFacts::of(form, heads);
    let mut add = |kind, weight, why: String| scores.add(kind, Some(index), weight, why);
    let is_search = |control: &Control| control.kind == "search";
    let searches = facts.fillable > 0 && facts.said.has(Meaning::Search) || form.controls.iter().any(is_search);
    if searches && facts.passwords == 0 {
        return;
    }
    credentials(&facts, &mut add);
    one_time_code(&facts, &mut add);
    consent(page, index, &facts, &mut add);
    accounts(&facts, &mut add);
    one_button(page, index, &facts, &mut add);
}

/// The properties of a form, computed once.
struct FormFacts<'a> {
    form: &'a Form,
    /// The words of title and headings.
    head: &'a FoundWords,
    /// The words of those that show what the page is about.
    top: &'a FoundWords,
    /// The form's own first words.
    lead: &'a FoundWords,
    /// The words of its buttons that do not deny.
    button: FoundWords,
    /// All its words.
    said: FoundWords,
    passwords: usize,
    /// Fields that a user can type into.
    fillable: usize,
    /// Check boxes, radio buttons and lists.
    choices: usize,
    submits: usize,
    login: Option<LoginFields>,
    code: Option<usize>,
}

impl<'a> FormFacts<'a> {
    fn of(form: &'a Form, heads: &'a FormHeadings) -> FormFacts<'a> {
        let enabled = || form.controls.iter().filter(|control| !control.disabled);
        let main = main_button(form).map(|index| fields::button_words(&form.controls[index]).to_owned());
        let all: Vec<&str> = enabled().filter(|control| control.submits()).map(fields::button_words).collect();
        FormFacts {
            form,
            head: &heads.all,
            top: &heads.top,
            lead: &heads.lead,
            button: words::read(&main.unwrap_or_else(|| all.join(" . "))),
            said: words::read(&all_text(form)),
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

    /// The form's own first words are also for users who have an account.
    fn returning(&self) -> bool {
        self.lead.has(Meaning::ExistingAccount) || self.lead.has(Meaning::LogIn)
    }

    /// The word by which title, heading or button announce something irreversible.
    fn threat(&self) -> Option<&'static str> {
        self.button.word(Meaning::Destructive).or_else(|| self.top.word(Meaning::Destructive))
    }
}

/// A password, not a masked one-time code.
pub(super) fn is_password(control: &Control) -> bool {
    control.kind == "password" && !has_token(&control.autocomplete, "one-time-code")
}

/// All text of a form: labels first, the text of a form may be long.
pub(super) fn all_text(form: &Form) -> String {
    let labels = form.controls.iter().filter(|control| control.kind != "hidden").map(|control| control.label.as_str());
    labels.chain([form.text.as_str()]).collect::<Vec<_>>().join(" . ")
}

/// Login on one page or on two, and the sign-up forms that resemble it.
fn credentials(facts: &FormFacts<'_>, add: &mut impl FnMut(PageKind, i32, String)) {
    let chosen = fields::chooses_password(facts.form);
    let user = facts.login.and_then(|login| login.user);
    let password = facts.login.and_then(|login| login.password).filter(|_| facts.passwords == 1 && !chosen);
    let kind = match (user, password) {
        (Some(user), Some(password)) => {
            let (user, password) = (named(facts.control(user)), named(facts.control(password)));
            add(PageKind::Login, 6, format!("a password field {password} next to {} {user}", article(&user)));
            PageKind::Login
        }
        (None, Some(password)) if facts.fillable == 1 || facts.code.is_some() => {
            add(
                PageKind::Password,
                5,
                format!("a password field {} and no user name to fill in", named(facts.control(password))),
            );
            PageKind::Password
        }
        (Some(user), None) if facts.passwords == 0 && facts.fillable == 1 => {
            identifier(facts, user, add);
            PageKind::Identifier
        }
        _ => PageKind::SignUp,
    };
    if chosen {
        add(PageKind::SignUp, 5, "it asks for a new password".to_owned());
        if facts.fillable == facts.passwords {
            add(PageKind::SignUp, -3, "it does not ask for a user name".to_owned());
        }
    }
    if let Some(word) = facts.lead.word(Meaning::SignUp).filter(|_| facts.passwords > 0 && !facts.returning()) {
        add(kind, -5, format!("the form begins with \"{word}\""));
        add(PageKind::SignUp, 5, format!("the form begins with \"{word}\""));
    } else if let Some(word) = facts.lead.word(Meaning::ExistingAccount).filter(|_| kind != PageKind::SignUp) {
        add(kind, 1, format!("the form begins with \"{word}\""));
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
                add(kind, weight, format!("the button says \"{word}\""));
            }
        }
        if let Some(word) = facts.head.word(Meaning::LogIn) {
            add(kind, 1, format!("the title or heading says \"{word}\""));
        }
    }
    if facts.fillable > 0 {
        for (said, weight, place) in [(&facts.button, 3, "button"), (facts.head, 2, "title or heading")] {
            if let Some(word) = said.word(Meaning::SignUp) {
                add(PageKind::SignUp, weight, format!("the {place} says \"{word}\" over fields to fill in"));
            }
        }
        if let Some(word) = facts.threat() {
            for kind in
                [PageKind::Login, PageKind::Password, PageKind::Identifier, PageKind::SignUp, PageKind::OneTimeCode]
            {
                add(kind, -6, format!("the page mentions \"{word}\""));
            }
        }
    }
}

/// Newsletters and password resets also have a lone user field: there must be words for a sign-in.
fn identifier(facts: &FormFacts<'_>, user: usize, add: &mut impl FnMut(PageKind, i32, String)) {
    let control = facts.control(user);
    add(PageKind::Identifier, 2, format!("one field to fill in, the {}", named(control)));
    if has_token(&control.autocomplete, "username")
        || matches!(plain_name(control).as_str(), "identifier" | "username" | "loginfmt" | "login")
    {
        add(PageKind::Identifier, 2, format!("{} is a common name of identifiers", named(control)));
    }
    if facts.said.has(Meaning::Subscribe) {
        add(PageKind::Identifier, -6, "the form is about a newsletter".to_owned());
    }
}

fn one_time_code(facts: &FormFacts<'_>, add: &mut impl FnMut(PageKind, i32, String)) {
    let Some(code) = facts.code else { return };
    if facts.passwords > 0 || facts.fillable > 6 {
        return;
    }
    let control = facts.control(code);
    add(PageKind::OneTimeCode, 3, format!("a field for a code, the {}", named(control)));
    if has_token(&control.autocomplete, "one-time-code") {
        add(PageKind::OneTimeCode, 3, "its autocomplete says one-time-code".to_owned());
    }
    if let Some(word) = facts.head.word(Meaning::Code).or_else(|| facts.said.word(Meaning::Code)) {
        add(PageKind::OneTimeCode, 3, format!("the page says \"{word}\""));
    }
}

fn consent(page: &Page, index: usize, facts: &FormFacts<'_>, add: &mut impl FnMut(PageKind, i32, String)) {
    let form = facts.form;
    let allows = in_form(index, form, Decision::Allow).or_else(|| decide::by_elimination(page, index));
    let Some(allow) = allows.as_ref().and_then(|press| describe(form, press)) else { return };
    let refuses = in_form(index, form, Decision::Deny).as_ref().and_then(|press| describe(form, press));
    if facts.threat().is_some() || facts.top.has(Meaning::SignOut) {
        return;
    }
    if facts.fillable > 0 {
        if refuses.is_none() || !asks_little(facts) {
            return;
        }
        add(PageKind::Consent, -1, "there is something to fill in, which may stay empty".to_owned());
    }
    if decide::is_about_cookies(form) {
        add(PageKind::Consent, -6, "the form is about cookies".to_owned());
    }
    match refuses {
        Some(deny) => add(PageKind::Consent, 3, format!("{allow} approves and {deny} denies")),
        None if decide::refuses_elsewhere(page, index) => {
            add(PageKind::Consent, 3, format!("{allow} approves and another form or a link denies"));
        }
        None => add(PageKind::Consent, 1, format!("{allow} approves")),
    }
    if let Some(word) = facts.head.word(Meaning::StaySignedIn) {
        add(PageKind::Continue, 6, format!("\"{word}\" may be answered either way"));
        add(PageKind::Consent, -4, format!("the question is \"{word}\""));
    }
    let chosen = form.controls.iter().filter(|control| control.kind == "checkbox" && allow.contains(&control.name));
    let chosen: String = chosen.map(|control| control.label.as_str()).collect();
    if let Some(word) = facts.head.word(Meaning::Terms).or_else(|| words::read(&chosen).word(Meaning::Terms)) {
        add(PageKind::Consent, -6, format!("\"{word}\" would be binding for the user"));
    }
    if let Some(control) = decide::carried(form) {
        add(PageKind::Consent, 2, format!("a field is called `{}`", control.name));
    }
    if let Some(word) = facts.head.word(Meaning::Access) {
        add(PageKind::Consent, 2, format!("the title or heading says \"{word}\""));
    } else if let Some(word) = facts.button.word(Meaning::Access) {
        add(PageKind::Consent, 1, format!("the button says \"{word}\""));
    } else if let Some(word) =
        facts.said.word(Meaning::Wants).or_else(|| words::read(words::start(&page.text)).word(Meaning::Wants))
    {
        // Many texts mention applications and permissions: only a request for access makes it a consent page.
        add(PageKind::Consent, 1, format!("the text says \"{word}\""));
    }
}

/// What is to be filled in is a hint, not what the page is for.
fn asks_little(facts: &FormFacts<'_>) -> bool {
    let is_remark = |control: &&Control| matches!(control.kind.as_str(), "text" | "textarea") && !control.required;
    let fields = || facts.form.controls.iter().filter(|control| is_fillable(control));
    facts.login.is_none() && facts.code.is_none() && facts.fillable <= 2 && fields().all(|control| is_remark(&control))
}

/// The pressed button or the choice, in words.
fn describe(form: &Form, press: &PageAction) -> Option<String> {
    match press {
        PageAction::Submit { control, fill, .. } => match (fill.first(), control) {
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
        PageAction::Follow(_) => None,
    }
}

fn accounts(facts: &FormFacts<'_>, add: &mut impl FnMut(PageKind, i32, String)) {
    let offered = facts.form.controls.iter().filter(|control| decide::is_account(control)).count();
    if offered == 0 || facts.fillable > 0 {
        return;
    }
    add(PageKind::SelectAccount, 3, format!("{offered} accounts to choose from"));
    add(PageKind::Continue, -4, "to continue is to choose an account".to_owned());
    if let Some(word) = facts.head.word(Meaning::Accounts).or_else(|| facts.said.word(Meaning::Accounts)) {
        add(PageKind::SelectAccount, 3, format!("the page says \"{word}\""));
    }
}

/// One button without a question: harmless, unless it signs out or destroys.
fn one_button(page: &Page, index: usize, facts: &FormFacts<'_>, add: &mut impl FnMut(PageKind, i32, String)) {
    if facts.fillable > 0 || facts.choices > 0 || facts.submits != 1 {
        return;
    }
    add(PageKind::Continue, 2, "one button and nothing to fill in".to_owned());
    for (meaning, weight) in [(Meaning::Next, 3), (Meaning::LogIn, 2)] {
        if let Some(word) = facts.button.word(meaning) {
            add(PageKind::Continue, weight, format!("the button says \"{word}\""));
        }
    }
    if let Some(word) = facts.head.word(Meaning::LogIn) {
        add(PageKind::Continue, 1, format!("the title or heading says \"{word}\""));
    }
    if let Some(word) = facts.head.word(Meaning::Access).filter(|_| decide::refuses_elsewhere(page, index)) {
        add(PageKind::Continue, -4, format!("\"{word}\" is the question, and it can be refused"));
    } else if decide::asks_for_access(page, facts.form) {
        add(PageKind::Continue, -4, "to continue is to give a client access".to_owned());
    }
    for (meaning, what) in [
        (Meaning::SignOut, "signing out"),
        (Meaning::Destructive, "an irreversible action"),
        (Meaning::Deny, "refusing"),
        (Meaning::Cookies, "cookies"),
        (Meaning::Captcha, "a captcha"),
        (Meaning::Secondary, "something else"),
    ] {
        let by_head = matches!(meaning, Meaning::SignOut | Meaning::Destructive | Meaning::Captcha);
        if let Some(word) = facts.button.word(meaning).or_else(|| facts.head.word(meaning).filter(|_| by_head)) {
            add(PageKind::Continue, -8, format!("\"{word}\" is about {what}"));
        }
    }
}

/// A field, in the words of the evidence.
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
