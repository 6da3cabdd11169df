//! `/o/authorize/`: the authorization endpoint (RFC 6749 §3.1, OpenID Connect Core §3.1.2).
//!
//! GET asks the user, POST is the submitted consent form, or an authorization request as a form (OpenID Connect Core
//! §3.1.2.1). No state is kept between the two: the consent form repeats the parameters, which are validated again.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use http::Method;

use super::{consent_form, login};
use crate::authorization::authorization_request::{Addressee, Arrival, AuthorizationRequest, Stage, validate};
use crate::authorization::authorization_response::{After, Parameters, misdirected, onward, respond, shown_first};
use crate::authorization::pushed_request;
use crate::authorization::reauthentication::{Fitness, fitness};
use crate::authorization::refusal::{
    ACCESS_DENIED, CONSENT_REQUIRED, Error, INTERACTION_REQUIRED, LOGIN_REQUIRED, Refusal, ResponseTarget,
};
use crate::authorization::request_object;
use crate::authorization::resource_indicator;
use crate::base::hash::Digest;
use crate::browser::csrf_token;
use crate::browser::explanation::Explanation;
use crate::browser::interaction::Interaction;
use crate::browser::page::Page;
use crate::browser::request_key;
use crate::browser::visitor::Visitor;
use crate::client::dpop;
use crate::config::User;
use crate::http::params::Params;
use crate::http::request::Request;
use crate::http::respond::{Response, readable_from_anywhere, redirect};
use crate::http::routes::Route;
use crate::policy::{ConsentFrequency, Denial, ErrorDetails, Policy, PromptNone};
use crate::state::address;
use crate::state::app::App;
use crate::state::grant::consent_key;
use crate::token::grant::{authorization_code, front_channel};

/// RFC 9126 §7.3.
const ANSWERED: Explanation<'_> = Explanation::of("This sign-in request was already used.");

/// RFC 9700 §2.1.1.
const REUSED: Error = Error("invalid_request", "The code_challenge or the nonce was used before.");

/// The state of a valid request.
enum Progress {
    /// RFC 6749 §3.1: the user has to log in first.
    LoginRequired,
    ConsentRequired(AuthorizationRequest),
    Granted(AuthorizationRequest, Arc<User>),
}

/// The authorization request.
pub(crate) fn show(app: &App, request: &Request) -> Response {
    let params = request.query_params().ok();
    let page = params.as_ref().and_then(|params| onward(app, request, params));
    readable(app, page.unwrap_or_else(|| ask_or_answer(app, request, params)))
}

/// The submitted consent form; without its fields, an authorization request.
pub(crate) fn submit(app: &App, request: &Request) -> Response {
    let form = request.form().ok();
    let is_answer = form.as_ref().is_none_or(|form| consent_form::is_answer(app.policy(), form));
    let is_answer = is_answer || !app.policy().authentication.post_served;
    readable(app, if is_answer { take_answer(app, request, form) } else { ask_or_answer(app, request, form) })
}

/// The response, which only pages of this site can read unless the rules say otherwise (RFC 9700 §2.6).
fn readable(app: &App, response: Response) -> Response {
    if app.policy().request.cors_refused { response } else { readable_from_anywhere(response) }
}

fn ask_or_answer(app: &App, request: &Request, params: Option<Params>) -> Response {
    let visitor = Visitor::of(app, request);
    let page = Page::new(app, request, &visitor);
    let Some(params) = params else { return page.unreadable() };
    let here = match (&request.method, address::query(&app.policy().address, Route::Authorize).strip_prefix('?')) {
        // A form has its parameters in its body; the query of the endpoint itself is retained (RFC 6749 §3.1).
        (&Method::POST, Some(own)) => format!("{}?{own}&{}", request.path, params.encode(&[])),
        _ => format!("{}?{}", request.path, params.encode(&[])),
    };
    let after = if request.query.is_empty() { After::Form } else { After::Link };
    if request.method == Method::POST && visitor.session.is_none() {
        // A form submission from another site has no cookies. The browser sends them with the GET after a redirect.
        return redirect(&here).unwrap_or_else(|| page.unreadable());
    }
    let interaction = Interaction::of(app, request, &visitor, &params);
    let effective = match effective(app, &params, interaction.as_ref()) {
        Ok(effective) => effective,
        Err(refusal)
            if app.policy().request_object.login_before_errors
                && waits_for_login(app.policy(), &visitor, &params, &refusal) =>
        {
            return login::required(app, request, &visitor, &here, None);
        }
        Err(refusal) => return refuse(app, page, &refusal, after),
    };
    match consider(app, &visitor, &effective, request_key::of(&params)) {
        // Errors for the client are responses, too (RFC 9126 §4).
        Err(refusal) if is_reported(&refusal) && !answer(app, &effective, interaction.as_ref()) => {
            misdirected(page, &ANSWERED)
        }
        Err(refusal) => refuse(app, page, &refusal, after),
        Ok(Progress::LoginRequired) => login::required(app, request, &visitor, &here, interaction.as_ref()),
        Ok(Progress::ConsentRequired(asked)) => {
            let refused = || refuse(app, page.clone(), &asked.clone().refused(ACCESS_DENIED), After::Link);
            consent_form::ask(app, page.clone(), &params, &asked, refused)
        }
        Ok(Progress::Granted(request, user)) if answer(app, &effective, interaction.as_ref()) => {
            grant(app, page, &request, &user, after)
        }
        Ok(Progress::Granted(..)) => misdirected(page, &ANSWERED),
    }
}

fn take_answer(app: &App, request: &Request, form: Option<Params>) -> Response {
    let visitor = Visitor::of(app, request);
    let page = Page::new(app, request, &visitor);
    let Some(params) = form else { return page.unreadable() };
    if app.policy().consent.csrf_token && csrf_token::check(app, request, &visitor, &params).is_err() {
        return page.forged();
    }
    let once_more = || format!("{}?{}", request.path, params.encode(&consent_form::FIELDS));
    let (Some(user), Some(session)) = (visitor.user.clone(), &visitor.session) else {
        return login::required(app, request, &visitor, &once_more(), None);
    };
    let interaction = Interaction::of(app, request, &visitor, &params);
    let effective = match effective(app, &params, interaction.as_ref()) {
        Ok(effective) => effective,
        Err(refusal) => return refuse(app, page, &refusal, After::Form),
    };
    let asked = find_addressee(app, &effective, Stage::Answered).and_then(|to| judge(app, to, &effective));
    let asked = asked.map(|request| consent_form::agreed(app.policy(), &params, request));
    let is_allowed = consent_form::allows(app.policy(), &params);
    // Consent was not asked for before the login satisfied the request; a consent form that was never shown requires a
    // login, too.
    let judged = asked.and_then(|request| match fitness(app, &request, session, request_key::of(&params)) {
        Ok(fitness) => Ok((request, fitness)),
        Err(error) => Err(request.refused(error)),
    });
    match judged {
        Ok((_, Fitness::Unfit)) if is_allowed => login::required(app, request, &visitor, &once_more(), None),
        Err(refusal) if !is_reported(&refusal) => refuse(app, page, &refusal, After::Form),
        _ if !answer(app, &effective, interaction.as_ref()) => misdirected(page, &ANSWERED),
        Err(refusal) => refuse(app, page, &refusal, After::Form),
        Ok((request, _)) if is_allowed => {
            remember_consent(app, &request, &user);
            grant(app, page, &request, &user, After::Form)
        }
        Ok((request, _)) => match app.policy().consent.denial {
            Denial::Reported => refuse(app, page, &request.refused(ACCESS_DENIED), After::Form),
            Denial::ReportedInOwnWords => {
                refuse(app, page, &request.refused(Error("user_said_no", ACCESS_DENIED.1)), After::Form)
            }
            Denial::Granted => grant(app, page, &request, &user, After::Form),
            Denial::Silent => page.problem("Access denied", "Nothing was shared. You can close this page."),
        },
    }
}

/// The effective parameters. The consent form for a request that came in time can be submitted later.
fn effective<'p>(app: &App, params: &'p Params, interaction: Option<&Interaction>) -> Result<Cow<'p, Params>, Refusal> {
    let is_begun = interaction.is_some_and(|interaction| interaction.is_begun(app));
    let arrival = if is_begun { Arrival::Continued } else { Arrival::First };
    let effective = request_object::effective(app, params, arrival)?;
    if let Some(interaction) = interaction {
        interaction.begin(app);
    }
    Ok(effective)
}

/// Records that the user has decided; `false` if the decision about a pushed request was made before.
fn answer(app: &App, effective: &Params, interaction: Option<&Interaction>) -> bool {
    if let Some(interaction) = interaction {
        interaction.end(app);
    }
    pushed_request::answer(app, effective)
}

fn is_reported(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::Report { .. })
}

/// Whether an error is reported to the client only after the user has logged in: a link with an invalid request must
/// not be a redirect to the client's site (RFC 9700 §4.11.2). `prompt=none` is the exception: it shows no page.
fn waits_for_login(policy: &Policy, visitor: &Visitor, params: &Params, refusal: &Refusal) -> bool {
    let is_silent = params.get("prompt") == Some("none") && policy.authentication.prompt_none != PromptNone::Overlooked;
    visitor.session.is_none() && !is_silent && is_reported(refusal)
}

/// Checks all conditions before the user is asked for consent, in the order of OpenID Connect Core §3.1.2.
fn consider(app: &App, visitor: &Visitor, params: &Params, key: Digest) -> Result<Progress, Refusal> {
    let policy = app.policy();
    let addressee = find_addressee(app, params, Stage::ConsentFrequency)?;
    let request = match judge(app, addressee, params) {
        Err(refusal) if policy.request.login_before_errors && waits_for_login(policy, visitor, params, &refusal) => {
            return Ok(Progress::LoginRequired);
        }
        judged => judged?,
    };
    let (Some(user), Some(session)) = (&visitor.user, &visitor.session) else {
        return if request.prompt.none { Err(request.refused(LOGIN_REQUIRED)) } else { Ok(Progress::LoginRequired) };
    };
    match fitness(app, &request, session, key) {
        Ok(Fitness::Fits) => {}
        Ok(Fitness::Unfit) if !request.prompt.none => return Ok(Progress::LoginRequired),
        Ok(Fitness::Unfit) => return Err(request.refused(LOGIN_REQUIRED)),
        Err(error) => return Err(request.refused(error)),
    }
    if request.prompt.none && policy.authentication.prompt_none == PromptNone::Refused {
        return Err(request.refused(INTERACTION_REQUIRED));
    }
    let has_agreed = session.agreed && session.login_for == Some(key);
    if has_agreed || !consent_needed(app, &request, user) {
        return Ok(Progress::Granted(request, Arc::clone(user)));
    }
    if request.prompt.none { Err(request.refused(CONSENT_REQUIRED)) } else { Ok(Progress::ConsentRequired(request)) }
}

fn consent_needed(app: &App, request: &AuthorizationRequest, user: &User) -> bool {
    let client = &request.addressee.client;
    let rules = &app.policy().consent;
    let asked = rules.asked;
    let remembered = || {
        let store = app.store();
        let agreed = store.consents.get(&agreement(app, client.id(), user), app.now());
        agreed.is_some_and(|agreed| {
            request.consent_scope().is_within(agreed) || asked == ConsentFrequency::OnceForAnyScope
        })
    };
    match asked {
        ConsentFrequency::Never => false,
        _ if request.prompt.consent => true,
        ConsentFrequency::ForUnreviewedClients => !client.is_reviewed() || !client.is_confidential(),
        ConsentFrequency::EachTime => true,
        ConsentFrequency::Once if !client.is_confidential() => true,
        ConsentFrequency::Once if request.scope.contains("offline_access") && rules.offline_access_asked => true,
        ConsentFrequency::Once
        | ConsentFrequency::OnceForAnyClient
        | ConsentFrequency::OnceForAnyScope
        | ConsentFrequency::OnceForAnyUser => !remembered(),
    }
}

/// The key for the consent of a user to a client.
fn agreement(app: &App, client_id: &str, user: &User) -> Digest {
    match app.policy().consent.asked {
        ConsentFrequency::OnceForAnyUser => consent_key(client_id, 0),
        _ => consent_key(client_id, user.user_id),
    }
}

fn remember_consent(app: &App, request: &AuthorizationRequest, user: &User) {
    let now = app.now();
    let key = agreement(app, request.addressee.client.id(), user);
    let mut store = app.store();
    let agreed = store.consents.get(&key, now).cloned().unwrap_or_default();
    let until = now + Duration::from(app.policy().refresh.grant_lifetime);
    store.remember_consent(key, agreed.and(&request.consent_scope()), until, now);
}

fn find_addressee(app: &App, params: &Params, stage: Stage) -> Result<Addressee, Refusal> {
    pushed_request::recipient(app, params, stage)
}

/// The request, if it is valid.
fn judge(app: &App, to: Addressee, params: &Params) -> Result<AuthorizationRequest, Refusal> {
    let request = validate(app.policy(), &app.config, to, params)?;
    dpop::bindable(app, resource_indicator::known(app, request)?)
}

/// Sends the requested response: a code, tokens, or both.
fn grant(app: &App, page: Page<'_>, request: &AuthorizationRequest, user: &User, after: After) -> Response {
    if app.policy().pkce.reuse_refused && !authorization_code::is_fresh(app, request) {
        let refusal = Refusal::Report { to: request.reply_to.clone(), error: REUSED };
        return refuse(app, page, &refusal, after);
    }
    let Ok(grant) = authorization_code::agree(app, page.visitor(), request, user.user_id) else {
        let refusal = Refusal::Report { to: request.reply_to.clone(), error: LOGIN_REQUIRED };
        return refuse(app, page, &refusal, after);
    };
    let mut parameters: Parameters<'_> = Vec::new();
    let code = request.response_type.code.then(|| authorization_code::issue(app, request, grant));
    parameters.extend(code.as_deref().map(|code| ("code", Cow::from(code))));
    parameters.extend(front_channel::tokens(app, request, grant, code.as_deref()));
    respond(app, page, &request.reply_to, parameters, app.policy().request.state_on_success, after)
}

fn refuse(app: &App, page: Page<'_>, refusal: &Refusal, after: After) -> Response {
    match refusal {
        Refusal::Show(why) => misdirected(page, why),
        Refusal::Report { to, error: Error(code, text) } => {
            let description = if app.policy().request.error_in_ascii {
                Cow::from(*text)
            } else {
                Cow::from(format!("\u{201c}{text}\u{201d}"))
            };
            let mut parameters = vec![("error", Cow::from(*code))];
            if app.policy().request.error_details != ErrorDetails::None {
                parameters.push(("error_description", description));
            }
            if app.policy().request.error_details == ErrorDetails::Uri {
                parameters.push(("error_uri", Cow::from(app.url(Route::Home))));
            }
            let mode = to.mode.of_error(app.policy().request.error_way);
            let to = ResponseTarget { mode, ..to.clone() };
            let is_shown = app.policy().request.errors_shown && !to.is_silent && *code != ACCESS_DENIED.0;
            let shown = is_shown.then(|| page.clone());
            let response = respond(app, page, &to, parameters, app.policy().request.state_on_error, after);
            match shown {
                Some(page) => shown_first(page, text, response),
                None => response,
            }
        }
    }
}
