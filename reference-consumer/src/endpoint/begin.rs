//! The redirect to the provider that starts a login (RFC 6749 section 4.1.1).

use axum::http::StatusCode;

use super::csrf_token;
use crate::flow::authorization_request;
use crate::flow::failure::Failure;
use crate::flow::pending::{self, PendingLogin};
use crate::flow::pushed_request;
use crate::next;
use crate::page;
use crate::policy::{AuthorizationRequestMethod, LoginKept};
use crate::session;
use crate::site::Site;
use crate::web::reply::Reply;
use crate::web::visit::Visit;

/// Of the incoming request only `next` is used, and not in the authorization request.
pub(super) async fn login(site: &Site, visit: &Visit) -> Result<Reply, Failure> {
    let policy = &*visit.policy;
    let landing = visit.parameter("next").and_then(|target| next::landing(&target, policy.start.next));
    let random = &site.environment.random;
    let login = PendingLogin::new(policy, random, site.now(), landing);
    let redirect_uri = site.redirect_uri(policy);
    let request = authorization_request::new(&site.config, policy, &redirect_uri, &login, &visit.query);
    let request = match &site.config.provider.pushed_authorization_request {
        Some(endpoint) if policy.request.pushed => {
            let pushed = pushed_request::push(&site.config, policy, endpoint, &request.parameters);
            pushed_request::read(&site.back_channel.push(policy, &pushed).await?, &site.config)?
        }
        _ => request,
    };
    let id = site.sessions().start_login(
        site.login_id(visit),
        csrf_token::of_cookie(site, visit),
        login,
        (policy, &site.environment),
    );
    let lifetime = match policy.session.login_kept {
        LoginKept::InSession | LoginKept::InCookieThatStays => session::lifetime(policy),
        LoginKept::InCookie => pending::LIFETIME,
    };
    let reply = match policy.request.way {
        AuthorizationRequestMethod::Redirect => Reply::redirect(request.url()),
        AuthorizationRequestMethod::Link => {
            Reply::page(StatusCode::OK, page::leave_by_link(&policy.page, &request.url()))
        }
        AuthorizationRequestMethod::Refresh => {
            Reply::page(StatusCode::OK, page::leave_by_refresh(&policy.page, &request.url()))
        }
        AuthorizationRequestMethod::Form => {
            let html = page::leave_by_form(&policy.page, &request.endpoint, &request.parameters);
            Reply::page(StatusCode::OK, html).with_forms_that_lead_away()
        }
    };
    Ok(reply.with_cookie(site.cookie(policy, Site::login_cookie(policy), &id, lifetime)))
}
