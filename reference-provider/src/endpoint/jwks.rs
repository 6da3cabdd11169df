//! `/o/.well-known/jwks.json`: the public keys that verify tokens (RFC 7517 §5, OpenID Connect Core §10.1).

use http::StatusCode;

use super::metadata::cached_for_a_minute;
use crate::http::request::Request;
use crate::http::respond::{self, Response, preflight, readable_from_anywhere};
use crate::state::app::App;

pub(crate) fn show(app: &App, _: &Request) -> Response {
    let set = app.keys.key_set(&app.policy().key_set);
    readable_from_anywhere(cached_for_a_minute(respond::json(StatusCode::OK, &set)))
}

pub(crate) fn options(_: &App, _: &Request) -> Response {
    preflight("GET")
}
