//! `/accounts/testprovider/login/`: redirects the browser to the provider's authorization endpoint (RFC 6749 section
//! 4.1.1), after a confirmation page, so that no other site can start a login without the user's consent (login CSRF).

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use super::csrf_token;
use crate::endpoint::{begin, outcome};
use crate::page;
use crate::policy::{LoginByGet, StartForm, StartPage};
use crate::route;
use crate::site::Site;
use crate::web::reply::Reply;
use crate::web::visit::Visit;

pub(super) async fn confirm(State(site): State<Arc<Site>>, visit: Visit) -> Reply {
    if site.config.login_on_get || visit.policy.start.by_get == LoginByGet::Starts {
        return begin(&site, &visit).await;
    }
    match visit.policy.start.page {
        StartPage::Moved => Reply::redirect(format!("{}?{}", route::MOVED_LOGIN, visit.query)),
        StartPage::OfItsOwn | StartPage::OnHomePage => form(&site, &visit),
    }
}

/// The page that the login page redirects to.
pub(super) async fn confirm_moved(State(site): State<Arc<Site>>, visit: Visit) -> Reply {
    form(&site, &visit)
}

async fn begin(site: &Site, visit: &Visit) -> Reply {
    begin::login(site, visit).await.unwrap_or_else(|failure| outcome::failed(&visit.policy, &failure))
}

fn form(site: &Site, visit: &Visit) -> Reply {
    let reply = csrf_token::with_forms(site, visit, |token| {
        Reply::page(StatusCode::OK, page::confirm_login(&visit.policy.page, token))
    });
    match visit.policy.start.form {
        StartForm::LeadsAway => reply.with_forms_that_lead_away(),
        StartForm::StaysHome => reply,
    }
}

pub(super) async fn start(State(site): State<Arc<Site>>, visit: Visit) -> Reply {
    match csrf_token::check(&site, &visit, visit.policy.start.csrf_token) {
        Ok(()) => begin(&site, &visit).await,
        Err(failure) => outcome::failed(&visit.policy, &failure),
    }
}
