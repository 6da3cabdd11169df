//! The redirection endpoint (RFC 6749 section 3.1.2): takes the authorization response, redeems the code, and signs in
//! whoever the provider says it is.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use super::anti_forgery;
use crate::account::AccountId;
use crate::endpoint::{begin, outcome};
use crate::flow::authorization_response::{self, AuthorizationResponse, ErrorCode};
use crate::flow::failure::Failure;
use crate::flow::pending::PendingLogin;
use crate::flow::profile::{self, Profile};
use crate::flow::token_request;
use crate::flow::token_response::{self, AccessToken};
use crate::page;
use crate::policy::{
    Admission, AfterLogin, CodeUse, ErrorCodeShown, ErrorDescription, ErrorResponse, ErrorUri, FailedLogin, Policy,
    RefusedCallback, StateOnError, TokenStorage,
};
use crate::session;
use crate::site::Site;
use crate::web::cookies;
use crate::web::reply::Reply;
use crate::web::visit::Visit;

pub(super) async fn receive(State(site): State<Arc<Site>>, visit: Visit) -> Reply {
    match sign_in(&site, &visit).await {
        Ok(reply) => reply,
        Err(failure) if starts_again(&visit.policy, &failure) => begin::login(&site, &visit),
        Err(failure) => outcome::failed(&visit.policy, &failure),
    }
}

/// Who has said no at the provider is not asked again.
fn starts_again(policy: &Policy, failure: &Failure) -> bool {
    policy.refused_callback == RefusedCallback::StartsAgain
        && failure.status() == StatusCode::BAD_REQUEST
        && !matches!(failure, Failure::Cancelled)
}

async fn sign_in(site: &Site, visit: &Visit) -> Result<Reply, Failure> {
    let policy = &*visit.policy;
    let response = authorization_response::parse(&visit.query, policy.unknown_parameters)?;
    // First of all, and for errors too: the response must belong to a login of this browser. That login is over now,
    // whatever comes of it.
    let login = match (response.error, policy.state_on_error) {
        // Whatever login is under way is taken to be the one that failed.
        (Some(_), StateOnError::Unchecked) => {
            let policy = Policy { missing_state: Admission::Accepted, ..policy.clone() };
            site.sessions().take_login(site.session_id(visit), None, &policy, site.now())?
        }
        (None, _) | (Some(_), StateOnError::Checked) => {
            let state = response.state.as_deref();
            site.sessions().take_login(site.session_id(visit), state, policy, site.now())?
        }
    };
    let (account, token) = match user(site, policy, &response, &login).await {
        Ok((profile, token)) => (site.accounts().link(profile, policy.account_key), Some(token)),
        Err(failure) if response.error.is_some() && policy.error_response == ErrorResponse::EndsLogin => {
            return Err(failure);
        }
        Err(failure) => (instead_of_failing(site, policy).ok_or(failure)?, None),
    };
    let reply = welcome(site, visit, account, login.landing);
    Ok(match (token, policy.token_storage) {
        (Some(token), TokenStorage::Cookie) => {
            reply.with_cookie(site.cookie(policy, cookies::ACCESS_TOKEN, token.as_str(), session::LIFETIME))
        }
        (_, TokenStorage::Cookie | TokenStorage::Forgotten) => reply,
    })
}

/// Who the response speaks of, by way of a code and an access token; and that token.
async fn user(
    site: &Site,
    policy: &Policy,
    response: &AuthorizationResponse,
    login: &PendingLogin,
) -> Result<(Profile, AccessToken), Failure> {
    let code = match (response.error, policy.error_response) {
        (Some(ErrorCode::AccessDenied), ErrorResponse::EndsLogin) => return Err(Failure::Cancelled),
        (Some(error), ErrorResponse::EndsLogin) => {
            return Err(Failure::Refused { error, quoted_markup: quoted_markup(response, policy) });
        }
        (Some(_), ErrorResponse::Ignored) => response.code.as_deref().unwrap_or_default(),
        (None, _) => response.code.as_deref().ok_or(Failure::MissingCode)?,
    };
    let request = token_request::redeem(&site.config, policy, &site.redirect_uri, code, login.code_verifier.as_ref());
    let answer = site.back_channel.token(policy, &request).await?;
    if policy.code_use == CodeUse::Twice {
        // The first answer counts, and nobody looks at this one.
        let _ = site.back_channel.token(policy, &request).await;
    }
    let token = token_response::read(&answer, policy)?;
    let request = profile::request(&site.config.provider.profile, &token, policy.access_token);
    let profile = profile::read(&site.back_channel.profile(policy, &request).await?)?;
    Ok((profile, token))
}

/// What a lax policy shows of an error response as it came.
fn quoted_markup(response: &AuthorizationResponse, policy: &Policy) -> Option<String> {
    let description = match policy.error_description {
        ErrorDescription::NotShown => None,
        ErrorDescription::ShownAsMarkup => response.error_description.clone(),
    };
    let code = match policy.error_code {
        ErrorCodeShown::Explained => None,
        ErrorCodeShown::AsMarkup => response.error_as_sent.clone(),
    };
    let link = match policy.error_uri {
        ErrorUri::NotShown => None,
        ErrorUri::Linked => response.error_uri.as_ref().map(|uri| format!("<a href=\"{uri}\">More</a>")),
    };
    let quoted: Vec<String> = [code, description, link].into_iter().flatten().collect();
    (!quoted.is_empty()).then(|| quoted.join(" "))
}

fn instead_of_failing(site: &Site, policy: &Policy) -> Option<AccountId> {
    match policy.failed_login {
        FailedLogin::SignsNobodyIn => None,
        FailedLogin::SignsInPreviousUser => site.accounts().last_signed_in(),
    }
}

fn welcome(site: &Site, visit: &Visit, account: AccountId, landing: Option<String>) -> Reply {
    let policy = &*visit.policy;
    let (session_id, token) =
        site.sessions().sign_in(site.session_id(visit), account, policy.session_id_at_login, &site.environment);
    let reply = match policy.after_login {
        // To a URL without code and state (RFC 6749 section 3.1.2.5).
        AfterLogin::Redirected => Reply::redirect(landing.unwrap_or_else(|| site.config.login_redirect.clone())),
        AfterLogin::AtCallback => {
            let profile = site.accounts().profile(account).cloned();
            Reply::page(StatusCode::OK, profile.map_or_else(page::home, |profile| page::welcome(&profile)))
        }
    };
    reply
        .with_cookie(site.cookie(policy, cookies::SESSION, &session_id, session::LIFETIME))
        .with_cookie(anti_forgery::cookie(site, visit, &token))
}
