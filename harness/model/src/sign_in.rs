//! The sign-in of a target whose pages are not recognized.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::span::Spanned;

/// How to sign in at a target, in addition to what pages show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignIn {
    /// The fields and buttons of its pages.
    pub hints: PageHints,
    /// The requests that its single-page app sends instead of a login form; empty: it has login forms.
    pub requests: Vec<SignInRequest>,
    /// The input for a page that completes an account (may contain `${user.…}`); empty: do not complete it.
    pub sign_up: BTreeMap<String, String>,
}

/// CSS selectors for the fields and buttons of pages that are not recognized.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct PageHints {
    /// For pages that ask for a name, a password, or both.
    pub login: Option<LoginHint>,
    /// For the consent page.
    pub consent: Option<ConsentHint>,
    /// For the page that asks for a one-time code.
    pub code: Option<CodeHint>,
    /// For intermediate pages with one button or link to press: terms to accept, an offer of passkeys, "stay signed in?". List
    /// as many as necessary; a page that matches another hint is not one of them.
    #[serde(rename = "continue")]
    pub onward: Vec<ContinueHint>,
}

/// Matches a page with the form (if one is named), and a field for the name or for the password.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct LoginHint {
    /// The form.
    pub form: Option<Spanned<String>>,
    /// The field for the user's name.
    pub user: Option<Spanned<String>>,
    /// The field for the password.
    pub password: Option<Spanned<String>>,
    /// The button.
    pub submit: Option<Spanned<String>>,
}

/// Matches a page with the button or link that allows access.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ConsentHint {
    /// The button or link that allows access.
    pub allow: Spanned<String>,
    /// The button or link that denies access.
    #[serde(default)]
    pub deny: Option<Spanned<String>>,
}

/// Matches a page with the field, in the form if one is named.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CodeHint {
    /// The form.
    #[serde(default)]
    pub form: Option<Spanned<String>>,
    /// The field for the code.
    pub code: Spanned<String>,
    /// The button that submits the code.
    #[serde(default)]
    pub submit: Option<Spanned<String>>,
}

/// Matches a page with the button or link.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ContinueHint {
    /// The button or link that continues. Pressing it may be binding for the owner of the account: use test accounts.
    pub button: Spanned<String>,
}

/// One request of a sign-in without forms. Every text may use `${user.…}`, `${page.…}` and `${picked.…}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInRequest {
    /// `GET`, `POST`, …
    pub method: String,
    /// An absolute URL, or one relative to the login page.
    pub url: Spanned<String>,
    /// Headers to add.
    pub headers: BTreeMap<String, String>,
    /// Cookies that the app's script sets before the request.
    pub cookies: BTreeMap<String, String>,
    /// The body.
    pub body: SignInBody,
    /// The values to keep from the response, by their name below `picked`.
    pub pick: BTreeMap<String, Pick>,
    /// The browser navigates there, as from the address bar, and the flow continues with the response. Otherwise redirects are
    /// not followed.
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

/// A value of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The first match of a `JSONPath` (RFC 9535) in its JSON.
    Json(String),
    /// The first value of a header.
    Header(String),
    /// A cookie, as the browser would send it to the URL.
    Cookie(String),
}
