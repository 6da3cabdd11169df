//! The routing of management requests.

use std::collections::BTreeSet;

use bytes::Bytes;
use http::StatusCode;
use http::request::Parts;
use reference_rules::similar::similar;

use super::call::{ManagementRequest, ManagementResponse};
use super::control::Management;
use super::guard;
use super::problem::Problem;
use super::table::{TABLE, matches};
use crate::http::params::{Params, form_decode};
use crate::http::respond::{self, Response};

/// Handles one request.
pub(super) fn answer(management: &Management, head: &Parts, body: &Bytes) -> Response {
    let result = guard::check(head).and_then(|()| route(management, head, body));
    match result {
        Ok(ManagementResponse(StatusCode::NO_CONTENT, _)) => respond::empty(StatusCode::NO_CONTENT),
        Ok(ManagementResponse(status, value)) => respond::json(status, &value),
        Err(problem) => problem.respond(),
    }
}

fn route(management: &Management, head: &Parts, body: &Bytes) -> Result<ManagementResponse, Problem> {
    let path = head.uri.path();
    let here: Vec<_> = TABLE.iter().filter_map(|row| Some((row, matches(row.path, path)?))).collect();
    if here.is_empty() {
        let paths: BTreeSet<&str> = TABLE.iter().map(|row| row.path).collect();
        return Err(Problem::unknown("address", path).meaning(similar(path, paths.into_iter())));
    }
    let Some((row, segment)) = here.iter().find(|(row, _)| row.method == head.method) else {
        let methods = here.iter().map(|(row, _)| row.method.as_str());
        let message = format!("the method {} is not supported here", head.method);
        return Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, &message).expecting(methods));
    };
    let malformed = |_| Problem::new(StatusCode::BAD_REQUEST, "the path is not percent-encoded UTF-8");
    let query = Params::parse(head.uri.query().unwrap_or_default().as_bytes()).map_err(malformed)?;
    // In a path, `+` is not a space.
    let segment = form_decode(segment.replace('+', "%2B").as_bytes()).map_err(malformed)?;
    (row.answer)(management, &ManagementRequest { query, body, segment })
}
