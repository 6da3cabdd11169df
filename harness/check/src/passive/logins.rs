//! Where a user logs in: from the first credential to the proof that it was taken. Shared by the checks about sessions.

use serde_json::Value;

use super::evidence::{Evidence, Party, Seen, code_brought, same_place};
use crate::http::{brought_by, form_of};
use crate::model::exchange::{Cause, Request};
use crate::model::page::{Page, PageKind};
use crate::oauth::authorize::Response;

/// A login of a browser at one of the parties.
pub(super) struct Login<'a> {
    pub(super) party: Party,
    /// The request that brings the password to the provider, or the code to the consumer.
    pub(super) at: Seen<'a>,
    /// The cookies that the browser had before: name and value.
    pub(super) brought: Vec<(&'a str, &'a str)>,
    /// What the party answered, from the first credential to the proof of the login.
    pub(super) answers: Vec<Seen<'a>>,
}

/// Every login that is proven to be one.
pub(super) fn logins<'a>(evidence: &Evidence<'a>) -> Vec<Login<'a>> {
    evidence.seen().filter_map(|seen| at_provider(evidence, seen).or_else(|| at_consumer(evidence, seen))).collect()
}

/// A user's own password was sent, in a form or in JSON, and what comes of it shows that it was taken. A page that nobody
/// understands shows nothing: it may be a refusal.
fn at_provider<'a>(evidence: &Evidence<'a>, at: Seen<'a>) -> Option<Login<'a>> {
    let is_sent = at.exchange.cause != Cause::Call
        && at.party == Some(Party::Provider)
        && at.request.method == "POST"
        && at.response.status < 400
        && sends_password(evidence, at.request);
    if !is_sent {
        return None;
    }
    let last = evidence.chain(at.index).last()?;
    let is_refusal = |page: &Page| page.status >= 400 || page.kind.asks_who() || matches!(page.kind, PageKind::Error);
    let has_code = evidence.chain(at.index).any(|hop| brings_code(evidence, hop));
    if !has_code && evidence.pages.get(&last.index).is_some_and(is_refusal) {
        return None;
    }
    // What follows in the same browser, until the password is sent again.
    let of_browser = |seen: &Seen<'a>| seen.exchange.actor == at.exchange.actor;
    let later = evidence.seen().filter(|seen| seen.index >= at.index).filter(of_browser);
    let mut later = later.take_while(|seen| seen.index == at.index || !sends_password(evidence, seen.request));
    // A refusal shows the form again, or says no at once: who is redirected, and to neither, has been let in.
    let is_sent_on = at.response.is_redirect() && last.index > at.index && last.response.status < 400;
    let proof = later.find(|seen| proves(evidence, *seen)).map(|seen| seen.index);
    let proof = proof.or(is_sent_on.then_some(last.index))?;
    // Who was logged in before gets a code without this login.
    let was_logged_in =
        || evidence.seen().any(|seen| seen.index < at.index && of_browser(&seen) && proves(evidence, seen));
    if proof > last.index && was_logged_in() {
        return None;
    }
    let before = evidence.seen().filter(|seen| seen.index < at.index && seen.party == at.party).filter(of_browser);
    let before = before.filter(|seen| seen.request.method == "POST").last();
    // Where the name is asked for first, it is the first credential.
    let first = before.filter(|seen| sends_name(evidence, seen.request)).unwrap_or(at);
    let end = proof.max(last.index);
    let answers = evidence.seen().filter(|seen| (first.index..=end).contains(&seen.index) && seen.party == at.party);
    let answers = answers.filter(of_browser).collect();
    Some(Login { party: Party::Provider, at, brought: brought_by(first.request), answers })
}

/// A code came back, and the browser ends on something that greets a user.
fn at_consumer<'a>(evidence: &Evidence<'a>, at: Seen<'a>) -> Option<Login<'a>> {
    let callback = evidence.deployment.consumer.as_ref().map(|consumer| &consumer.callback);
    let is_login = at.party == Some(Party::Consumer)
        && at.response.status < 400
        && code_brought(at.request).is_some()
        && callback.is_some_and(|callback| same_place(&at.request.url, callback))
        && evidence.ends_signed_in(at.index);
    is_login.then(|| {
        let answers = evidence.chain(at.index).filter(|answer| answer.party == at.party).collect();
        Login { party: Party::Consumer, at, brought: brought_by(at.request), answers }
    })
}

/// Only who is logged in is sent on with a code, asked for consent, or greeted.
fn proves(evidence: &Evidence<'_>, seen: Seen<'_>) -> bool {
    let asks_consent = || evidence.pages.get(&seen.index).is_some_and(|page| page.kind == PageKind::Consent);
    seen.party == Some(Party::Provider)
        && seen.exchange.cause != Cause::Call
        && (brings_code(evidence, seen) || asks_consent() || evidence.greets(seen))
}

fn sends_name(evidence: &Evidence<'_>, request: &Request) -> bool {
    let form = form_of(request);
    let sends = |name: &str| !name.is_empty() && form.iter().any(|(_, value)| value == name);
    evidence.deployment.users.values().any(|user| sends(&user.name))
}

fn sends_password(evidence: &Evidence<'_>, request: &Request) -> bool {
    let json = if request.media_type().ends_with("json") { serde_json::from_str(&request.body).ok() } else { None };
    let form = form_of(request);
    let sends = |password: &str| {
        form.iter().any(|(_, value)| value == password) || json.as_ref().is_some_and(|json| holds(json, password))
    };
    evidence.deployment.users.values().any(|user| !user.password.is_empty() && sends(&user.password))
}

/// A text anywhere in JSON.
fn holds(json: &Value, text: &str) -> bool {
    match json {
        Value::String(value) => value == text,
        Value::Array(items) => items.iter().any(|item| holds(item, text)),
        Value::Object(members) => members.values().any(|member| holds(member, text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn brings_code(evidence: &Evidence<'_>, seen: Seen<'_>) -> bool {
    let mut responses = evidence.authorization_responses().filter(|(response, _)| response.index == seen.index);
    responses.any(|(_, to)| Response::from_url(&to).get("code").is_some())
}
