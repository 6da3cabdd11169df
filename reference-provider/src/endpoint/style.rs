//! `/static/style.css`: the style sheet.

use http::{HeaderValue, header};

use crate::http::body::Body;
use crate::http::request::Request;
use crate::http::respond::Response;
use crate::state::app::App;

const STYLE: &str = include_str!("../../static/style.css");

pub(crate) fn show(_: &App, _: &Request) -> Response {
    let mut response = Response::new(Body::from(STYLE));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    response
}
