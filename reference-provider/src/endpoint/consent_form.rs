//! The consent page of an authorization request, and its submitted form.

use http::header;
use minijinja::{Value, context};

use super::consent;
use crate::authorization::authorization_request::{Addressee, AuthorizationRequest, value};
use crate::browser::csrf_token;
use crate::browser::page::Page;
use crate::browser::phrases::phrases;
use crate::http::params::Params;
use crate::http::respond::Response;
use crate::http::routes::Route;
use crate::oauth::parameters::{PARAMETERS, RESOURCE};
use crate::oauth::redirect_uri::destination;
use crate::policy::{ConsentForm, ConsentWords, FormAction, FormProof, Policy};
use crate::state::app::App;

/// The field of the approve button.
const ALLOW: &str = "allow";
/// The field of the deny button, if no other field identifies the form.
const DENY: &str = "deny";
/// The field of both buttons, if they have the same name.
const DECISION: &str = "decision";
/// The field of the checked scopes.
const GRANTED: &str = "granted";

/// The fields of the form in addition to the request parameters.
pub(super) const FIELDS: [&str; 5] = [csrf_token::FIELD, ALLOW, DENY, DECISION, GRANTED];

/// Whether a form is the consent form, and not an authorization request.
pub(super) fn is_answer(policy: &Policy, form: &Params) -> bool {
    let by_button =
        policy.page.forms_proven_by == FormProof::Origin && [DENY, DECISION].iter().any(|name| form.contains(name));
    form.contains(csrf_token::FIELD) || form.contains(ALLOW) || by_button
}

/// Whether the user approved.
pub(super) fn allows(policy: &Policy, form: &Params) -> bool {
    match policy.consent.form {
        ConsentForm::AllowFirst | ConsentForm::RadioButtons => form.get(DECISION) == Some(ALLOW),
        _ => form.get(ALLOW).is_some(),
    }
}

/// The request, reduced to the scopes that the user approved.
pub(super) fn agreed(policy: &Policy, form: &Params, request: AuthorizationRequest) -> AuthorizationRequest {
    if policy.consent.form != ConsentForm::ScopeBoxes {
        return request;
    }
    let ticked = form.values(GRANTED).chain(["openid"]).collect();
    AuthorizationRequest { scope: request.scope.among(&ticked), ..request }
}

/// Asks the user for consent. `refused` is the response to the client if the user denies.
pub(super) fn ask(
    app: &App,
    page: Page<'_>,
    params: &Params,
    request: &AuthorizationRequest,
    refused: impl FnOnce() -> Response,
) -> Response {
    let Addressee { client, redirect_uri, .. } = &request.addressee;
    let rules = &app.policy().consent;
    let (is_reviewed, is_marked, is_explained) = (client.is_reviewed(), rules.self_registered_marked, rules.explained);
    let sent = |name| value(app.policy(), params, name);
    let fields: Vec<Value> =
        PARAMETERS.iter().filter_map(|&name| Some(context! { name, value => sent(name)? })).collect();
    let resources = params.values(RESOURCE);
    let resources = resources.map(|value| context! { name => RESOURCE, value });
    let fields: Vec<Value> = fields.into_iter().chain(resources).collect();
    let refusal = (rules.form == ConsentForm::RefusedByLink).then(|| location(&refused())).flatten();
    // Only a redirect can be a link.
    let form =
        if rules.form == ConsentForm::RefusedByLink && refusal.is_none() { ConsentForm::Buttons } else { rules.form };
    let boxes: Vec<Value> = match form {
        ConsentForm::ScopeBoxes => {
            request.scope.in_order().into_iter().filter(|token| *token != "openid").map(Value::from).collect()
        }
        _ => Vec::new(),
    };
    page.form_leads_away(FormAction::AtConsent).show_form(
        "consent.html",
        context! {
            action => app.path(Route::Authorize),
            client => if is_explained { &client.registration.name } else { "An application" },
            destination => (is_reviewed || is_marked).then(|| destination(redirect_uri)),
            is_unknown => !is_reviewed && is_marked,
            is_insecure => rules.insecure_redirect_warned && redirect_uri.starts_with("http:"),
            meanings => if is_explained { consent::meanings(app, &request.consent_scope()) } else { Vec::new() },
            links => if is_explained { consent::links(client) } else { Vec::new() },
            lasts => consent::lasting(&request.scope, request.scope.contains("openid")),
            form => kind(form),
            words => words(app.policy()),
            boxes,
            refusal,
            fields,
        },
    )
}

fn location(response: &Response) -> Option<String> {
    response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).map(str::to_owned)
}

/// The labels of the buttons.
fn words(policy: &Policy) -> Value {
    match policy.consent.words {
        ConsentWords::OfLanguage => phrases(policy.page.language),
        ConsentWords::ContinueOrCancel => context! { allow => "Continue", deny => "Cancel" },
        ConsentWords::YesOrNo => context! { allow => "Yes", deny => "No" },
    }
}

/// The name in the template.
fn kind(form: ConsentForm) -> &'static str {
    match form {
        ConsentForm::Buttons => "buttons",
        ConsentForm::AllowFirst => "allow-first",
        ConsentForm::OneButton => "one-button",
        ConsentForm::RadioButtons => "radio-buttons",
        ConsentForm::ScopeBoxes => "scope-boxes",
        ConsentForm::TwoForms => "two-forms",
        ConsentForm::RefusedByLink => "refused-by-link",
    }
}
