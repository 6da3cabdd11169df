//! Evidence in a step's exchanges that explains why something ordinary failed: it takes precedence over guesses.

use std::ops::Range;

use url::Url;

use super::evidence::Evidence;
use super::observation::Observation;
use crate::browser::SetCookieOutcome;
use crate::http;
use crate::model::destination::Destination;
use crate::model::exchange::{Cause, Exchange};
use crate::model::owner::Owner;
use crate::model::quoted;
use crate::model::status::is_about_the_server;
use crate::oauth::authorize::Response;

/// What to do about a server that responds with 429 to any request.
pub(super) const THROTTLES: &str = "it throttles: allow more requests in the configuration for tests, or set a slower \
                                    pace in the target file (`limits: { requests-per-second: … }`)";

/// What to do about a server that is busy or has failed, by its status; `None` if the status is about the request.
pub fn of_busy(status: u16) -> Option<&'static str> {
    is_about_the_server(status).then_some(match status {
        429 => THROTTLES,
        501 => "the server reports that it does not implement the request",
        503 => {
            "it is overloaded or not ready: try again, if necessary with `limits: { at-once: 1 }` in the target file"
        }
        _ => "the server itself failed: check its log",
    })
}

/// A cookie that one of these exchanges set and that the browser rejected, or that overwrote another site's.
pub(super) fn lost_cookie(evidence: &Evidence<'_>, exchanges: Range<usize>) -> Option<String> {
    let log = evidence.exchanges.get(exchanges)?;
    let mut troubles =
        evidence.cookie_troubles.iter().filter(|receipt| log.iter().any(|seen| seen.request.url == receipt.from));
    troubles.find_map(|receipt| {
        let (name, origin) = (&receipt.name, receipt.from.origin().ascii_serialization());
        match &receipt.outcome {
            SetCookieOutcome::Refused { why } => Some(format!(
                "the browser rejected the cookie `{name}` of {origin} ({why}), so the site does not recognize it"
            )),
            SetCookieOutcome::Clashed { with } => Some(format!(
                "the cookie `{name}` of {origin} overwrote the one of {with}: give the two sites different host names"
            )),
            SetCookieOutcome::Stored | SetCookieOutcome::Deleted => None,
        }
    })
}

/// The last error in a URL that one of these exchanges requested or was redirected to.
pub(super) fn said_in_a_url(evidence: &Evidence<'_>, exchanges: Range<usize>) -> Option<String> {
    let log = evidence.exchanges.get(exchanges)?;
    let urls = log.iter().rev().flat_map(|seen| redirected_to(seen).into_iter().chain([seen.request.url.clone()]));
    urls.into_iter().find_map(|url| {
        let response = Response::from_url(&url);
        let error = response.get("error").filter(|error| !error.is_empty())?;
        Some(said(error, response.get("error_description").unwrap_or_default()))
    })
}

/// An error in the peer's own words, with what to check if those are known.
pub(super) fn said(error: &str, description: &str) -> String {
    let described =
        if description.is_empty() { String::new() } else { format!(": {}", quoted::at_most(160, description)) };
    let words = format!("{error} {description}").to_lowercase();
    let look = if words.contains("challenge") || words.contains("pkce") {
        "does the client send a code challenge (PKCE), or does the provider permit requests without one?"
    } else if words.contains("redirect_uri") || words.contains("redirect uri") {
        "is the redirect URI registered at the provider exactly as it is sent?"
    } else if words.contains("scope") {
        "may the client request this scope?"
    } else if words.contains("client") {
        "does the provider know the client, and permit what it requests here?"
    } else {
        return format!("a URL on the way contained the error `{error}`{described}");
    };
    format!("a URL on the way contained the error `{error}`{described}; {look}")
}

/// A host that belongs to no party and to which the provider redirects browsers on its own, before any response to a client: it
/// may host its login page.
pub(super) fn unowned_host(evidence: &Evidence<'_>, seen: &Observation, to: &Destination) -> Option<String> {
    let answer = Response::delivered(to);
    let is_answer = ["code", "error", "access_token", "id_token"].iter().any(|name| answer.get(name).is_some());
    let authority = Some(&to[url::Position::BeforeHost..url::Position::AfterPort]);
    let authority = authority.filter(|host| !host.is_empty() && matches!(to.scheme(), "http" | "https"))?;
    let named = |text: &str| percent_decoded(text).contains(authority);
    // The target of a redirect is the party's choice; a URL that was opened, submitted or called is the scenario's.
    let mut asked = evidence.exchanges.iter().filter(|exchange| exchange.cause != Cause::Redirect);
    let was_asked_for =
        asked.any(|Exchange { request, .. }| named(&request.url[url::Position::AfterPath..]) || named(&request.body));
    let log = evidence.exchanges.get(seen.exchanges.clone())?;
    if is_answer || was_asked_for || evidence.is_a_clients(to) || evidence.deployment.owner_of(to) != Owner::External {
        return None;
    }
    let origin = to.origin().ascii_serialization();
    let who = match log.last().map(|last| evidence.deployment.owner_of(&last.request.url)) {
        Some(Owner::Consumer) => "consumer",
        _ => "provider",
    };
    Some(format!(
        "is {origin} the {who}'s, with its login or an API? Then say so in the target file: `{who}: {{ also-at: \
         [\"{origin}\"] }}`"
    ))
}

fn redirected_to(exchange: &Exchange) -> Option<Url> {
    let response = exchange.response().filter(|response| response.is_redirect())?;
    http::sent_by_header(response, &exchange.request.url)?.ok()
}

/// Decoded twice: a URL may be in the parameter of a URL in a parameter.
fn percent_decoded(text: &str) -> String {
    let once = |text: &str| {
        let with_name = format!("x={}", text.replace('&', "%26"));
        form_urlencoded::parse(with_name.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    once(&once(text))
}
