//! What the management answers to: one row for each address and method.

use http::Method;
use serde_json::json;

use super::answers::{
    clear_journal, clear_overrides, clients, clock, faults, health, journal, move_clock, overrides, patch_policy,
    policy, put_client, put_override, put_user, remove_client, remove_override, remove_user, reset, rotate_keys, users,
    variants,
};
use super::call::{Answer, Call, Reply};
use super::control::Management;
use super::problem::Problem;

/// An address and what is done there. In a path, `{}` stands for one segment, which is given to the answer.
pub(super) struct Row {
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) about: &'static str,
    pub(super) answer: Answer,
}

macro_rules! rows {
    ($($method:ident $path:literal $about:literal $answer:ident,)*) => {
        &[$(Row { method: Method::$method, path: $path, about: $about, answer: $answer },)*]
    };
}

#[rustfmt::skip]
pub(super) const TABLE: &[Row] = rows! {
    GET "/" "what there is to ask for" index,
    GET "/health" "how the provider is" health,
    GET "/faults" "every fault, and the requirement it breaks" faults,
    GET "/variants" "every variant, and the sentence that permits it" variants,
    GET "/overrides" "the overrides in force" overrides,
    DELETE "/overrides" "no overrides any more" clear_overrides,
    PUT "/overrides/{}" "an override of this name" put_override,
    DELETE "/overrides/{}" "no override of this name any more" remove_override,
    GET "/policy" "the rules of ?issuer=" policy,
    PATCH "/policy" "other rules for ?issuer=; null: the strict ones" patch_policy,
    GET "/clock" "the time" clock,
    POST "/clock" "another time: {\"advance\": SECONDS} or {\"time\": UNIX_SECONDS}" move_clock,
    GET "/journal" "the requests seen; ?issuer=, ?client=, ?endpoint=, ?after=NUMBER" journal,
    DELETE "/journal" "forgets them" clear_journal,
    GET "/users" "who can log in at ?issuer=" users,
    POST "/users" "a user, in the words of the configuration" put_user,
    DELETE "/users/{}" "no user of this name any more" remove_user,
    GET "/clients" "who can ask ?issuer= for tokens" clients,
    POST "/clients" "a client, in the words of the configuration" put_client,
    DELETE "/clients/{}" "no client of this identifier any more" remove_client,
    POST "/keys" "new keys for ?issuer=; {\"retire\": true}: the old ones are published no longer" rotate_keys,
    POST "/reset" "everything as it was configured" reset,
};

fn index(_: &Management, _: &Call<'_>) -> Result<Reply, Problem> {
    let rows = TABLE.iter().map(|row| json!({ "method": row.method.as_str(), "path": row.path, "about": row.about }));
    Reply::ok(&json!({ "addresses": rows.collect::<Vec<_>>() }))
}

/// The segment that `path` has in the place of the `{}` of `pattern`, if it is of this form; empty if there is none.
pub(super) fn matches<'p>(pattern: &str, path: &'p str) -> Option<&'p str> {
    match pattern.strip_suffix("{}") {
        Some(before) => path.strip_prefix(before).filter(|segment| !segment.is_empty() && !segment.contains('/')),
        None => (pattern == path).then_some(""),
    }
}
