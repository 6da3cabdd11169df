//! The resources that tokens are for (RFC 8707).

use super::authorization_request::AuthorizationRequest;
use super::refusal::{Error, Refusal};
use crate::config::Resource;
use crate::http::routes::Route;
use crate::oauth::oauth_error::OAuthError;
use crate::oauth::scope::{Scope, WRITE};
use crate::policy::AudienceName;
use crate::state::app::App;

/// A resource that is not available, or not to this client (RFC 8707 §2).
const INVALID_TARGET: Error =
    Error("invalid_target", "The resource is unknown, or is not an absolute URI without a fragment.");
/// The error of a provider that treats `resource` like any other parameter.
const REPEATED: Error = Error("invalid_request", "A parameter is repeated.");

/// The request, if the requested resources exist.
pub(crate) fn known(app: &App, request: AuthorizationRequest) -> Result<AuthorizationRequest, Refusal> {
    let rules = &app.policy().resource_indicator;
    if !rules.served {
        return Ok(AuthorizationRequest { resources: Vec::new(), ..request });
    }
    if !rules.repeatable && request.resources.len() > 1 {
        return Err(request.refused(REPEATED));
    }
    if rules.unknown_refused && !request.resources.iter().all(|resource| is_known(app, resource)) {
        return Err(request.refused(INVALID_TARGET));
    }
    Ok(request)
}

/// The resources of the tokens: those in the token request, within the granted ones (RFC 8707 §2.2). Empty means the
/// profile, if neither request named any (RFC 9068 §3).
pub(crate) fn narrowed(app: &App, granted: &[String], requested: &[String]) -> Result<Vec<String>, OAuthError> {
    const BEYOND: OAuthError = OAuthError::invalid_target("The resource is unknown, or was not granted.");
    let rules = &app.policy().resource_indicator;
    if !rules.served {
        return Ok(Vec::new());
    }
    if !rules.repeatable && requested.len() > 1 {
        return Err(OAuthError::invalid_request(REPEATED.1));
    }
    let is_granted = |resource: &String| {
        if granted.is_empty() { is_known(app, resource) } else { granted.contains(resource) }
    };
    if rules.beyond_grant_refused && !requested.iter().all(is_granted) {
        return Err(BEYOND);
    }
    if !rules.tokens_restricted {
        return Ok(all(app));
    }
    Ok(if requested.is_empty() { granted.to_vec() } else { requested.to_vec() })
}

/// The part of a scope that the named resources understand (RFC 8707 §2.2): none of them has `write`.
pub(crate) fn understood(app: &App, resources: &[String], scope: Scope) -> Scope {
    let less = scope.clone().without(WRITE);
    if app.policy().resource_indicator.scope_kept || resources.is_empty() || less.is_empty() { scope } else { less }
}

/// The audience of a token for these resources; without resources, the profile.
pub(crate) fn audience(app: &App, resources: &[String]) -> Vec<String> {
    if resources.is_empty() {
        return vec![audience_name(app, &app.url(Route::Profile))];
    }
    resources.iter().map(|resource| audience_name(app, resource)).collect()
}

/// The name of a resource in the audience of a token (RFC 8707 §2: possibly an abstract identifier).
pub(crate) fn audience_name(app: &App, resource: &str) -> String {
    match app.policy().resource_indicator.audience {
        AudienceName::Resource => resource.to_owned(),
        AudienceName::Abstract => {
            let place = all(app).iter().position(|known| known == resource);
            place.map_or_else(|| resource.to_owned(), |place| format!("urn:example:resource:{}", place + 1))
        }
    }
}

/// Whether a client can learn about a token for these resources: any client that is not a resource server, and the
/// resource servers in its audience (RFC 7662 §4).
pub(crate) fn concerns(app: &App, resources: &[String], client_id: &str) -> bool {
    !is_server(app, client_id) || is_served_by(app, resources, client_id)
}

/// Whether the client is a resource server.
pub(crate) fn is_server(app: &App, client_id: &str) -> bool {
    app.config.resources.iter().any(|resource| resource.server.as_deref() == Some(client_id))
}

/// Whether a token for these resources is for one that the client serves.
pub(crate) fn is_served_by(app: &App, resources: &[String], client_id: &str) -> bool {
    let is_right = |resource: &Resource| resource.server.as_deref() == Some(client_id);
    app.config.resources.iter().any(|resource| is_right(resource) && resources.contains(&resource.uri))
}

fn all(app: &App) -> Vec<String> {
    let others = app.config.resources.iter().map(|Resource { uri, .. }| uri.clone());
    others.chain([app.url(Route::Profile)]).collect()
}

fn is_known(app: &App, resource: &str) -> bool {
    all(app).iter().any(|known| known == resource)
}
