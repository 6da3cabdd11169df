//! The table of the management API: one row for each path and method.

use http::Method;
use serde_json::json;

use super::answers::{
    clear_journal, clear_overrides, clients, clock, faults, health, journal, move_clock, overrides, patch_policy,
    policy, put_client, put_override, put_user, remove_client, remove_override, remove_user, reset, rotate_keys, users,
    variants,
};
use super::call::{ManagementRequest, ManagementResponse, RouteHandler};
use super::control::Management;
use super::problem::Problem;

/// A path, a method and a function. In a path, `{}` is one segment, which the function gets.
pub(super) struct Row {
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) about: &'static str,
    pub(super) answer: RouteHandler,
}

macro_rules! rows {
    ($($method:ident $path:literal $about:literal $answer:ident,)*) => {
        &[$(Row { method: Method::$method, path: $path, about: $about, answer: $answer },)*]
    };
}

#[rustfmt::skip]
pub(super) const TABLE: &[Row] = rows! {
    GET "/" "this table" index,
    GET "/health" "the state of the provider" health,
    GET "/faults" "all faults and the requirements that they break" faults,
    GET "/variants" "all variants and the sections that permit them" variants,
    GET "/overrides" "the active overrides" overrides,
    DELETE "/overrides" "removes all overrides" clear_overrides,
    PUT "/overrides/{}" "sets an override" put_override,
    DELETE "/overrides/{}" "removes an override" remove_override,
    GET "/policy" "the rules of ?issuer=" policy,
    PATCH "/policy" "changes rules for ?issuer=; null resets to the strict default" patch_policy,
    GET "/clock" "the time" clock,
    POST "/clock" "moves the clock: {\"advance\": SECONDS} or {\"time\": UNIX_SECONDS}" move_clock,
    GET "/journal" "the latest requests; ?issuer=, ?client=, ?endpoint=, ?after=NUMBER" journal,
    DELETE "/journal" "removes all entries" clear_journal,
    GET "/users" "the users of ?issuer=" users,
    POST "/users" "adds or replaces a user, with the keys of the configuration" put_user,
    DELETE "/users/{}" "removes a user" remove_user,
    GET "/clients" "the clients of ?issuer=" clients,
    POST "/clients" "adds or replaces a client, with the keys of the configuration" put_client,
    DELETE "/clients/{}" "removes a client" remove_client,
    POST "/keys" "new signing keys for ?issuer=; {\"retire\": true} stops publishing the old ones" rotate_keys,
    POST "/reset" "resets everything to the configuration" reset,
};

fn index(_: &Management, _: &ManagementRequest<'_>) -> Result<ManagementResponse, Problem> {
    let rows = TABLE.iter().map(|row| json!({ "method": row.method.as_str(), "path": row.path, "about": row.about }));
    ManagementResponse::ok(&json!({ "addresses": rows.collect::<Vec<_>>() }))
}

/// The segment of `path` at the `{}` of `pattern`, if it matches; empty if there is none.
pub(super) fn matches<'p>(pattern: &str, path: &'p str) -> Option<&'p str> {
    match pattern.strip_suffix("{}") {
        Some(before) => path.strip_prefix(before).filter(|segment| !segment.is_empty() && !segment.contains('/')),
        None => (pattern == path).then_some(""),
    }
}
