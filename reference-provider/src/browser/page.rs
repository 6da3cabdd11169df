//! HTML pages: templates, and the header fields that protect all pages.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, StatusCode, header};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};

use super::csrf_token::CsrfToken;
use super::explanation::Explanation;
use super::phrases::phrases;
use super::visitor::Visitor;
use crate::base::hash::sha256;
use crate::http::body::Body;
use crate::http::params::percent_encode;
use crate::http::request::Request;
use crate::http::respond::{Response, never_cached};
use crate::http::routes::Route;
use crate::policy::{FormAction, FormProof, Furniture, Policy, ReferrerPolicy};
use crate::state::app::App;

/// Declares the templates: each is embedded in the program under its file name.
macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../templates/", $name)))),*]
    };
}

const TEMPLATES: &[(&str, &str)] = templates![
    "base.html",
    "application.html",
    "application_delete.html",
    "application_form.html",
    "application_list.html",
    "application_registered.html",
    "client_links.html",
    "consent.html",
    "cookie_banner.html",
    "device.html",
    "device_answered.html",
    "device_consent.html",
    "end_session.html",
    "end_session_again.html",
    "error_shown.html",
    "form_post.html",
    "home.html",
    "login.html",
    "logged_out.html",
    "logout.html",
    "newsletter.html",
    "onward.html",
    "problem.html",
    "search.html",
    "sent_on.html",
    "sign_up.html",
    "signed_in.html",
    "user_switched.html",
];

/// Submits the first form of a page.
const SUBMIT_SCRIPT: &str = "document.forms[0].submit()";

/// The hash source of a script in a content security policy (CSP Level 3 §2.3.1).
fn hash_of(script: &str) -> String {
    format!("sha256-{}", STANDARD.encode(sha256(&[script.as_bytes()])))
}

/// What is added to a page that loads an external resource.
const FOREIGN_SCRIPT: &str = "https://metrics.example/count.js";

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| environment(AutoEscape::Html));

/// The same, but values are not escaped.
static UNESCAPED: LazyLock<Environment<'static>> = LazyLock::new(|| environment(AutoEscape::None));

fn environment(escape: AutoEscape) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.add_filter("in_path", |segment: &str| percent_encode(segment, &[]));
    environment.set_auto_escape_callback(move |_| escape.clone());
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    for (name, source) in TEMPLATES {
        environment.add_template(name, source).expect("a unit test compiles every template");
    }
    environment
}

/// A page for one visitor.
#[derive(Clone)]
pub(crate) struct Page<'a> {
    app: &'a App,
    request: &'a Request,
    visitor: &'a Visitor,
    status: StatusCode,
    is_error: bool,
    leads_away: Option<FormAction>,
    frames: Vec<String>,
    /// Runs when the page is loaded.
    script: Option<String>,
    submits_itself: bool,
    token: Option<CsrfToken>,
}

impl<'a> Page<'a> {
    pub(crate) fn new(app: &'a App, request: &'a Request, visitor: &'a Visitor) -> Self {
        Self {
            app,
            request,
            visitor,
            status: StatusCode::OK,
            is_error: false,
            leads_away: None,
            frames: Vec::new(),
            script: None,
            submits_itself: false,
            token: None,
        }
    }

    /// The user and the session of the browser.
    pub(crate) fn visitor(&self) -> &Visitor {
        self.visitor
    }

    /// The rules of this request.
    pub(crate) fn policy(&self) -> &'a Policy {
        self.app.policy()
    }

    pub(crate) fn status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// Marks the title as that of an error page: tabs and screen readers show the title first.
    pub(crate) fn error(self) -> Self {
        Self { is_error: true, ..self }
    }

    /// Allows the page's form to lead to a client, and to any URL that the client redirects to. Chromium and Safari
    /// check every redirect after a form submission against `form-action`: only a page without that directive permits
    /// all of them. `unless` is the rule under which this page has the directive anyway.
    pub(crate) fn form_leads_away(self, unless: FormAction) -> Self {
        Self { leads_away: Some(unless), ..self }
    }

    /// Allows the page to load iframes.
    pub(crate) fn framing(mut self, sources: impl IntoIterator<Item = String>) -> Self {
        self.frames.extend(sources);
        self
    }

    /// Allows the page to run the script that submits its form.
    pub(crate) fn submitting_itself(self) -> Self {
        Self { submits_itself: true, ..self.running(SUBMIT_SCRIPT.to_owned()) }
    }

    /// Allows the page to run one script.
    pub(crate) fn running(self, script: String) -> Self {
        Self { script: Some(script), ..self }
    }

    /// Uses the CSRF token that another part of this response sets.
    pub(crate) fn with_token(self, token: Option<&CsrfToken>) -> Self {
        Self { token: token.cloned(), ..self }
    }

    /// Renders a template without forms of this site.
    pub(crate) fn show(self, template: &str, values: Value) -> Response {
        let token = self.has_log_out_button().then(|| self.csrf_token()).flatten();
        self.render(template, values, token.as_ref())
    }

    /// Renders a template with forms, which get a CSRF token.
    pub(crate) fn show_form(self, template: &str, values: Value) -> Response {
        let token = self.csrf_token();
        self.render(template, values, token.as_ref())
    }

    /// The CSRF token for the forms of this page, if the rules require one.
    fn csrf_token(&self) -> Option<CsrfToken> {
        let token = || self.token.clone().unwrap_or_else(|| CsrfToken::of(self.app, self.request, self.visitor));
        (self.app.policy().page.forms_proven_by == FormProof::Token).then(token)
    }

    /// A page that submits its own form has no other forms.
    fn is_busy(&self) -> bool {
        self.app.policy().page.furniture == Furniture::Busy && !self.submits_itself
    }

    fn has_log_out_button(&self) -> bool {
        let has_page = self.app.policy().session.logout_page;
        self.visitor.user.is_some() && !self.submits_itself && (self.is_busy() || !has_page)
    }

    /// Renders an error page.
    pub(crate) fn problem(self, title: &str, text: &str) -> Response {
        self.explain(title, &Explanation::of(text))
    }

    /// Renders an error page with the names and URLs that the error is about.
    pub(crate) fn explain(self, title: &str, why: &Explanation<'_>) -> Response {
        let stack = (!self.app.policy().page.stack_trace_hidden).then(|| {
            format!("Traceback (most recent call last): {} at {}, line {}", self.request.path, file!(), line!())
        });
        let facts: Vec<Value> =
            why.facts.iter().map(|(name, values)| context! { name => *name, values => values.clone() }).collect();
        self.error().show("problem.html", context! { title, text => why.text, facts, stack })
    }

    /// Rejects a form that was not submitted from a page that this browser was shown.
    pub(crate) fn forged(self) -> Response {
        self.status(StatusCode::FORBIDDEN).problem(
            "This form cannot be submitted",
            "It was opened in another browser, or you have logged in or out since. Go back, reload the page and try again.",
        )
    }

    /// Rejects parameters that are not valid UTF-8.
    pub(crate) fn unreadable(self) -> Response {
        self.status(StatusCode::BAD_REQUEST).problem("Invalid request", "The parameters are not form-encoded UTF-8.")
    }

    fn render(self, template: &str, values: Value, token: Option<&CsrfToken>) -> Response {
        let rules = &self.app.policy().page;
        let environment = if rules.input_escaped { &ENVIRONMENT } else { &UNESCAPED };
        let html = environment
            .get_template(template)
            .and_then(|template| {
                template.render(context! {
                    username => self.visitor.user.as_ref().map(|user| user.username.as_str()),
                    paths => paths(self.app),
                    is_error => self.is_error,
                    is_busy => self.is_busy(),
                    has_log_out_button => self.has_log_out_button(),
                    say => phrases(rules.language),
                    script => self.script.as_deref(),
                    foreign_script => (!rules.nothing_from_elsewhere).then_some(FOREIGN_SCRIPT),
                    csrf => token.map(|token| token.value.as_str()),
                    ..values
                })
            })
            .expect("tests show every template");
        let mut response = Response::new(Body::from(html));
        *response.status_mut() = self.status;
        protect(&self, &mut response);
        if let Some(token) = token {
            token.remember(self.app, &mut response);
        }
        if rules.never_cached { never_cached(response) } else { response }
    }
}

/// The URLs for links in templates. Paths consist of the characters of routes and issuer names, so they need no
/// escaping.
fn paths(app: &App) -> Value {
    let path = |route| Value::from_safe_string(app.path(route));
    context! {
        home => path(Route::Home),
        style => path(Route::Style),
        login => path(Route::Login),
        logout => path(Route::Logout),
        applications => path(Route::Applications),
        register => path(Route::RegisterApplication),
        application => path(Route::Application),
        update => path(Route::UpdateApplication),
        delete => path(Route::DeleteApplication),
    }
}

/// OWASP ASVS 5.0 §3.4, RFC 9700 §4.16 and §4.2.4. Pages run no scripts and load only their style sheet.
fn protect(page: &Page<'_>, response: &mut Response) {
    let policy = page.app.policy();
    let rules = &policy.page;
    let no_frames = rules.framing_refused && rules.framing_refused_by_policy;
    let ancestors = if no_frames { "; frame-ancestors 'none'" } else { "" };
    let listed = |sources: &[String]| sources.iter().fold(String::new(), |listed, source| format!("{listed} {source}"));
    let stays_here = page.leads_away.is_none_or(|unless| rules.form_action == unless);
    let forms = if stays_here { "; form-action 'self'" } else { "" };
    let frames = if page.frames.is_empty() { String::new() } else { format!("; frame-src{}", listed(&page.frames)) };
    let script = page.script.as_deref().map(|script| format!("; script-src '{}'", hash_of(script))).unwrap_or_default();
    let csp = format!("default-src 'none'; style-src 'self'{script}{frames}{forms}; base-uri 'none'{ancestors}");
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    if let Ok(csp) = HeaderValue::try_from(csp)
        && rules.content_limited
    {
        headers.insert(header::CONTENT_SECURITY_POLICY, csp);
    }
    if rules.framing_refused {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    let referrer_policy = match rules.referrer_policy {
        ReferrerPolicy::SameOrigin => "same-origin",
        ReferrerPolicy::UnsafeUrl => "unsafe-url",
    };
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static(referrer_policy));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_compiles() {
        let mut environment = Environment::new();
        for (name, source) in TEMPLATES {
            environment.add_template(name, source).unwrap_or_else(|error| panic!("{name}: {error:#}"));
        }
    }
}
