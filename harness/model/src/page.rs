//! A page as the browser parsed it: plain data, ready to be stored, passed on and reported.

use serde::{Deserialize, Serialize};
use url::Url;

/// An HTML page (or what was served instead of one), parsed and classified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Its URL.
    pub url: Url,
    /// Its status.
    pub status: u16,
    /// The text of `<title>`, or empty.
    pub title: String,
    /// The first `<h1>`, or the first heading of the next existing level, or empty.
    pub heading: String,
    /// The visible text, white space collapsed.
    pub text: String,
    /// The forms, in document order.
    pub forms: Vec<Form>,
    /// The controls that belong to no form, in document order: shown, never sent.
    pub loose: Vec<Control>,
    /// The links that lead somewhere, in document order.
    pub links: Vec<Link>,
    /// The resources that a browser loads with it (scripts, style sheets, images, frames), in document order. They are never
    /// fetched.
    #[serde(default)]
    pub loads: Vec<Url>,
    /// It has a non-trivial script, inline or external.
    #[serde(default)]
    pub scripted: bool,
    /// Its kind.
    pub kind: PageKind,
    /// The form that serves the page's purpose (index into `forms`), if there is one.
    pub main_form: Option<usize>,
    /// The evidence for the classification, as short sentences, strongest first.
    pub evidence: Vec<String>,
    /// The fields and buttons, if the target file names them.
    #[serde(default)]
    pub hinted: Option<Hinted>,
    /// Where a meta refresh or a script redirects the browser automatically, if anywhere.
    pub moves_to: Option<Url>,
    /// The content security policies in the page's own `<meta>`; those of headers are not among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<String>,
    /// The effective `Referrer-Policy` of the page, or empty.
    pub referrer_policy: String,
}

/// The matches of a target file's hints on a page (indices into the controls of its main form).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hinted {
    /// The field for the user's name.
    pub user: Option<usize>,
    /// The field for the password.
    pub password: Option<usize>,
    /// The button that signs in.
    pub submit: Option<usize>,
    /// The control that allows access.
    pub allow: Option<Clickable>,
    /// The control that denies it.
    pub deny: Option<Clickable>,
    /// The field for a one-time code.
    pub code: Option<usize>,
    /// The control that continues from an intermediate page.
    pub onward: Option<Clickable>,
}

/// A clickable element.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Clickable {
    /// A control of a form.
    Control {
        /// Index into the page's forms.
        form: usize,
        /// Index into the form's controls.
        control: usize,
    },
    /// A link, by its target.
    Link(Url),
}

/// The kinds of pages of a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PageKind {
    /// Asks for a user name and a password. In an expectation: any page that asks for one of them, or for both.
    Login,
    /// Asks for the user name alone; the password comes on the next page.
    Identifier,
    /// Asks for the password alone.
    Password,
    /// Asks whether a client may have access.
    Consent,
    /// One button that continues, without a question.
    Continue,
    /// Asks which account to use.
    SelectAccount,
    /// Asks for a one-time code.
    OneTimeCode,
    /// Asks for missing account data to complete a sign-up.
    SignUp,
    /// Reports an error.
    Error,
    /// A form that a script submits immediately (`response_mode=form_post` and its like).
    FormRelay,
    /// A script or meta element that only redirects the browser.
    ScriptRelay,
    /// No visible content.
    Blank,
    /// None of the above that the harness recognizes.
    Unknown,
}

impl PageKind {
    /// True for the pages that ask for a user's credentials: name and password, or one of them alone.
    pub fn asks_for_credentials(self) -> bool {
        matches!(self, PageKind::Login | PageKind::Identifier | PageKind::Password)
    }

    /// Whether a page of this kind matches an expected one. `login` matches every page that asks for credentials: whether a
    /// provider asks on one page or on two is its choice. Every other kind, including `identifier` and `password`, only matches
    /// itself.
    pub fn is(self, wanted: PageKind) -> bool {
        self == wanted || (wanted == PageKind::Login && self.asks_for_credentials())
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
    /// Its text, white space collapsed (or its label if it has no text).
    pub text: String,
    /// Its target, resolved against the page.
    pub url: Url,
}

/// A form, as the HTML standard's submission algorithm sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Its `id`, or empty.
    pub id: String,
    /// Its target, resolved against the page; the page's own URL with its query when absent.
    pub action: Url,
    /// `GET` or `POST`.
    pub method: String,
    /// The media type of the body.
    pub enctype: String,
    /// The name of the encoding of its entries, empty for UTF-8; `None`: not known.
    #[serde(default, skip_serializing)]
    pub charset: Option<String>,
    /// Its controls in tree order, including those with `form=`.
    pub controls: Vec<Control>,
    /// The visible text inside, white space collapsed.
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
    /// The value that is sent if the user does not change it.
    pub value: String,
    /// The visible text next to it: label, placeholder, aria-label, or a button's text.
    pub label: String,
    /// The `autocomplete` attribute, or empty.
    pub autocomplete: String,
    /// Ticked (check boxes, radio buttons), or selected at all (select).
    pub checked: bool,
    /// The values to choose from (select).
    pub options: Vec<String>,
    /// Disabled controls are not sent.
    pub disabled: bool,
    /// `readonly` controls are sent, but a user cannot change them.
    pub readonly: bool,
    /// `required` in the markup.
    pub required: bool,
    /// A submit button's own `formaction`, resolved.
    pub action: Option<Url>,
    /// A submit button's own `formmethod`, in upper case.
    pub method: Option<String>,
    /// A submit button's own `formenctype`.
    pub enctype: Option<String>,
    /// The field that a button's script sets before it submits, and its value.
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
    fn login_matches_every_page_that_asks_for_credentials() {
        for kind in [PageKind::Login, PageKind::Identifier, PageKind::Password] {
            assert!(kind.is(PageKind::Login) && kind.asks_for_credentials());
        }
        for kind in [PageKind::SelectAccount, PageKind::OneTimeCode, PageKind::Consent, PageKind::Unknown] {
            assert!(!kind.is(PageKind::Login) && kind.is(kind));
        }
        assert!(!PageKind::Login.is(PageKind::Identifier), "expected by its own name");
    }
}
