//! What the steps of one case share: the deployment, the actors, what was seen and saved so far.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use url::Url;

use super::functions::{self, Sources};
use super::inbox_server::Inbox;
use super::now::Now;
use super::obstacle::Obstacle;
use super::text::Text;
use crate::browser::{Browser, Jar, Receipt, Stops, Transport};
use crate::model::deployment::{Client, ConsumerUrls, Deployment, ProviderUrls};
use crate::model::exchange::{Cause, Exchange, Request, Response};
use crate::model::levers::{Levers, NoLevers};
use crate::model::page::Page;
use crate::model::sign_in::PageHints;
use crate::model::target::User;
use crate::oauth::random::Random;
use crate::syntax::template::{self, Variables};

/// The actor of a step that does not name one.
pub const DEFAULT_ACTOR: &str = "alice";
/// The client that the harness plays when a step does not name one.
pub const DEFAULT_CLIENT: &str = "web";

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
    /// The one-time codes that were typed, by user.
    pub typed_codes: Vec<(String, String)>,
    hints: Arc<PageHints>,
    inboxes: BTreeMap<String, Inbox>,
    transport: Transport,
    browsers: BTreeMap<String, Browser>,
}

impl World {
    /// A world in which nothing has happened.
    pub fn new(deployment: Arc<Deployment>, transport: Transport, random: Random, now: Now) -> World {
        let drawn = Arc::new(Mutex::new(random.branch("functions")));
        let mut variables = functions::variables(&Sources { random: drawn, now: now.clone() });
        variables.extend([
            ("clients".to_owned(), template::value_of(&clients_with_parts(&deployment))),
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
        World {
            deployment,
            log,
            variables,
            pages,
            random,
            now,
            levers,
            longest_wait,
            typed_codes,
            hints,
            inboxes: BTreeMap::new(),
            transport,
            browsers,
        }
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
        if let Some(client) = self.deployment.client(role) {
            return Ok(client.clone());
        }
        self.variables
            .get(role)
            .and_then(super::register_client::client_of)
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
        let new = || Browser::new(actor, self.transport.clone()).with_hints(Arc::clone(&self.hints));
        let browser = self.browsers.entry(actor.to_owned()).or_insert_with(new);
        (browser, &mut self.log)
    }

    /// Where no browser follows a redirect to: everything outside the parties under test, and the redirection endpoint
    /// of the client that the harness plays.
    pub fn stops(&self, redirect_uri: Option<&Url>) -> Stops {
        let provider = self.deployment.provider.iter().map(|provider| provider.base.clone());
        let consumer = self.deployment.consumer.iter().map(|consumer| consumer.base.clone());
        let others = self.deployment.others.values().cloned();
        Stops::outside(provider.chain(consumer).chain(others)).and_at(redirect_uri.cloned())
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
        const ALWAYS: [&str; 5] = ["clients", "consumer", "others", "provider", "users"];
        let mut inside = self.variables.clone();
        inside.retain(|name, _| ALWAYS.contains(&name.as_str()) || functions::named(name).is_some());
        inside.insert("with".to_owned(), parameters);
        (std::mem::replace(&mut self.variables, inside), std::mem::take(&mut self.pages))
    }

    /// Comes out of a fragment again, with the page that it saved last.
    pub fn leave(&mut self, outside: (Variables, BTreeMap<String, Page>)) -> Option<Page> {
        self.variables = outside.0;
        let inside = std::mem::replace(&mut self.pages, outside.1);
        inside.into_values().next_back()
    }

    /// One call of the client that the harness plays: no cookies, nothing followed.
    pub async fn call(&mut self, actor: &str, request: Request) -> Result<Response, Obstacle> {
        let started = std::time::Instant::now();
        let outcome = self.transport.send(&request).await;
        let (actor, took) = (actor.to_owned(), started.elapsed());
        self.log.push(Exchange { actor, cause: Cause::Call, request, outcome: outcome.clone(), took });
        Ok(outcome?)
    }
}

/// The clients as `${clients.…}` shows them: with `parts`, their redirection URI taken apart.
fn clients_with_parts(deployment: &Deployment) -> BTreeMap<&str, serde_json::Value> {
    let own = deployment.client("own").map(|client| ("own", client));
    let clients = deployment.clients.iter().map(|(role, client)| (role.as_str(), client)).chain(own);
    clients
        .map(|(role, client)| {
            let mut value = json!(client);
            value["parts"] = json!(client.parts());
            (role, value)
        })
        .collect()
}

fn missing<'a>(what: &'static str, name: &str, known: impl IntoIterator<Item = &'a String>) -> Obstacle {
    Obstacle::NotInTarget { what, name: name.to_owned(), known: known.into_iter().cloned().collect() }
}
