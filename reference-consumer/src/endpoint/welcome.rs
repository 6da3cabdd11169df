//! The end of a successful login: a session, its cookies, and a redirect to a page of this site.

use std::time::Duration;

use axum::http::StatusCode;

use super::csrf_token;
use crate::account::AccountId;
use crate::flow::token_response::AccessToken;
use crate::page;
use crate::policy::{AfterLogin, FailedLogin, LoginKept, Policy, TokenStorage};
use crate::route;
use crate::session;
use crate::site::Site;
use crate::web::cookies::CookieKind;
use crate::web::reply::Reply;
use crate::web::sealed;
use crate::web::visit::Visit;

/// The user that a failed login signs in.
pub(super) fn instead_of_failing(site: &Site, policy: &Policy) -> Option<AccountId> {
    match policy.account.failed_login {
        FailedLogin::SignsNobodyIn => None,
        FailedLogin::SignsInPreviousUser => site.accounts().last_signed_in(),
    }
}

/// Signs the user in, in the visitor's browser.
pub(super) fn signed_in(
    site: &Site,
    visit: &Visit,
    account: AccountId,
    landing: Option<&str>,
    token: Option<&AccessToken>,
) -> Reply {
    let policy = &*visit.policy;
    let lifetime = session::lifetime(policy);
    let (session_id, csrf_token) =
        site.sessions().sign_in(site.session_id(visit), account, (policy, &site.environment));
    let usual = if policy.callback.ends_on_profile { route::PROFILE } else { &site.config.login_redirect };
    let reply = match policy.callback.after_login {
        // To a URL without code and state (RFC 6749 section 3.1.2.5).
        AfterLogin::Redirected => Reply::redirect(landing.unwrap_or(usual)),
        AfterLogin::AtCallback => {
            let profile = site.accounts().profile(account).cloned();
            let html = match profile {
                Some(profile) => page::welcome(&policy.page, &profile, None),
                None => page::home(&policy.page),
            };
            Reply::page(StatusCode::OK, html)
        }
    };
    let reply = reply.with_cookie(site.cookie(policy, CookieKind::Session, &session_id, lifetime));
    let reply = match policy.session.login_kept {
        LoginKept::InCookie => reply.with_cookie(site.cookie(policy, CookieKind::Login, "", Duration::ZERO)),
        LoginKept::InSession | LoginKept::InCookieThatStays => reply,
    };
    let reply = csrf_token::with_cookie(reply, site, visit, &csrf_token);
    match (token, policy.token.storage) {
        (Some(token), TokenStorage::Cookie) => {
            reply.with_cookie(site.cookie(policy, CookieKind::AccessToken, token.as_str(), lifetime))
        }
        (Some(token), TokenStorage::EncryptedCookie) => {
            let sealed = sealed::seal(token.as_str(), &site.environment.random);
            reply.with_cookie(site.cookie(policy, CookieKind::Sealed, &sealed, lifetime))
        }
        (_, TokenStorage::Cookie | TokenStorage::EncryptedCookie | TokenStorage::Forgotten) => reply,
    }
}
