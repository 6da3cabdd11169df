//! Requests of the management API and their responses, both in JSON.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use super::call::{ManagementRequest, ManagementResponse};
use super::control::Management;
use super::problem::Problem;
use crate::base::clock::unix_seconds;
use crate::base::mistake::Mistake;
use crate::config::{ClientRegistration, Override, User};
use crate::dispatch::journal::JournalEntry;
use crate::faults;
use crate::policy::PolicyPatch;
use crate::variants;

pub(super) fn health(management: &Management, _: &ManagementRequest<'_>) -> Result<ManagementResponse, Problem> {
    ManagementResponse::ok(&management.health())
}

pub(super) fn faults(_: &Management, _: &ManagementRequest<'_>) -> Result<ManagementResponse, Problem> {
    let row = |fault: &faults::Fault| json!({ "name": fault.name, "breaks": fault.breaks, "sentence": fault.sentence });
    ManagementResponse::ok(&json!({ "faults": faults::all().map(row).collect::<Vec<_>>() }))
}

pub(super) fn variants(_: &Management, _: &ManagementRequest<'_>) -> Result<ManagementResponse, Problem> {
    let row = |variant: &variants::Variant| {
        let (name, sentence) = (variant.name, variant.sentence);
        json!({ "name": name, "permitted-by": variant.permitted_by, "level": variant.level.word(), "sentence": sentence })
    };
    ManagementResponse::ok(&json!({ "variants": variants::all().map(row).collect::<Vec<_>>() }))
}

pub(super) fn overrides(management: &Management, _: &ManagementRequest<'_>) -> Result<ManagementResponse, Problem> {
    ManagementResponse::ok(&json!({ "overrides": management.overrides() }))
}

pub(super) fn put_override(
    management: &Management,
    call: &ManagementRequest<'_>,
) -> Result<ManagementResponse, Problem> {
    management.put_override(call.segment.as_str(), call.json::<Override>()?)?;
    overrides(management, call)
}

pub(super) fn remove_override(
    management: &Management,
    call: &ManagementRequest<'_>,
) -> Result<ManagementResponse, Problem> {
    let names = management.overrides().into_keys();
    if management.remove_override(&call.segment) {
        overrides(management, call)
    } else {
        Err(Problem::unknown("override", &call.segment).expecting(names))
    }
}

pub(super) fn clear_overrides(
    management: &Management,
    _: &ManagementRequest<'_>,
) -> Result<ManagementResponse, Problem> {
    management.clear_overrides();
    ManagementResponse::nothing()
}

pub(super) fn policy(management: &Management, call: &ManagementRequest<'_>) -> Result<ManagementResponse, Problem> {
    ManagementResponse::ok(&call.issuer(management)?.policy())
}

pub(super) fn patch_policy(
    management: &Management,
    call: &ManagementRequest<'_>,
) -> Result<ManagementResponse, Problem> {
    let issuer = call.issuer(management)?;
    ManagementResponse::ok(&issuer.patch_policy(&PolicyPatch::new(call.json()?)?))
}

pub(super) fn clock(management: &Management, _: &ManagementRequest<'_>) -> Result<ManagementResponse, Problem> {
    ManagementResponse::ok(&json!({ "time": unix_seconds(management.now()) }))
}

/// One of the two ways to move the clock.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Move {
    advance: Option<u64>,
    time: Option<u64>,
}

pub(super) fn move_clock(management: &Management, call: &ManagementRequest<'_>) -> Result<ManagementResponse, Problem> {
    let clock = management.clock();
    let moment = |seconds| UNIX_EPOCH.checked_add(Duration::from_secs(seconds));
    let is_moved = match call.json()? {
        Move { advance: Some(seconds), time: None } => clock.advance(Duration::from_secs(seconds)),
        Move { advance: None, time: Some(seconds) } => moment(seconds).is_some_and(|to: SystemTime| clock.set(to)),
        Move { .. } => {
            let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "expected either `advance` or `time`");
            return Err(problem.expecting(["advance", "time"]));
        }
    };
    if is_moved {
        self::clock(management, call)
    } else {
        Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "the time is out of range"))
    }
}

pub(super) fn journal(management: &Management, call: &ManagementRequest<'_>) -> Result<ManagementResponse, Problem> {
    let issuer = call.query.contains("issuer").then(|| call.issuer(management)).transpose()?;
    let after = call.query.get("after").map_or(Ok(0), str::parse::<u64>).map_err(|_| {
        Problem::new(StatusCode::BAD_REQUEST, "`after` must be the number of an entry").expecting(["a whole number"])
    })?;
    let client = call.query.get("client");
    let endpoint = call.query.get("endpoint").map(|name| Mistake::read(name.into())).transpose()?;
    let is_asked_for = |entry: &JournalEntry| {
        entry.number > after
            && issuer.as_ref().is_none_or(|issuer| issuer.name() == entry.issuer)
            && client.is_none_or(|client| entry.client_id.as_deref() == Some(client))
            && endpoint.is_none_or(|endpoint| entry.endpoint == Some(endpoint))
    };
    let entries: Vec<JournalEntry> = management.journal().into_iter().filter(is_asked_for).collect();
    ManagementResponse::ok(&json!({ "entries": entries }))
}

pub(super) fn clear_journal(management: &Management, _: &ManagementRequest<'_>) -> Result<ManagementResponse, Problem> {
    management.clear_journal();
    ManagementResponse::nothing()
}

pub(super) fn users(management: &Management, call: &ManagementRequest<'_>) -> Result<ManagementResponse, Problem> {
    ManagementResponse::ok(&json!({ "users": call.issuer(management)?.users() }))
}

pub(super) fn put_user(management: &Management, call: &ManagementRequest<'_>) -> Result<ManagementResponse, Problem> {
    let (issuer, user) = (call.issuer(management)?, call.json::<User>()?);
    ManagementResponse::put(issuer.put_user(user.clone())?, &user)
}

pub(super) fn remove_user(
    management: &Management,
    call: &ManagementRequest<'_>,
) -> Result<ManagementResponse, Problem> {
    let issuer = call.issuer(management)?;
    let known = issuer.users().into_iter().map(|user| user.username);
    if issuer.remove_user(&call.segment) {
        ManagementResponse::nothing()
    } else {
        Err(Problem::unknown("user", &call.segment).expecting(known))
    }
}

pub(super) fn clients(management: &Management, call: &ManagementRequest<'_>) -> Result<ManagementResponse, Problem> {
    ManagementResponse::ok(&json!({ "clients": call.issuer(management)?.clients() }))
}

pub(super) fn put_client(management: &Management, call: &ManagementRequest<'_>) -> Result<ManagementResponse, Problem> {
    let (issuer, client) = (call.issuer(management)?, call.json::<ClientRegistration>()?);
    ManagementResponse::put(issuer.put_client(&client)?, &client)
}

pub(super) fn remove_client(
    management: &Management,
    call: &ManagementRequest<'_>,
) -> Result<ManagementResponse, Problem> {
    let issuer = call.issuer(management)?;
    let known = issuer.clients().into_iter().map(|client| client.client_id);
    if issuer.remove_client(&call.segment) {
        ManagementResponse::nothing()
    } else {
        Err(Problem::unknown("client", &call.segment).expecting(known))
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Rotation {
    retire: bool,
}

pub(super) fn rotate_keys(
    management: &Management,
    call: &ManagementRequest<'_>,
) -> Result<ManagementResponse, Problem> {
    let issuer = call.issuer(management)?;
    let Rotation { retire } = if call.body.is_empty() { Rotation::default() } else { call.json()? };
    issuer.rotate_keys();
    if retire {
        issuer.retire_keys();
    }
    ManagementResponse::nothing()
}

pub(super) fn reset(management: &Management, _: &ManagementRequest<'_>) -> Result<ManagementResponse, Problem> {
    management.reset();
    ManagementResponse::nothing()
}
