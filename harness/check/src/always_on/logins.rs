//! Where a user logs in: from the first credential to the proof that it was accepted. Shared by the checks about sessions.

use serde_json::Value;

use super::traffic::{AnsweredExchange, Party, Traffic};
use crate::http::{form_of, request_cookies};
use crate::model::exchange::{Cause, Request};
use crate::model::owner::{is_redirection_endpoint, same_place};
use crate::model::page::{Page, PageKind};
use crate::oauth::authorize::{Response, delivered_code};

/// A login of a browser at one of the parties.
pub(super) struct Login<'a> {
    pub(super) party: Party,
    /// The request that sends the password to the provider, or the code to the consumer.
    pub(super) at: AnsweredExchange<'a>,
    /// The cookies that the browser had before the login: name and value.
    pub(super) request_cookies: Vec<(&'a str, &'a str)>,
    /// The party's responses, from the first credential to the proof of the login.
    pub(super) answers: Vec<AnsweredExchange<'a>>,
}

/// Every login that is proven to have succeeded.
pub(super) fn logins<'a>(traffic: &Traffic<'a>) -> Vec<Login<'a>> {
    traffic.seen().filter_map(|seen| at_provider(traffic, seen).or_else(|| at_consumer(traffic, seen))).collect()
}

/// A user's own password was sent, in a form or in JSON, and what follows proves that it was accepted. A page that is not
/// recognized proves nothing: it may be an error page.
fn at_provider<'a>(traffic: &Traffic<'a>, at: AnsweredExchange<'a>) -> Option<Login<'a>> {
    let is_sent = at.exchange.cause != Cause::Call
        && at.party == Some(Party::Provider)
        && at.request.method == "POST"
        && at.response.status < 400
        && sends_password(traffic, at.request);
    if !is_sent {
        return None;
    }
    let last = traffic.chain(at.index).last()?;
    let is_refusal =
        |page: &Page| page.status >= 400 || page.kind.asks_for_credentials() || matches!(page.kind, PageKind::Error);
    let has_code = traffic.chain(at.index).any(|hop| delivers_code(traffic, hop));
    if !has_code && traffic.pages.get(&last.index).is_some_and(is_refusal) {
        return None;
    }
    // What follows in the same browser, until the password is sent again.
    let of_browser = |seen: &AnsweredExchange<'a>| seen.exchange.actor == at.exchange.actor;
    let later = traffic.seen().filter(|seen| seen.index >= at.index).filter(of_browser);
    let mut later = later.take_while(|seen| seen.index == at.index || !sends_password(traffic, seen.request));
    // A redirect alone is not a proof: it may lead to an error page that is not recognized as one.
    let proof = later.find(|seen| proves(traffic, *seen))?.index;
    // A user who was already logged in gets a code without this login.
    let was_logged_in =
        || traffic.seen().any(|seen| seen.index < at.index && of_browser(&seen) && proves(traffic, seen));
    if proof > last.index && was_logged_in() {
        return None;
    }
    let before = traffic.seen().filter(|seen| seen.index < at.index && seen.party == at.party).filter(of_browser);
    let before = before.filter(|seen| seen.request.method == "POST").last();
    // If the user name is asked for first, it is the first credential.
    let first = before.filter(|seen| sends_name(traffic, seen.request)).unwrap_or(at);
    let end = proof.max(last.index);
    let answers = traffic.seen().filter(|seen| (first.index..=end).contains(&seen.index) && seen.party == at.party);
    let answers = answers.filter(of_browser).collect();
    Some(Login { party: Party::Provider, at, request_cookies: request_cookies(first.request), answers })
}

/// A code was delivered, and the browser ends on a page that greets a user.
fn at_consumer<'a>(traffic: &Traffic<'a>, at: AnsweredExchange<'a>) -> Option<Login<'a>> {
    let callback = traffic.deployment.consumer.as_ref().map(|consumer| &consumer.callback);
    let is_login = at.party == Some(Party::Consumer)
        && at.response.status < 400
        && delivered_code(at.request).is_some()
        && callback.is_some_and(|callback| is_redirection_endpoint(&at.request.url, callback))
        && traffic.signs_in(at.index);
    is_login.then(|| {
        let answers = traffic.chain(at.index).filter(|answer| answer.party == at.party).collect();
        Login { party: Party::Consumer, at, request_cookies: request_cookies(at.request), answers }
    })
}

/// Only a logged-in user is redirected with a code, asked for consent, greeted, or offered a logout.
fn proves(traffic: &Traffic<'_>, seen: AnsweredExchange<'_>) -> bool {
    let page = || traffic.pages.get(&seen.index);
    let asks_consent = || page().is_some_and(|page| page.kind == PageKind::Consent);
    let offers_logout = || page().is_some_and(|page| leads_to_logout(traffic, page));
    seen.party == Some(Party::Provider)
        && seen.exchange.cause != Cause::Call
        && (delivers_code(traffic, seen) || asks_consent() || traffic.greets(seen) || offers_logout())
}

fn leads_to_logout(traffic: &Traffic<'_>, page: &Page) -> bool {
    let log_out = traffic.deployment.provider.as_ref().and_then(|provider| provider.log_out.as_ref());
    let mut ways = page.links.iter().map(|link| &link.url).chain(page.forms.iter().map(|form| &form.action));
    log_out.is_some_and(|log_out| ways.any(|way| same_place(way, log_out)))
}

fn sends_name(traffic: &Traffic<'_>, request: &Request) -> bool {
    let form = form_of(request);
    let sends = |name: &str| !name.is_empty() && form.iter().any(|(_, value)| value == name);
    traffic.deployment.users.values().any(|user| sends(&user.name))
}

fn sends_password(traffic: &Traffic<'_>, request: &Request) -> bool {
    let json = if request.media_type().ends_with("json") { serde_json::from_str(&request.body).ok() } else { None };
    let form = form_of(request);
    let sends = |password: &str| {
        form.iter().any(|(_, value)| value == password)
            || json.as_ref().is_some_and(|json| contains_text(json, password))
    };
    traffic.deployment.users.values().any(|user| !user.password.is_empty() && sends(&user.password))
}

/// A string anywhere in JSON.
fn contains_text(json: &Value, text: &str) -> bool {
    match json {
        Value::String(value) => value == text,
        Value::Array(items) => items.iter().any(|item| contains_text(item, text)),
        Value::Object(members) => members.values().any(|member| contains_text(member, text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn delivers_code(traffic: &Traffic<'_>, seen: AnsweredExchange<'_>) -> bool {
    let mut responses = traffic.authorization_responses().filter(|(response, _)| response.index == seen.index);
    responses.any(|(_, to)| Response::from_url(&to).get("code").is_some())
}
