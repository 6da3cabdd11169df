//! The redirection endpoint (RFC 6749 section 3.1.2): validates the authorization response, redeems the code, and signs
//! in the user that the provider names.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::ALLOW;
use axum::response::{IntoResponse as _, Response};

use super::{begin, outcome, welcome};
use crate::flow::authorization_response::{self, AuthorizationResponse, ErrorCode};
use crate::flow::failure::Failure;
use crate::flow::id_token;
use crate::flow::pending::PendingLogin;
use crate::flow::profile::{self, Profile};
use crate::flow::token_request;
use crate::flow::token_response::{self, AccessToken};
use crate::page;
use crate::policy::{
    Admission, CallbackQuery, CallbackSteps, CodeUse, ErrorCodeShown, ErrorDescription, ErrorResponse, ErrorUri,
    IssMember, Nonce, Policy, RefusedCallback, ResponseMode, StateOnError,
};
use crate::route;
use crate::site::Site;
use crate::web::reply::Reply;
use crate::web::visit::Visit;

/// An authorization response in the query.
pub(super) async fn receive(State(site): State<Arc<Site>>, visit: Visit) -> Reply {
    let ended = match accept(&site, &visit) {
        Ok(received) => go_on(&site, &visit, received).await,
        Err(failure) => Err(failure),
    };
    match ended {
        Ok(reply) => reply,
        Err(failure) => refuse(&site, &visit, failure).await,
    }
}

/// An authorization response as a form, if that was requested (OAuth 2.0 Form Post Response Mode section 2). Browsers
/// do not send `SameSite=Lax` cookies with a cross-site POST, but they do with the GET that it is redirected to.
pub(super) async fn receive_form(visit: Visit) -> Response {
    if visit.policy.request.response_mode != ResponseMode::FormPost {
        let status = StatusCode::METHOD_NOT_ALLOWED;
        let reply = Reply::page(status, page::unusable_request(&visit.policy.page, status));
        return ([(ALLOW, "GET,HEAD")], reply).into_response();
    }
    Reply::redirect(format!("{}?{}", route::CALLBACK, visit.form_as_query())).into_response()
}

/// The page after the callback, if the callback redirects to it: redeems the stored code.
pub(super) async fn finish(State(site): State<Arc<Site>>, visit: Visit) -> Reply {
    let kept = site.sessions().take_response(site.login_id(&visit), site.now());
    let ended = match kept {
        Some(received) => sign_in(&site, &visit, received).await,
        None => Err(Failure::UnknownState),
    };
    match ended {
        Ok(reply) => reply,
        Err(failure) => refuse(&site, &visit, failure).await,
    }
}

async fn refuse(site: &Site, visit: &Visit, failure: Failure) -> Reply {
    let failure = if starts_again(&visit.policy, &failure) {
        match begin::login(site, visit).await {
            Ok(reply) => return reply,
            Err(failure) => failure,
        }
    } else {
        failure
    };
    outcome::failed(&visit.policy, &failure)
}

/// A user who denied consent at the provider is not asked again.
fn starts_again(policy: &Policy, failure: &Failure) -> bool {
    policy.callback.refused == RefusedCallback::StartsAgain
        && failure.status() == StatusCode::BAD_REQUEST
        && !matches!(failure, Failure::Canceled)
}

/// The response, and the pending login of this browser that it belongs to. A login is required even for errors; it ends
/// here, whatever the result.
fn accept(site: &Site, visit: &Visit) -> Result<(AuthorizationResponse, PendingLogin), Failure> {
    let policy = &*visit.policy;
    // Form posts come through a redirect without the query of the redirect URI.
    let is_form = policy.request.response_mode == ResponseMode::FormPost;
    if policy.callback.query == CallbackQuery::Tenant
        && !is_form
        && visit.parameter("tenant").as_deref() != Some("main")
    {
        return Err(Failure::UnknownState);
    }
    let response = authorization_response::parse(&visit.query, policy.callback.unknown_parameters)?;
    if policy.callback.iss == IssMember::Demanded && response.iss != site.config.provider.issuer {
        return Err(Failure::WrongIssuer);
    }
    let login = match (response.error, policy.callback.state_on_error) {
        // Any pending login is assumed to be the one that failed.
        (Some(_), StateOnError::Unchecked) => {
            let mut policy = policy.clone();
            policy.callback.missing_state = Admission::Accepted;
            site.sessions().take_login(site.login_id(visit), None, &policy, site.now())?
        }
        (None, _) | (Some(_), StateOnError::Checked) => {
            let state = response.state.as_deref();
            site.sessions().take_login(site.login_id(visit), state, policy, site.now())?
        }
    };
    Ok((response, login))
}

/// Signs in immediately, or on the next page.
async fn go_on(site: &Site, visit: &Visit, received: (AuthorizationResponse, PendingLogin)) -> Result<Reply, Failure> {
    let in_two_steps = visit.policy.callback.steps == CallbackSteps::Two && received.0.error.is_none();
    if in_two_steps && site.sessions().keep_response(site.login_id(visit), received.clone(), site.now()) {
        return Ok(Reply::redirect(route::FINISH));
    }
    sign_in(site, visit, received).await
}

async fn sign_in(
    site: &Site,
    visit: &Visit,
    (response, login): (AuthorizationResponse, PendingLogin),
) -> Result<Reply, Failure> {
    let policy = &*visit.policy;
    let (account, token) = match user(site, policy, &response, &login).await {
        Ok((profile, token)) => (site.accounts().link(profile, policy.account.key), Some(token)),
        Err(failure) if response.error.is_some() && policy.callback.error_response == ErrorResponse::EndsLogin => {
            return Err(failure);
        }
        Err(failure) => (welcome::instead_of_failing(site, policy).ok_or(failure)?, None),
    };
    Ok(welcome::signed_in(site, visit, account, login.landing.as_deref(), token.as_ref()))
}

/// The user of the response, by redeeming the code and fetching the profile; and the access token.
async fn user(
    site: &Site,
    policy: &Policy,
    response: &AuthorizationResponse,
    login: &PendingLogin,
) -> Result<(Profile, AccessToken), Failure> {
    let code = match (response.error, policy.callback.error_response) {
        (Some(ErrorCode::AccessDenied), ErrorResponse::EndsLogin) => return Err(Failure::Canceled),
        (Some(error), ErrorResponse::EndsLogin) => {
            return Err(Failure::Refused { error, quoted_markup: quoted_markup(response, policy) });
        }
        (Some(_), ErrorResponse::Ignored) => response.code.as_deref().unwrap_or_default(),
        (None, _) => response.code.as_deref().ok_or(Failure::MissingCode)?,
    };
    let request =
        token_request::redeem(&site.config, policy, &site.redirect_uri(policy), code, login.code_verifier.as_ref());
    let answer = site.back_channel.token(policy, &request).await?;
    if policy.token_request.code_use == CodeUse::Twice {
        // The first response is used, and this one is ignored.
        let _ = site.back_channel.token(policy, &request).await;
    }
    let token = token_response::read(&answer, policy)?;
    if policy.request.nonce == Nonce::Checked {
        id_token::check(&answer, &site.config, login.nonce.as_deref(), site.now())?;
    }
    let request = profile::request(&site.config.provider.profile, &token, &policy.token);
    let mut profile = profile::read(&site.back_channel.profile(policy, &request).await?)?;
    if policy.token.fetched_twice {
        profile = profile::read(&site.back_channel.profile(policy, &request).await?)?;
    }
    Ok((profile, token))
}

/// The part of an error response that a lax policy shows without escaping.
fn quoted_markup(response: &AuthorizationResponse, policy: &Policy) -> Option<String> {
    let description = match policy.page.error_description {
        ErrorDescription::NotShown => None,
        ErrorDescription::ShownAsMarkup => response.error_description.clone(),
    };
    let code = match policy.page.error_code {
        ErrorCodeShown::Explained => None,
        ErrorCodeShown::AsMarkup => response.error_as_sent.clone(),
    };
    let link = match policy.page.error_uri {
        ErrorUri::NotShown => None,
        ErrorUri::Linked => response.error_uri.as_ref().map(|uri| format!("<a href=\"{uri}\">More</a>")),
    };
    let quoted: Vec<String> = [code, description, link].into_iter().flatten().collect();
    (!quoted.is_empty()).then(|| quoted.join(" "))
}
