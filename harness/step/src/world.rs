//! What the steps of one case share: the deployment, the actors, what was seen and saved so far.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use url::Url;

use super::functions::{self, Sources};
use super::inbox_server::Inbox;
use super::learnt::Learnt;
use super::now::Now;
use super::obstacle::Obstacle;
use super::registered::client_of;
use super::scopes;
use super::text::Text;
use crate::browser::{Browser, Jar, Receipt, Stops, Transport};
use crate::model::deployment::{Client, ConsumerUrls, Deployment, ProviderUrls};
use crate::model::exchange::{Cause, Exchange, Request, Response};
use crate::model::levers::{Levers, NoLevers};
use crate::model::page::Page;
use crate::model::sign_in::PageHints;
use crate::model::target::User;
use crate::oauth::authorize::is_redirect_to;
use crate::oauth::random::Random;
use crate::syntax::template::{self, Variables};

/// The actor of a step that does not name one.
pub const DEFAULT_ACTOR: &str = "alice";
/// The client that the harness plays when a step does not name one.
pub const DEFAULT_CLIENT: &str = "web";
/// The role of the client that asks about tokens, where the target has one for it.
pub(super) const ASKER: &str = "asker";

/// The state of one case.
pub struct World {
    /// The deployment under test.
    pub deployment: Arc<Deployment>,
    /// Every exchange so far, of all actors.
    pub log: Vec<Exchange>,
    /// What `${…}` may speak of.
    pub variables: Variables,
    /// The pages that saved steps ended on, by the name they were saved under.
    pub pages: BTreeMap<String, Page>,
    /// Where states and verifiers come from.
    pub random: Random,
    /// The time by which tokens are judged.
    pub now: Now,
    /// What can be moved about the target.
    pub levers: Arc<dyn Levers>,
    /// How long a step may wait where the target has its own time.
    pub longest_wait: Duration,
    /// Whether the client and the browsers come back later where they are told to. An attacker who guesses does not.
    pub patient: bool,
    /// The one-time codes that were typed, by user.
    pub typed_codes: Vec<(String, String)>,
    /// The consumer's home page has shown a user, so that it is known to show who is signed in.
    pub(crate) has_shown_a_user: bool,
    pub(super) learnt: Learnt,
    hints: Arc<PageHints>,
    inboxes: BTreeMap<String, Inbox>,
    transport: Transport,
    browsers: BTreeMap<String, Browser>,
    /// The redirection endpoint that the browser of an actor is under way to, for a client that the harness plays.
    asked: BTreeMap<String, Url>,
}

impl World {
    /// A world in which nothing has happened.
    pub fn new(deployment: Arc<Deployment>, transport: Transport, random: Random, now: Now) -> World {
        let drawn = Arc::new(Mutex::new(random.branch("functions")));
        let mut variables = functions::variables(&Sources { random: drawn, now: now.clone() });
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
        let (log, pages, browsers) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        let (levers, longest_wait) = (Arc::new(NoLevers), Duration::ZERO);
        let (hints, typed_codes) = (Arc::new(deployment.sign_in.hints.clone()), Vec::new());
        let mut world = World {
            deployment,
            log,
            variables,
            pages,
            random,
            now,
            levers,
            longest_wait,
            patient: true,
            typed_codes,
            has_shown_a_user: false,
            learnt: Learnt::default(),
            hints,
            inboxes: BTreeMap::new(),
            transport,
            browsers,
            asked: BTreeMap::new(),
        };
        world.show_clients();
        world
    }

    /// The provider's places.
    pub fn provider(&self) -> Result<ProviderUrls, Obstacle> {
        self.deployment.provider.clone().ok_or_else(|| missing("party", "provider", []))
    }

    /// The consumer's places.
    pub fn consumer(&self) -> Result<ConsumerUrls, Obstacle> {
        self.deployment.consumer.clone().ok_or_else(|| missing("party", "consumer", []))
    }

    /// A client that the harness plays: a role of the target file, or one that the story registered and saved.
    pub fn client(&self, role: &str) -> Result<Client, Obstacle> {
        let clients = &self.deployment.clients;
        let role = if role == ASKER && !clients.contains_key(ASKER) { DEFAULT_CLIENT } else { role };
        if let Some(client) = self.deployment.client(role) {
            return Ok(client.clone());
        }
        self.variables
            .get(role)
            .and_then(client_of)
            .ok_or_else(|| missing("client", role, self.deployment.clients.keys()))
    }

    /// A user of the target file.
    pub fn user(&self, name: &str) -> Result<User, Obstacle> {
        let users = &self.deployment.users;
        users.get(name).cloned().ok_or_else(|| missing("user", name, users.keys()))
    }

    /// The user whom a step names, or else the one who is called like the actor.
    pub fn user_of(&self, actor: &str, named: Option<&Text>) -> Result<User, Obstacle> {
        match named {
            Some(name) => self.user(&self.text(name)?),
            None => self.user(actor),
        }
    }

    /// Works out a text of the scenario.
    pub fn text(&self, text: &Text) -> Result<String, Obstacle> {
        template::render_text(&text.0, &self.variables).map_err(|error| Obstacle::Value(error.message))
    }

    /// Works out every text inside a JSON value of the scenario.
    pub fn value(&self, value: &serde_json::Value) -> Result<serde_json::Value, Obstacle> {
        use serde_json::Value;
        Ok(match value {
            Value::String(text) => {
                template::render(text, &self.variables).map_err(|error| Obstacle::Value(error.message))?
            }
            Value::Array(items) => Value::Array(items.iter().map(|item| self.value(item)).collect::<Result<_, _>>()?),
            Value::Object(members) => {
                let members = members.iter().map(|(name, value)| Ok((name.clone(), self.value(value)?)));
                Value::Object(members.collect::<Result<_, Obstacle>>()?)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        })
    }

    /// The page on which a saved step ended, or else the one where the actor's browser is.
    pub fn page_of(&mut self, actor: &str, saved: Option<&str>) -> Result<Page, Obstacle> {
        if let Some(name) = saved {
            let missing = || Obstacle::Story(format!("no step saved as `{name}` ended on a page"));
            return self.pages.get(name).cloned().ok_or_else(missing);
        }
        let nowhere = || Obstacle::Story(format!("the browser of `{actor}` is not on a page"));
        self.browser(actor).page().cloned().ok_or_else(nowhere)
    }

    /// The cookies of an actor who has been somewhere.
    pub fn jar_of(&self, actor: &str) -> Result<&Jar, Obstacle> {
        let unknown = || Obstacle::Story(format!("`{actor}` has not been anywhere yet"));
        self.browsers.get(actor).map(Browser::jar).ok_or_else(unknown)
    }

    /// The code that a user's authenticator shows now, if the user has one.
    pub fn one_time_code(&mut self, user: &User) -> Option<String> {
        let code = user.totp_secret.as_ref()?.code_at(self.now.seconds());
        self.typed_codes.push((user.name.clone(), code.clone()));
        Some(code)
    }

    /// What every browser of the case was given in cookies and did not keep, or kept in the place of another party's.
    pub fn cookie_troubles(&self) -> impl Iterator<Item = &Receipt> {
        self.browsers.values().flat_map(Browser::cookie_troubles)
    }

    /// The actor's browser; it comes into being when it is first spoken of.
    pub fn browser(&mut self, actor: &str) -> &mut Browser {
        self.browser_and_log(actor).0
    }

    /// The actor's browser and the log that it writes to.
    pub fn browser_and_log(&mut self, actor: &str) -> (&mut Browser, &mut Vec<Exchange>) {
        // Where the clocks of the target can be moved, nobody waits for them.
        let waits = self.patient && !self.levers.advance(Duration::ZERO);
        let patience = if waits { self.longest_wait } else { Duration::ZERO };
        let transport = || self.transport.clone().patient(patience);
        let new = || Browser::new(actor, transport()).with_hints(Arc::clone(&self.hints));
        let browser = self.browsers.entry(actor.to_owned()).or_insert_with(new);
        (browser, &mut self.log)
    }

    /// Where no browser goes: everything that is nobody's who takes part, and the redirection endpoints of the clients that
    /// the harness plays, whatever leads there. The consumer's own is none of these unless it is `redirect_uri`.
    pub fn stops(&self, redirect_uri: Option<&Url>) -> Stops {
        let consumer = self.deployment.consumer.as_ref().map(|consumer| &consumer.callback);
        let is_the_consumers = |uri: &Url| consumer.is_some_and(|callback| is_redirect_to(uri, callback));
        let ours = self.clients_uris().into_iter().filter(|uri| !is_the_consumers(uri));
        Stops::outside(self.deployment.sites().cloned()).and_at(ours).and_at(redirect_uri.cloned())
    }

    /// The same for one browser: what the harness has asked for in it as a client does not go to the consumer, whose client
    /// it may be.
    pub(crate) fn stops_of(&self, actor: &str, redirect_uri: Option<&Url>) -> Stops {
        self.stops(redirect_uri).and_at(self.asked.get(actor).cloned())
    }

    /// Notes where the answer to an authorization request goes that an actor's browser is under way with; `None`: it is the
    /// consumer's own affair.
    pub(crate) fn asks_for(&mut self, actor: &str, redirect_uri: Option<&Url>) {
        match redirect_uri {
            Some(uri) => drop(self.asked.insert(actor.to_owned(), uri.clone())),
            None => drop(self.asked.remove(actor)),
        }
    }

    /// True for the redirection endpoint of any client: those of the target file, the consumer's, and those that the story
    /// registered.
    pub fn is_a_clients(&self, url: &Url) -> bool {
        let consumer = self.deployment.consumer.iter().map(|consumer| consumer.callback.clone());
        consumer.chain(self.clients_uris()).any(|uri| is_redirect_to(url, &uri))
    }

    fn clients_uris(&self) -> Vec<Url> {
        let saved = self.variables.iter().filter(|(name, _)| functions::named(name).is_none());
        let registered = saved.filter_map(|(_, value)| client_of(value));
        let clients = self.deployment.clients.values().cloned().chain(registered);
        clients.filter_map(|client| Url::parse(&client.redirect_uri).ok()).collect()
    }

    /// Opens an inbox. From here on it is one of the sites that take part, so that browsers may be sent there.
    pub(super) fn open_inbox(&mut self, name: &str, inbox: Inbox) {
        Arc::make_mut(&mut self.deployment).others.insert(name.to_owned(), inbox.url().clone());
        self.inboxes.insert(name.to_owned(), inbox);
    }

    /// The inbox that was kept under this name.
    pub(super) fn inbox(&mut self, name: &str) -> Option<&mut Inbox> {
        self.inboxes.get_mut(name)
    }

    /// What all requests of the case go through.
    pub fn transport(&self) -> &Transport {
        &self.transport
    }

    /// Goes into a fragment: nothing that was saved is seen there, only its parameters. Returns what [`World::leave`]
    /// needs.
    pub fn enter(&mut self, parameters: minijinja::Value) -> (Variables, BTreeMap<String, Page>) {
        const ALWAYS: [&str; 6] = ["clients", "consumer", "others", "provider", "scopes", "users"];
        let mut inside = self.variables.clone();
        inside.retain(|name, _| ALWAYS.contains(&name.as_str()) || functions::named(name).is_some());
        inside.insert("with".to_owned(), parameters);
        (std::mem::replace(&mut self.variables, inside), std::mem::take(&mut self.pages))
    }

    /// Comes out of a fragment again, with the page that it saved last.
    pub fn leave(&mut self, outside: (Variables, BTreeMap<String, Page>)) -> Option<Page> {
        self.variables = outside.0;
        self.show_clients();
        let inside = std::mem::replace(&mut self.pages, outside.1);
        inside.into_values().next_back()
    }

    /// One call of the client that the harness plays: no cookies, nothing followed.
    pub async fn call(&mut self, actor: &str, request: Request) -> Result<Response, Obstacle> {
        let (outcome, took) = self.transport.send_timed(&request).await;
        let actor = actor.to_owned();
        if let Ok(response) = &outcome {
            self.learnt.note(self.deployment.provider.as_ref(), &request, response);
            self.show_clients();
        }
        self.log.push(Exchange { actor, cause: Cause::Call, request, outcome: outcome.clone(), took });
        Ok(outcome?)
    }

    /// Lets `${clients.…}` show the clients as they are now: with `parts`, their redirection URI taken apart, and for whom
    /// they sign.
    pub(super) fn show_clients(&mut self) {
        let own = self.deployment.client("own").map(|client| ("own", client));
        let clients = self.deployment.clients.iter().map(|(role, client)| (role.as_str(), client)).chain(own);
        let clients = clients.map(|(role, client)| {
            let mut value = json!(client);
            value["parts"] = json!(client.parts());
            value["assertion_audience"] = json!(self.assertion_audience(client).ok());
            (role, value)
        });
        let clients = template::value_of(&clients.collect::<BTreeMap<_, _>>());
        self.variables.insert("clients".to_owned(), clients);
    }
}

fn missing<'a>(what: &'static str, name: &str, known: impl IntoIterator<Item = &'a String>) -> Obstacle {
    Obstacle::NotInTarget { what, name: name.to_owned(), known: known.into_iter().cloned().collect() }
}
