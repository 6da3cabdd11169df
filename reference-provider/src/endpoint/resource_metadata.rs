//! `/.well-known/oauth-protected-resource/…`: what a client has to know of the profile (RFC 9728).

use http::StatusCode;
use serde_json::json;

use super::profile::PROFILE;
use super::unserved;
use crate::client::dpop::ALGORITHMS;
use crate::http::request::Request;
use crate::http::respond::{self, Response, preflight, readable_from_anywhere};
use crate::http::routes::Route;
use crate::jose::Algorithm;
use crate::state::app::App;

pub(crate) fn show(app: &App, request: &Request) -> Response {
    if !app.policy().resource.metadata_served {
        return unserved::not_found(app, request);
    }
    let mut document = json!({
        "authorization_servers": [app.issuer()],
        "scopes_supported": [PROFILE.scope],
        "bearer_methods_supported": ["header"],
        "dpop_signing_alg_values_supported": ALGORITHMS.map(Algorithm::name),
        "dpop_bound_access_tokens_required": false,
        "resource_name": "The profile of a user",
    });
    if app.policy().resource.metadata_complete {
        document["resource"] = app.url(Route::Profile).into();
    }
    readable_from_anywhere(respond::json(StatusCode::OK, &document))
}

pub(crate) fn options(_: &App, _: &Request) -> Response {
    preflight("GET")
}
