//! What always-on checks examine: all exchanges of a case, with what is known about the parties.

use std::collections::BTreeMap;

use time::OffsetDateTime;
use url::Url;

use super::redirect_uris::registered;
use super::secrets::Secrets;
use crate::http::{SetCookie, locations, refresh};
use crate::model::deployment::Deployment;
use crate::model::exchange::{Cause, Exchange, Request, Response};
use crate::model::owner::{Owner, same_origin, same_place};
use crate::model::page::{Page, PageKind};
use crate::model::stopped_form::StoppedForm;
use crate::oauth::authorize::{is_localhost_twin, is_loopback_twin, is_redirect_to};

/// All exchanges of a case.
#[derive(Debug)]
pub struct Traffic<'a> {
    /// The parties.
    pub(super) deployment: &'a Deployment,
    /// The exchanges, of all actors.
    pub(super) log: &'a [Exchange],
    /// The pages among the responses, by the index of their exchange.
    pub(super) pages: &'a BTreeMap<usize, Page>,
    /// The forms, and redirects after them, that a content security policy kept browsers from sending.
    pub(super) stopped_forms: Vec<&'a StoppedForm>,
    /// The values that must not leak.
    pub(super) secrets: Secrets,
    /// By the clock of the scenario.
    pub(super) now: OffsetDateTime,
    /// The redirect URIs of the clients that the harness knows, and those registered in the browser.
    registered: Vec<Url>,
    /// The exchanges that have a response, and where each redirects to: every check iterates over them.
    seen: Vec<(AnsweredExchange<'a>, Vec<Url>)>,
}

/// One exchange that has a response.
#[derive(Clone, Copy, Debug)]
pub(super) struct AnsweredExchange<'a> {
    pub(super) index: usize,
    pub(super) exchange: &'a Exchange,
    pub(super) request: &'a Request,
    pub(super) response: &'a Response,
    /// The party that responded; `None` if the harness does not know.
    pub(super) party: Option<Party>,
}

/// The party under test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Party {
    Provider,
    Consumer,
}

impl<'a> Traffic<'a> {
    /// The exchanges of one case, prepared for the checks.
    pub fn of(
        deployment: &'a Deployment,
        log: &'a [Exchange],
        pages: &'a BTreeMap<usize, Page>,
        stopped_forms: impl IntoIterator<Item = &'a StoppedForm>,
        now: OffsetDateTime,
    ) -> Traffic<'a> {
        let stopped_forms = stopped_forms.into_iter().collect();
        let registered = registered(deployment, log);
        let secrets = Secrets::of(deployment, log, pages);
        let with_response = |(index, exchange): (usize, &'a Exchange)| {
            let response = exchange.response()?;
            let request = &exchange.request;
            let seen =
                AnsweredExchange { index, exchange, request, response, party: party_at(deployment, &request.url) };
            Some((seen, locations(response, &request.url)))
        };
        let seen = log.iter().enumerate().filter_map(with_response).collect();
        Traffic { deployment, log, pages, stopped_forms, secrets, now, registered, seen }
    }

    /// Every exchange that has a response.
    pub(super) fn seen(&self) -> impl Iterator<Item = AnsweredExchange<'a>> {
        self.seen.iter().map(|(seen, _)| *seen)
    }

    /// Where a response redirects to.
    pub(super) fn redirects_of(&self, seen: AnsweredExchange<'_>) -> &[Url] {
        let at = self.seen.binary_search_by_key(&seen.index, |(seen, _)| seen.index);
        at.map_or(&[], |at| &self.seen[at].1)
    }

    /// Those that a party responded to.
    pub(super) fn answered_by(&self, party: Party) -> impl Iterator<Item = AnsweredExchange<'a>> {
        self.seen().filter(move |seen| seen.party == Some(party))
    }

    /// The provider's pages on which a user logs in or decides.
    pub(super) fn interaction_pages(&self) -> impl Iterator<Item = (AnsweredExchange<'a>, &'a Page)> {
        let shown = self.answered_by(Party::Provider).filter_map(|seen| Some((seen, self.pages.get(&seen.index)?)));
        shown.filter(|(_, page)| {
            matches!(
                page.kind,
                PageKind::Login | PageKind::Identifier | PageKind::Password | PageKind::Consent | PageKind::OneTimeCode
            )
        })
    }

    /// Requests to the token endpoint (RFC 6749 §3.2).
    pub(super) fn token_calls(&self) -> impl Iterator<Item = AnsweredExchange<'a>> {
        let endpoint = self.deployment.provider.as_ref().map(|provider| &provider.token);
        self.seen().filter(move |seen| {
            seen.request.method == "POST" && endpoint.is_some_and(|endpoint| same_place(&seen.request.url, endpoint))
        })
    }

    /// Redirects of the provider to a client: its authorization responses (RFC 6749 §4.1.2).
    pub(super) fn authorization_responses(&self) -> impl Iterator<Item = (AnsweredExchange<'a>, Url)> {
        let answers = self.answered_by(Party::Provider);
        let redirects = answers.flat_map(|seen| self.redirects_of(seen).iter().map(move |to| (seen, to)));
        redirects.filter(|(_, to)| self.is_registered(to)).map(|(seen, to)| (seen, to.clone()))
    }

    /// An exchange and the redirects that follow it in the same browser.
    pub(super) fn chain(&self, from: usize) -> impl Iterator<Item = AnsweredExchange<'a>> {
        let actor = self.log.get(from).map(|exchange| exchange.actor.as_str());
        let of_actor =
            self.seen().filter(move |seen| seen.index >= from && Some(seen.exchange.actor.as_str()) == actor);
        of_actor.take_while(move |seen| seen.index == from || seen.exchange.cause == Cause::Redirect)
    }

    /// True if the browser ends, after an exchange and the redirects that follow it, on a response that greets a user: a page,
    /// or JSON; or if the home page does when it is opened next. A user who was greeted before the exchange was not signed in
    /// by it: a callback may be rejected with a page with status 200, or with a redirect to the home page.
    pub(super) fn signs_in(&self, from: usize) -> bool {
        let Some(last) = self.chain(from).last().filter(|last| last.party == Some(Party::Consumer)) else {
            return false;
        };
        let of_actor = |seen: &AnsweredExchange<'a>| seen.exchange.actor == last.exchange.actor;
        let is_home = |seen: &AnsweredExchange<'a>| {
            let home = self.deployment.consumer.as_ref().map(|consumer| &consumer.home);
            home.is_some_and(|home| same_place(home, &seen.request.url))
        };
        let before = self.answered_by(Party::Consumer).filter(|seen| seen.index < from).filter(of_actor);
        let before = before.filter(|seen| is_home(seen) || self.greets(*seen)).last();
        let later = self.seen().filter(|seen| seen.index > last.index).filter(of_actor).find(is_home);
        let after = Some(last).filter(|last| self.greets(*last)).or(later);
        let greeted_before = before.map(|seen| self.greeted_by(seen)).unwrap_or_default();
        after.is_some_and(|seen| self.greets(seen) && self.greeted_by(seen) != greeted_before)
    }

    pub(super) fn greets(&self, seen: AnsweredExchange<'_>) -> bool {
        !self.greeted_by(seen).is_empty()
    }

    /// The names of the users that a response shows.
    fn greeted_by(&self, seen: AnsweredExchange<'_>) -> Vec<&'a str> {
        let text = self.pages.get(&seen.index).map_or(&seen.response.body, |page| &page.text);
        let users = self.deployment.users.iter();
        let shown = users.filter(|(_, user)| !user.shows.is_empty() && text.contains(&user.shows));
        shown.map(|(name, _)| name.as_str()).collect()
    }

    /// The cookies that a response sets or clears, as browsers parse them.
    pub(super) fn cookies_of(&self, seen: AnsweredExchange<'a>) -> impl Iterator<Item = SetCookie> + use<'a> {
        SetCookie::all_of(seen.response, self.now)
    }

    /// Every URL to which a response sends the browser automatically: by a header, the page, or a form in it.
    pub(super) fn leads_to(&self, seen: AnsweredExchange<'_>) -> Vec<Url> {
        let refresh = seen.response.header("refresh").and_then(|header| refresh(header, &seen.request.url));
        let page = self.pages.get(&seen.index);
        let form = page.filter(|page| page.kind == PageKind::FormRelay);
        let form = form.and_then(|page| Some(page.forms.get(page.main_form?)?.action.clone()));
        let by_page = page.and_then(|page| page.moves_to.clone());
        self.redirects_of(seen)
            .iter()
            .cloned()
            .chain(refresh.map(|refresh| refresh.to))
            .chain(by_page)
            .chain(form)
            .collect()
    }

    /// The party that a URL belongs to.
    pub(super) fn party_at(&self, url: &Url) -> Option<Party> {
        party_at(self.deployment, url)
    }

    /// True for the redirect URI of a client, with or without response parameters, and at any port of the user's own
    /// machine.
    pub(super) fn is_registered(&self, url: &Url) -> bool {
        self.registered.iter().any(|registered| {
            is_redirect_to(url, registered) || is_loopback_twin(url, registered) || is_localhost_twin(url, registered)
        })
    }

    /// True for an origin that belongs neither to the parties nor to their clients.
    pub(super) fn is_outside(&self, url: &Url) -> bool {
        self.party_at(url).is_none() && !self.registered.iter().any(|registered| same_origin(registered, url))
    }
}

fn party_at(deployment: &Deployment, url: &Url) -> Option<Party> {
    match deployment.owner_of(url) {
        Owner::Provider => Some(Party::Provider),
        Owner::Consumer => Some(Party::Consumer),
        Owner::Other(_) | Owner::External => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::model::deployment::{ConsumerUrls, OtherSecrets, ProviderUrls};
    use crate::model::sign_in::SignIn;
    use crate::model::target::RequestDefaults;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    /// Both parties on one host, and the token endpoint on another.
    fn deployment() -> Deployment {
        let provider = ProviderUrls::at(
            url("https://one.test/"),
            url("https://one.test/authorize"),
            url("https://back.test/token"),
        );
        let consumer = ConsumerUrls {
            base: url("https://one.test/app/"),
            also_at: Vec::new(),
            home: url("https://one.test/app/"),
            sign_in: url("https://one.test/app/login"),
            callback: url("https://one.test/app/callback"),
            log_out: None,
        };
        let (clients, users) = (BTreeMap::new(), BTreeMap::new());
        Deployment {
            provider: Some(provider),
            consumer: Some(consumer),
            clients,
            users,
            others: BTreeMap::new(),
            scope: String::new(),
            request_defaults: RequestDefaults::default(),
            other_secrets: OtherSecrets::default(),
            sign_in: SignIn::default(),
        }
    }

    #[test]
    fn parties_are_distinguished_by_their_urls() {
        let (deployment, pages) = (deployment(), BTreeMap::new());
        let traffic = Traffic::of(&deployment, &[], &pages, [], OffsetDateTime::UNIX_EPOCH);
        for (place, party) in [
            ("https://one.test/login", Some(Party::Provider)),
            ("https://back.test/token", Some(Party::Provider)),
            ("https://one.test/app/callback?code=1", Some(Party::Consumer)),
            ("https://two.test/", None),
        ] {
            assert_eq!(traffic.party_at(&url(place)), party, "{place}");
        }
        assert!(traffic.is_registered(&url("https://one.test/app/callback?code=1")));
        assert!(traffic.is_outside(&url("https://two.test/")));
    }

    #[test]
    fn a_registration_counts_where_it_is_confirmed() {
        let answered = |status| {
            let body = r#"{"redirect_uris":["https://evil.test/cb"]}"#.to_owned();
            let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
            let request = Request::new("POST", url("https://one.test/register"));
            let outcome = Ok(Response { status, headers, body });
            Exchange { actor: "client".to_owned(), cause: Cause::Call, request, outcome, took: Duration::ZERO }
        };
        let (deployment, pages) = (deployment(), BTreeMap::new());
        for (status, is_registered) in [(201, true), (400, false)] {
            let log = [answered(status)];
            let traffic = Traffic::of(&deployment, &log, &pages, [], OffsetDateTime::UNIX_EPOCH);
            assert_eq!(traffic.is_registered(&url("https://evil.test/cb")), is_registered, "{status}");
        }
    }
}
