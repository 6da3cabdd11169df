//! `/api/profile/`: the protected resource (RFC 6750).

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Value, json};

use crate::config::User;
use crate::http::request::Request;
use crate::http::respond::{self, Response, never_cached, preflight, readable_from_anywhere};
use crate::http::routes::Route;
use crate::policy::{ProfileForm, ProfileOf};
use crate::state::app::App;
use crate::token::protected_resource::{
    PresentedToken, ResourceDescription, ResourceRequestError, access, credentials, credentials_or_form,
};

/// The challenge of the profile.
pub(crate) const PROFILE: ResourceDescription =
    ResourceDescription { realm: "profile", scope: "read", metadata: Some(Route::ResourceMetadata) };

pub(crate) fn show(app: &App, request: &Request) -> Response {
    respond_to(app, request, credentials(&app.policy().resource, request))
}

/// With the token in the header, or in a form (RFC 6750 §2.2).
pub(crate) fn submit(app: &App, request: &Request) -> Response {
    respond_to(app, request, credentials_or_form(&app.policy().resource, request))
}

fn respond_to(
    app: &App,
    request: &Request,
    credentials: Result<Option<PresentedToken>, ResourceRequestError>,
) -> Response {
    let response = match credentials.and_then(|credentials| owner(app, request, credentials.as_ref())) {
        Ok(user) => respond::json(StatusCode::OK, &profile(app, &user)),
        Err(refused) => refused.respond(app, request, PROFILE),
    };
    readable_from_anywhere(if app.policy().resource.never_cached { never_cached(response) } else { response })
}

fn profile(app: &App, user: &User) -> Value {
    let mut profile = json!({
        "user_id": user.user_id,
        "email": email(app, user),
        "date_joined": user.date_joined,
        "secret_message": user.secret_message,
    });
    if app.policy().resource.profile == ProfileForm::Nested {
        profile["account"] = json!({ "id": format!("account-{}", user.user_id), "roles": ["reader"], "manager": null });
        profile["links"] = json!([{ "rel": "self", "href": app.url(Route::Profile) }]);
    }
    profile
}

fn email(app: &App, user: &User) -> String {
    match app.policy().resource.email_of {
        ProfileOf::TokenOwner => user.email.clone(),
        ProfileOf::FirstUser => app.store().first_user().map_or_else(String::new, |first| first.email.clone()),
    }
}

pub(crate) fn options(_: &App, _: &Request) -> Response {
    preflight("GET, POST")
}

/// The user whose profile the request can access.
fn owner(
    app: &App,
    request: &Request,
    credentials: Option<&PresentedToken>,
) -> Result<Arc<User>, ResourceRequestError> {
    let rules = &app.policy().resource;
    let first = || app.store().first_user().ok_or(ResourceRequestError::InvalidToken);
    let Some(credentials) = credentials else {
        return if rules.token_required { Err(ResourceRequestError::Anonymous) } else { first() };
    };
    let Some(access) = access(app, request, credentials)? else {
        return if rules.unknown_token_refused { Err(ResourceRequestError::InvalidToken) } else { first() };
    };
    if rules.scope_checked && !access.scope.contains(PROFILE.scope) {
        return Err(ResourceRequestError::InsufficientScope);
    }
    match rules.profile_of {
        ProfileOf::TokenOwner => access.user_id.and_then(|id| app.user(id)).ok_or(ResourceRequestError::InvalidToken),
        ProfileOf::FirstUser => first(),
    }
}
