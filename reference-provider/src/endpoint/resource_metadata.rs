//! `/.well-known/oauth-protected-resource/…`: the metadata of the profile (RFC 9728).

use http::StatusCode;
use serde_json::json;

use super::profile::PROFILE;
use super::unserved;
use crate::client::dpop::ALGORITHMS;
use crate::http::request::Request;
use crate::http::respond::{self, Response, preflight, readable_from_anywhere};
use crate::http::routes::Route;
use crate::jose::Algorithm;
use crate::policy::ResourceMetadata;
use crate::state::app::App;

pub(crate) fn show(app: &App, request: &Request) -> Response {
    if !app.policy().resource.metadata_served {
        return unserved::not_found(app, request);
    }
    let mut document = match app.policy().resource.metadata {
        ResourceMetadata::Usual => json!({
            "authorization_servers": [app.issuer()],
            "scopes_supported": [PROFILE.scope],
            "bearer_methods_supported": ["header"],
            "resource_name": "The profile of a user",
        }),
        ResourceMetadata::Required => json!({}),
    };
    if app.policy().dpop.served && app.policy().resource.metadata == ResourceMetadata::Usual {
        document["dpop_signing_alg_values_supported"] = ALGORITHMS.map(Algorithm::name).to_vec().into();
        document["dpop_bound_access_tokens_required"] = false.into();
    }
    if app.policy().resource.metadata_complete {
        document["resource"] = app.url(Route::Profile).into();
    }
    readable_from_anywhere(respond::json(StatusCode::OK, &document))
}

pub(crate) fn options(_: &App, _: &Request) -> Response {
    preflight("GET")
}
