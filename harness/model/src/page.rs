//! What a browser makes of a page: plain data, ready to be kept, handed over and reported.

use serde::{Deserialize, Serialize};
use url::Url;

/// An HTML page (or what was served in the place of one), read and classified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Where it was found.
    pub url: Url,
    /// The status it came with.
    pub status: u16,
    /// The text of `<title>`, or empty.
    pub title: String,
    /// The first `<h1>`, or the first heading of the next level there is, or empty.
    pub heading: String,
    /// The visible text, white space folded.
    pub text: String,
    /// The forms, in document order.
    pub forms: Vec<Form>,
    /// The controls that belong to no form, in document order: shown, never sent.
    pub loose: Vec<Control>,
    /// The links that lead somewhere, in document order.
    pub links: Vec<Link>,
    /// What a browser loads with it (scripts, style sheets, images, frames), in document order. It is never fetched.
    #[serde(default)]
    pub loads: Vec<Url>,
    /// It has a script that is more than nothing, of its own or loaded.
    #[serde(default)]
    pub scripted: bool,
    /// What kind of page it is.
    pub kind: PageKind,
    /// The form that serves the page's purpose (index into `forms`), when there is one.
    pub main_form: Option<usize>,
    /// What the classification rests on, as short sentences, strongest first.
    pub evidence: Vec<String>,
    /// What is where, where the target file says so.
    #[serde(default)]
    pub hinted: Option<Hinted>,
    /// Where a meta refresh or a script sends the browser by itself, if anywhere.
    pub moves_to: Option<Url>,
    /// The content security policies that the page itself brings, in `<meta>`; those of headers are not among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<String>,
    /// The `Referrer-Policy` that counts for what leaves this page, or empty.
    pub referrer_policy: String,
}

/// What the hints of a target file found on a page (indices into the controls of its main form).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hinted {
    /// The field for the user's name.
    pub user: Option<usize>,
    /// The field for the password.
    pub password: Option<usize>,
    /// The button that signs in.
    pub submit: Option<usize>,
    /// What allows access.
    pub allow: Option<Pointed>,
    /// What refuses it.
    pub deny: Option<Pointed>,
    /// The field for a one-time code.
    pub code: Option<usize>,
    /// What leads on from a page in between.
    pub onward: Option<Pointed>,
}

/// Something to click on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pointed {
    /// A control of a form.
    Control {
        /// Index into the page's forms.
        form: usize,
        /// Index into the form's controls.
        control: usize,
    },
    /// A link, by where it leads.
    Link(Url),
}

/// The kinds of pages that a sign-in is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PageKind {
    /// Asks for a user name and a password. Where a page is asked for: any that asks for one of them, or for both.
    Login,
    /// Asks for the user name alone; the password comes on the next page.
    Identifier,
    /// Asks for the password alone.
    Password,
    /// Asks whether a client may have access.
    Consent,
    /// One button that leads on, without a question.
    Continue,
    /// Asks which account to use.
    SelectAccount,
    /// Asks for a one-time code.
    OneTimeCode,
    /// Asks for what is missing to complete a sign-up.
    SignUp,
    /// Says that something went wrong.
    Error,
    /// A form that a script submits at once (`response_mode=form_post` and its like).
    FormRelay,
    /// A script or meta element that only moves the browser on.
    ScriptRelay,
    /// Nothing to see.
    Blank,
    /// None of the above that we could tell.
    Unknown,
}

impl PageKind {
    /// True for the pages that ask a user who that is: by name and password, or by one of them alone.
    pub fn asks_who(self) -> bool {
        matches!(self, PageKind::Login | PageKind::Identifier | PageKind::Password)
    }

    /// Whether a page of this kind is one that was asked for. `login` stands for every page that asks who one is: whether a
    /// provider asks on one page or on two is its own affair. Every other kind, `identifier` and `password` too, stands for
    /// itself.
    pub fn is(self, wanted: PageKind) -> bool {
        self == wanted || (wanted == PageKind::Login && self.asks_who())
    }

    /// The name used in scenarios and reports.
    pub fn name(self) -> &'static str {
        match self {
            PageKind::Login => "login",
            PageKind::Identifier => "identifier",
            PageKind::Password => "password",
            PageKind::Consent => "consent",
            PageKind::Continue => "continue",
            PageKind::SelectAccount => "select-account",
            PageKind::OneTimeCode => "one-time-code",
            PageKind::SignUp => "sign-up",
            PageKind::Error => "error",
            PageKind::FormRelay => "form-relay",
            PageKind::ScriptRelay => "script-relay",
            PageKind::Blank => "blank",
            PageKind::Unknown => "unknown",
        }
    }
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its text, white space folded (or its label when it has no text).
    pub text: String,
    /// Where it leads, resolved against the page.
    pub url: Url,
}

/// A form, as the HTML standard's submission algorithm sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Its `id`, or empty.
    pub id: String,
    /// Where it is sent, resolved against the page; the page's own URL with its query when absent.
    pub action: Url,
    /// `GET` or `POST`.
    pub method: String,
    /// The media type of the body.
    pub enctype: String,
    /// The name of the encoding that its entries are sent in, empty for UTF-8; `None`: not known.
    #[serde(default, skip_serializing)]
    pub charset: Option<String>,
    /// Its controls in tree order, those of `form=` included.
    pub controls: Vec<Control>,
    /// The visible text inside, white space folded.
    pub text: String,
}

/// A control of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is an attribute of HTML")]
pub struct Control {
    /// `text`, `password`, `hidden`, `checkbox`, `radio`, `submit`, `select`, `textarea`, … in lower case.
    pub kind: String,
    /// The `name`, or empty: then it is not sent.
    pub name: String,
    /// The value that is sent when nobody changes it.
    pub value: String,
    /// The text that a person reads beside it: label, placeholder, aria-label, or a button's text.
    pub label: String,
    /// The `autocomplete` attribute, or empty.
    pub autocomplete: String,
    /// Ticked (check boxes, radio buttons), or selected at all (select).
    pub checked: bool,
    /// The values to choose from (select).
    pub options: Vec<String>,
    /// Disabled controls are not sent.
    pub disabled: bool,
    /// `readonly` controls are sent, but a person cannot fill them.
    pub readonly: bool,
    /// `required` as the page says.
    pub required: bool,
    /// A submit button's own `formaction`, resolved.
    pub action: Option<Url>,
    /// A submit button's own `formmethod`, in upper case.
    pub method: Option<String>,
    /// A submit button's own `formenctype`.
    pub enctype: Option<String>,
    /// The field that a button's script sets before it submits, and to what.
    pub sets: Option<(String, String)>,
}

impl Control {
    /// True for the buttons that submit their form.
    pub fn submits(&self) -> bool {
        matches!(self.kind.as_str(), "submit" | "image")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn login_stands_for_every_page_that_asks_who_one_is() {
        for kind in [PageKind::Login, PageKind::Identifier, PageKind::Password] {
            assert!(kind.is(PageKind::Login) && kind.asks_who());
        }
        for kind in [PageKind::SelectAccount, PageKind::OneTimeCode, PageKind::Consent, PageKind::Unknown] {
            assert!(!kind.is(PageKind::Login) && kind.is(kind));
        }
        assert!(!PageKind::Login.is(PageKind::Identifier), "asked for by itself");
    }
}
