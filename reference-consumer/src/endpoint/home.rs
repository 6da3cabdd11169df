//! `/`: the sign-in link for visitors who are signed out, and the profile for users who are signed in.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use super::csrf_token;
use crate::flow::profile::Profile;
use crate::page;
use crate::policy::{HomePage, StartPage};
use crate::route;
use crate::site::Site;
use crate::web::reply::Reply;
use crate::web::visit::Visit;

pub(super) async fn show(State(site): State<Arc<Site>>, visit: Visit) -> Reply {
    let user = site.user(&visit);
    match (user, visit.policy.page.home) {
        (user, HomePage::Json) => Reply::json(page::home_as_json(user.as_ref())),
        (Some(profile), _) => for_user(&site, &visit, &profile),
        (None, HomePage::ForUsers) => Reply::redirect(route::LOGIN),
        (None, HomePage::Refused) => signed_out_page(&site, &visit, StatusCode::FORBIDDEN),
        (None, HomePage::Page) => signed_out_page(&site, &visit, StatusCode::OK),
    }
}

/// `/accounts/profile/`: the profile and nothing else.
pub(super) async fn profile(State(site): State<Arc<Site>>, visit: Visit) -> Reply {
    match site.user(&visit) {
        Some(profile) => Reply::page(StatusCode::OK, page::welcome(&visit.policy.page, &profile, None)),
        None => Reply::redirect(route::LOGIN),
    }
}

fn for_user(site: &Site, visit: &Visit, profile: &Profile) -> Reply {
    let rules = &visit.policy.page;
    let page = |token: Option<&str>| Reply::page(StatusCode::OK, page::welcome(rules, profile, token));
    if rules.forms_for_users { csrf_token::with_forms(site, visit, page) } else { page(None) }
}

fn signed_out_page(site: &Site, visit: &Visit, status: StatusCode) -> Reply {
    let rules = &visit.policy.page;
    match visit.policy.start.page {
        StartPage::OnHomePage => csrf_token::with_forms(site, visit, |token| {
            Reply::page(status, page::home_with_form(rules, token)).with_forms_that_lead_away()
        }),
        StartPage::OfItsOwn | StartPage::Moved => Reply::page(status, page::home(rules)),
    }
}
