//! `pages`: which kinds of pages were shown during the step.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::http::form_of;
use crate::model::deployment::Deployment;
use crate::model::exchange::{Exchange, Request};
use crate::model::owner::same_place;
use crate::model::page::PageKind;
use crate::model::verdict::Mismatch;
use crate::step::{Evidence, Observation};
use crate::{Check, CheckKind, read, schema};

pub(super) const KIND: CheckKind = CheckKind {
    name: "pages",
    summary: "The kinds of pages during the step: those that were shown (`has`) and those that were not (`lacks`). \
              `login` is any page that asks for a user name, a password or both.",
    read: read::<Pages>,
    schema: schema::<Pages>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Pages {
    #[serde(default)]
    has: Vec<PageKind>,
    #[serde(default)]
    lacks: Vec<PageKind>,
    /// Under `lacks`, pages count that the client itself requests with `prompt` or `max_age`.
    #[serde(default)]
    even_if_requested: bool,
}

impl Check for Pages {
    fn judge(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let log = evidence.exchanges.get(seen.exchanges.clone()).unwrap_or_default();
        let requests = requests(log, evidence.deployment);
        let passed = |wanted: &&PageKind| seen.pages.iter().any(|page| page.is(**wanted));
        let unasked =
            |wanted: &&PageKind| passed(wanted) && (self.even_if_requested || !is_asked_for(**wanted, &requests));
        let missing = self.has.iter().filter(|kind| !passed(kind)).map(|kind| format!("a {} page", kind.name()));
        let excess = self.lacks.iter().filter(unasked).map(|kind| format!("no {} page", kind.name()));
        let expected: Vec<String> = missing.chain(excess).collect();
        if expected.is_empty() {
            return Ok(());
        }
        let passed: Vec<&str> = seen.pages.iter().map(|kind| kind.name()).collect();
        let is_excess_alone = expected.iter().all(|expected| expected.starts_with("no "));
        let may_be_asked_for = !self.even_if_requested && evidence.deployment.consumer.is_some();
        if is_excess_alone && may_be_asked_for && is_asked_out_of_sight(&requests) {
            return Err(Mismatch::unjudged(
                "an authorization request that shows whether such a page was requested",
                "the consumer has pushed it, and the browser sends nothing but its `request_uri` (RFC 9126 §4)",
            ));
        }
        let passed = if passed.is_empty() { "none".to_owned() } else { passed.join(", ") };
        Err(Mismatch::new(expected.join(", "), format!("these pages: {passed}; then {}", seen.end.describe())))
    }
}

/// The client itself requested such a page, with `prompt` or `max_age` (OpenID Connect Core §3.1.2.1).
fn is_asked_for(kind: PageKind, requests: &[&Request]) -> bool {
    requests.iter().any(|request| {
        let query = request.url.query_pairs().into_owned();
        query.chain(form_of(request)).any(|(name, value)| match (kind, name.as_str()) {
            (PageKind::Login, "prompt") => value.split(' ').any(|prompt| prompt == "login"),
            (PageKind::Login, "max_age") => value == "0",
            (PageKind::Consent, "prompt") => value.split(' ').any(|prompt| prompt == "consent"),
            _ => false,
        })
    })
}

/// The consumer has pushed its request (RFC 9126 §4), and the browser sends nothing but a reference to it.
fn is_asked_out_of_sight(requests: &[&Request]) -> bool {
    requests.iter().any(|request| request.url.query_pairs().any(|(name, _)| name == "request_uri"))
}

/// The authorization requests during the step.
fn requests<'e>(log: &'e [Exchange], deployment: &Deployment) -> Vec<&'e Request> {
    let Some(provider) = &deployment.provider else { return Vec::new() };
    let requests = log.iter().map(|exchange| &exchange.request);
    requests.filter(|request| same_place(&request.url, &provider.authorization)).collect()
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    fn request(query: &str) -> Request {
        Request::new("GET", Url::parse(&format!("https://op.test/authorize?{query}")).expect("a URL"))
    }

    #[test]
    fn a_reference_to_a_pushed_request_hides_what_the_consumer_requested() {
        let is_hidden = |query: &str| is_asked_out_of_sight(&[&request("client_id=web"), &request(query)]);
        assert!(is_hidden("client_id=web&request_uri=urn:ietf:params:oauth:request_uri:6esc"));
        assert!(!is_hidden("client_id=web&prompt=login") && !is_hidden("state=request_uri"));
        assert!(!is_asked_out_of_sight(&[]), "no request was sent");
    }

    #[test]
    fn a_page_that_the_client_requested_is_known_by_its_parameters() {
        let asks = |kind: PageKind, query: &str| is_asked_for(kind, &[&request(query)]);
        assert!(asks(PageKind::Login, "prompt=consent%20login") && asks(PageKind::Login, "max_age=0"));
        assert!(!asks(PageKind::Login, "prompt=consent") && !asks(PageKind::Login, "max_age=600"));
        assert!(asks(PageKind::Consent, "prompt=consent") && !asks(PageKind::Consent, "prompt=login&max_age=0"));
        let mut posted = request("");
        posted.headers.push(("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()));
        posted.body = "prompt=login".to_owned();
        assert!(is_asked_for(PageKind::Login, &[&posted]));
    }
}
