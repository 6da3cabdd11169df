//! What the steps of one case share: the deployment, the actors, the exchanges and the saved values.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use url::Url;

use super::client_knowledge::ClientKnowledge;
use super::clients;
use super::evidence::Evidence;
use super::functions::{self, Sources};
use super::inbox_server::Inbox;
use super::scopes;
use super::step_error::StepError;
use super::text::Text;
use super::time_source::TimeSource;
use crate::browser::{Browser, Jar, SetCookieResult, StopUrls, Transport};
use crate::model::deployment::{Client, ConsumerUrls, Deployment, LOGOUT, ProviderUrls};
use crate::model::exchange::{Cause, Exchange, Request, Response};
use crate::model::owner::{Owner, is_redirection_endpoint};
use crate::model::page::Page;
use crate::model::stopped_form::StoppedForm;
use crate::model::target::User;
use crate::model::target_controls::{NoControls, TargetControls};
use crate::oauth::authorize::is_redirect_to;
use crate::oauth::random::Random;
use crate::syntax::template;

mod actors;
mod clock;
mod scope;

use actors::Actors;
pub use clock::Clock;
pub use scope::Scope;

/// The state of one case.
pub struct World {
    /// The deployment under test.
    pub deployment: Arc<Deployment>,
    /// Every exchange so far, of all actors.
    pub log: Vec<Exchange>,
    /// The variables of `${…}`.
    pub scope: Scope,
    /// The time.
    pub clock: Clock,
    /// The source of states and verifiers.
    pub(crate) random: Random,
    /// The controls of the target.
    pub(crate) controls: Arc<dyn TargetControls>,
    /// What the client that the harness plays knows about the provider by now.
    pub(crate) knowledge: ClientKnowledge,
    actors: Actors,
    inboxes: BTreeMap<String, Inbox>,
    /// The one-time codes that were entered, by user.
    typed_codes: Vec<(String, String)>,
    /// The observation of each step.
    results: Vec<serde_json::Value>,
    /// The consumer's home page has shown a user: it is known to show who is signed in.
    home_has_shown_a_user: bool,
}

impl World {
    /// A world without any exchange.
    pub fn new(deployment: Arc<Deployment>, transport: Transport, random: Random, now: TimeSource) -> World {
        let drawn = Arc::new(Mutex::new(random.branch("functions")));
        let knowledge = ClientKnowledge::default();
        let sources = Sources { random: drawn, now: now.clone(), nonces: knowledge.nonces.clone() };
        let mut variables = functions::variables(&sources);
        variables.extend([
            ("scopes".to_owned(), template::value_of(&scopes::variable(&deployment))),
            ("users".to_owned(), template::value_of(&deployment.users)),
            ("others".to_owned(), template::value_of(&deployment.others)),
        ]);
        if let Some(provider) = &deployment.provider {
            variables.insert("provider".to_owned(), template::value_of(provider));
        }
        if let Some(consumer) = &deployment.consumer {
            variables.insert("consumer".to_owned(), template::value_of(consumer));
        }
        let actors = Actors::new(transport, deployment.sign_in.hints.clone());
        let mut world = World {
            deployment,
            log: Vec::new(),
            scope: Scope::new(variables),
            clock: Clock::new(now),
            random,
            controls: Arc::new(NoControls),
            knowledge,
            actors,
            inboxes: BTreeMap::new(),
            typed_codes: Vec::new(),
            results: Vec::new(),
            home_has_shown_a_user: false,
        };
        world.show_clients();
        world
    }

    /// With the controls of the target, and how long a step may wait if its clocks cannot be moved.
    #[must_use]
    pub fn with_controls(mut self, controls: Arc<dyn TargetControls>, longest_wait: Duration) -> World {
        self.clock.connect(Arc::clone(&controls), longest_wait);
        self.controls = controls;
        self
    }

    /// The evidence, as of now.
    pub fn evidence(&self) -> Evidence<'_> {
        Evidence {
            deployment: &self.deployment,
            exchanges: &self.log,
            variables: self.scope.variables(),
            now: &self.clock.now,
            cookie_troubles: self.cookie_troubles().collect(),
            home_has_shown_a_user: self.home_has_shown_a_user,
        }
    }

    /// The provider's URLs.
    pub fn provider(&self) -> Result<ProviderUrls, StepError> {
        self.deployment.provider.clone().ok_or_else(|| StepError::missing("party", "provider", []))
    }

    /// The consumer's URLs.
    pub fn consumer(&self) -> Result<ConsumerUrls, StepError> {
        self.deployment.consumer.clone().ok_or_else(|| StepError::missing("party", "consumer", []))
    }

    /// A client that the harness plays: a role of the target file, or one that the scenario registered and saved.
    pub fn client(&self, role: &str) -> Result<Client, StepError> {
        clients::client(&self.deployment, self.scope.variables(), role)
    }

    /// The user that a step names, or the one with the name of the actor.
    pub fn user_of(&self, actor: &str, named: Option<&Text>) -> Result<User, StepError> {
        self.evidence().user_of(actor, named)
    }

    /// Evaluates a text of the scenario.
    pub fn text(&self, text: &Text) -> Result<String, StepError> {
        self.scope.text(text)
    }

    /// Evaluates every text inside a JSON value of the scenario.
    pub fn value(&self, value: &serde_json::Value) -> Result<serde_json::Value, StepError> {
        self.scope.value(value)
    }

    /// The page on which a saved step ended, or else the current page of the actor's browser.
    pub(crate) fn page_of(&mut self, actor: &str, saved: Option<&str>) -> Result<Page, StepError> {
        if let Some(name) = saved {
            let missing = || StepError::Scenario(format!("no step saved as `{name}` ended on a page"));
            return self.scope.page(name).cloned().ok_or_else(missing);
        }
        let nowhere = || StepError::Scenario(format!("the browser of `{actor}` is not on a page"));
        self.browser(actor).page().cloned().ok_or_else(nowhere)
    }

    /// The cookies of an actor that has a browser.
    pub(crate) fn jar_of(&self, actor: &str) -> Result<&Jar, StepError> {
        self.actors.jar_of(actor)
    }

    /// The code that a user's authenticator shows now, if the user has one.
    pub(crate) fn one_time_code(&mut self, user: &User) -> Option<String> {
        let code = user.totp_secret.as_ref()?.code_at(self.clock.now.seconds());
        self.typed_codes.push((user.name.clone(), code.clone()));
        Some(code)
    }

    /// The one-time codes that were entered, by user.
    pub fn typed_codes(&self) -> &[(String, String)] {
        &self.typed_codes
    }

    /// Records the observation of a step: the journal of a reference is not among the exchanges, but contains secrets too.
    pub fn note_result(&mut self, result: serde_json::Value) {
        self.results.push(result);
    }

    /// The observation of each step, in order.
    pub fn results(&self) -> &[serde_json::Value] {
        &self.results
    }

    /// Records the users that the consumer's home page shows.
    pub(crate) fn note_shown(&mut self, users: usize) {
        self.home_has_shown_a_user |= users > 0;
    }

    /// All cookies that browsers of the case received and rejected, or that overwrote another party's.
    pub fn cookie_troubles(&self) -> impl Iterator<Item = &SetCookieResult> {
        self.actors.cookie_troubles()
    }

    /// The forms, and redirects after them, that content security policies kept the browsers of the case from sending.
    pub fn stopped_forms(&self) -> impl Iterator<Item = &StoppedForm> {
        self.actors.stopped_forms()
    }

    /// Every page that a browser of the case displayed, as parsed by it, by the index of its exchange.
    pub fn take_shown(&mut self) -> BTreeMap<usize, Arc<Page>> {
        self.actors.take_shown()
    }

    /// The actor's browser; it is created on first use.
    pub fn browser(&mut self, actor: &str) -> &mut Browser {
        self.browser_and_log(actor).0
    }

    /// The actor's browser and the log that it writes to.
    pub fn browser_and_log(&mut self, actor: &str) -> (&mut Browser, &mut Vec<Exchange>) {
        // If the clocks of the target can be moved, no real time passes.
        let patience = if self.clock.can_be_moved() { Duration::ZERO } else { self.clock.patience() };
        (self.actors.browser(actor, patience), &mut self.log)
    }

    /// What no browser fetches: everything outside the participating sites, and the redirect URIs of the clients that the
    /// harness plays, whatever leads there. The consumer's own is not one of these unless it is `redirect_uri`.
    pub fn stops(&self, redirect_uri: Option<&Url>) -> StopUrls {
        let consumer = self.deployment.consumer.as_ref().map(|consumer| &consumer.callback);
        let is_the_consumers = |uri: &Url| consumer.is_some_and(|callback| is_redirect_to(uri, callback));
        let ours = clients::redirect_uris(&self.deployment, self.scope.variables());
        let ours = ours.into_iter().filter(|uri| !is_the_consumers(uri));
        StopUrls::outside(self.deployment.sites().cloned())
            .but_not_at(consumer.cloned())
            .and_at(ours)
            .and_at(redirect_uri.cloned())
    }

    /// The same for one browser: the response to a request that the harness sent in it as a client is not delivered to the
    /// consumer, even if the client is the consumer's.
    pub(crate) fn stops_of(&self, actor: &str, redirect_uri: Option<&Url>) -> StopUrls {
        self.stops(redirect_uri).and_at(self.actors.awaited(actor).cloned())
    }

    /// Records where the response to the authorization request in an actor's browser is delivered; `None`: to the consumer.
    pub(crate) fn asks_for(&mut self, actor: &str, redirect_uri: Option<&Url>) {
        self.actors.awaits(actor, redirect_uri);
    }

    /// True for the redirect URI of any client: those of the target file, the consumer's, and those that the scenario
    /// registered.
    pub(crate) fn is_a_clients(&self, url: &Url) -> bool {
        clients::is_redirect_uri(&self.deployment, self.scope.variables(), url)
    }

    /// True for the consumer's redirection endpoint, if `redirect_uri` is it: a native app may use any port.
    pub(crate) fn is_the_consumers(&self, url: &Url, redirect_uri: &Url) -> bool {
        let callback = self.deployment.consumer.as_ref().map(|consumer| &consumer.callback);
        callback == Some(redirect_uri) && is_redirection_endpoint(url, redirect_uri)
    }

    /// Opens an inbox. From here on it is one of the participating sites, so that browsers may be sent there.
    pub(crate) fn open_inbox(&mut self, name: &str, inbox: Inbox) {
        Arc::make_mut(&mut self.deployment).others.insert(name.to_owned(), inbox.url().clone());
        self.inboxes.insert(name.to_owned(), inbox);
    }

    /// The inbox that was saved under this name.
    pub(crate) fn inbox(&mut self, name: &str) -> Option<&mut Inbox> {
        self.inboxes.get_mut(name)
    }

    /// The transport of all requests of the case.
    pub fn transport(&self) -> &Transport {
        &self.actors.transport
    }

    /// Enters a fragment: it sees no saved values, only its parameters. Returns what [`World::leave`] needs.
    pub fn enter(&mut self, parameters: minijinja::Value) -> Scope {
        self.scope.enter(parameters)
    }

    /// Leaves a fragment, with the page that it saved last.
    pub fn leave(&mut self, outside: Scope) -> Option<Page> {
        self.scope.leave(outside)
    }

    /// One request of the client that the harness plays: no cookies, no redirects.
    pub async fn call(&mut self, actor: &str, request: Request) -> Result<Response, StepError> {
        let named_by_a_peer = self.deployment.owner_of(&request.url) == Owner::External;
        let transport = &self.actors.transport;
        let (outcome, took) = if named_by_a_peer {
            transport.outside().send_timed(&request).await
        } else {
            transport.send_timed(&request).await
        };
        let actor = actor.to_owned();
        let provider = self.deployment.provider.as_ref();
        if outcome.as_ref().is_ok_and(|response| self.knowledge.note(provider, &request, response)) {
            self.show_clients();
        }
        self.log.push(Exchange { actor, cause: Cause::Call, request, outcome: outcome.clone(), took });
        Ok(outcome?)
    }

    /// Updates `${clients.…}` to the current clients: with `parts`, their redirect URI taken apart, and the audience of their
    /// assertions, which may change.
    pub(crate) fn show_clients(&mut self) {
        let provider = self.deployment.provider.as_ref();
        let played = ["own", LOGOUT].into_iter().filter_map(|role| Some((role, self.deployment.client(role)?)));
        let clients = self.deployment.clients.iter().map(|(role, client)| (role.as_str(), client)).chain(played);
        let clients = clients.map(|(role, client)| {
            let mut value = json!(client);
            value["parts"] = json!(client.parts());
            value["post_logout_redirect_uri"] = json!(client.post_logout_redirect_uris.first());
            value["assertion_audience"] =
                json!(provider.map(|provider| self.knowledge.assertion_audience(provider, client)));
            (role, value)
        });
        let clients = template::value_of(&clients.collect::<BTreeMap<_, _>>());
        self.scope.set("clients", clients);
    }
}
