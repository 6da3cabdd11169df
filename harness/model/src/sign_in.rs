//! What a target says of its sign-in where pages are not understood by themselves.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::span::At;

/// How to sign in at a target, beside what pages say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignIn {
    /// Where on its pages what is.
    pub hints: PageHints,
    /// What its single-page app sends in the place of a login form; empty: it has login forms.
    pub requests: Vec<SignInRequest>,
    /// What to fill in where an account is to be completed (`${user.…}` may stand in it); empty: do not.
    pub sign_up: BTreeMap<String, String>,
}

/// Where things are on pages that are not understood, by CSS selectors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct PageHints {
    /// On the pages that ask for a name, a password, or both.
    pub login: Option<LoginHint>,
    /// On the page that asks whether a client may have access.
    pub consent: Option<ConsentHint>,
    /// On the page that asks for a one-time code.
    pub code: Option<CodeHint>,
    /// On pages in between that are passed by one button or link: terms to accept, an offer of passkeys, "stay signed in?".
    /// Name as many as there are; a page that another hint fits is none of them.
    #[serde(rename = "continue")]
    pub onward: Vec<ContinueHint>,
}

/// A page fits when it has the form (where one is named), and a field for the name or for the password.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct LoginHint {
    /// The form.
    pub form: Option<At<String>>,
    /// The field for the user's name.
    pub user: Option<At<String>>,
    /// The field for the password.
    pub password: Option<At<String>>,
    /// The button.
    pub submit: Option<At<String>>,
}

/// A page fits when it has the button or link that allows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ConsentHint {
    /// What allows.
    pub allow: At<String>,
    /// What refuses.
    #[serde(default)]
    pub deny: Option<At<String>>,
}

/// A page fits when it has the field, in the form where one is named.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CodeHint {
    /// The form.
    #[serde(default)]
    pub form: Option<At<String>>,
    /// The field for the code.
    pub code: At<String>,
    /// The button that has it examined.
    #[serde(default)]
    pub submit: Option<At<String>>,
}

/// A page fits when it has the button or link.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ContinueHint {
    /// What leads on. Pressing it may bind whose account it is: use accounts made for tests.
    pub button: At<String>,
}

/// One request of a sign-in without forms. Every text may speak of `${user.…}`, `${page.…}` and `${picked.…}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInRequest {
    /// `GET`, `POST`, …
    pub method: String,
    /// An absolute URL, or one relative to the page that asks to sign in.
    pub url: At<String>,
    /// Headers to add.
    pub headers: BTreeMap<String, String>,
    /// Cookies that the app's script sets before it sends.
    pub cookies: BTreeMap<String, String>,
    /// The body.
    pub body: SignInBody,
    /// What to keep of the answer, by the name that it gets below `picked`.
    pub pick: BTreeMap<String, Pick>,
    /// The browser goes there, as by typing, and the way goes on with what comes. Otherwise nothing is followed.
    pub navigates: bool,
}

/// The body of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SignInBody {
    /// None.
    #[default]
    Nothing,
    /// `application/json`.
    Json(serde_json::Value),
    /// `application/x-www-form-urlencoded`.
    Form(BTreeMap<String, String>),
}

/// Something of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// What a `JSONPath` (RFC 9535) finds first in its JSON.
    Json(String),
    /// The first value of a header.
    Header(String),
    /// A cookie, as the browser holds it for the URL.
    Cookie(String),
}
