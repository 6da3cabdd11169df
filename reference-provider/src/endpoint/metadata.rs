//! `/.well-known/…`: the provider metadata, the same for both specifications (OpenID Connect Discovery §4, RFC 8414
//! §3).

use http::{HeaderValue, StatusCode, header};

use super::metadata_document;
use super::unserved;
use crate::http::request::Request;
use crate::http::respond::{self, Response, preflight, readable_from_anywhere};
use crate::state::app::App;

/// Below the path of the issuer.
pub(crate) fn openid(app: &App, request: &Request) -> Response {
    document_if(app.policy().metadata.openid_in_place, app, request)
}

/// With a trailing slash, where no client looks.
pub(crate) fn openid_misplaced(app: &App, request: &Request) -> Response {
    document_if(!app.policy().metadata.openid_in_place, app, request)
}

/// Between the host and the path of the issuer.
pub(crate) fn oauth(app: &App, request: &Request) -> Response {
    document_if(app.policy().metadata.oauth_in_place, app, request)
}

/// Below the path of the issuer, or with a trailing slash: no client looks there.
pub(crate) fn oauth_misplaced(app: &App, request: &Request) -> Response {
    document_if(!app.policy().metadata.oauth_in_place, app, request)
}

pub(crate) fn options(_: &App, _: &Request) -> Response {
    preflight("GET")
}

fn document_if(is_here: bool, app: &App, request: &Request) -> Response {
    if !is_here {
        return unserved::not_found(app, request);
    }
    readable_from_anywhere(cached_for_a_minute(respond::json(StatusCode::OK, &metadata_document::document(app))))
}

/// It changes with the rules, and the keys with each rotation.
pub(super) fn cached_for_a_minute(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
    response
}
