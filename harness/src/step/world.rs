//! What the steps of one case share: the deployment, the actors, what was seen and saved so far.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;
use time::OffsetDateTime;
use url::Url;

use super::obstacle::Obstacle;
use super::text::Text;
use crate::browser::{Browser, Receipt, Stops, Transport};
use crate::model::deployment::{Client, ConsumerUrls, Deployment, ProviderUrls};
use crate::model::exchange::{Cause, Exchange, Request, Response};
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
    /// What time it is, for one-time codes.
    pub now: fn() -> OffsetDateTime,
    /// The one-time codes that were typed, by user.
    pub typed_codes: Vec<(String, String)>,
    hints: Arc<PageHints>,
    transport: Transport,
    browsers: BTreeMap<String, Browser>,
}

impl World {
    /// A world in which nothing has happened.
    pub fn new(deployment: Arc<Deployment>, transport: Transport, random: Random) -> World {
        let mut variables = Variables::from([
            ("clients".to_owned(), template::value_of(&clients_with_parts(&deployment))),
            ("users".to_owned(), template::value_of(&deployment.users)),
        ]);
        if let Some(provider) = &deployment.provider {
            variables.insert("provider".to_owned(), template::value_of(provider));
        }
        if let Some(consumer) = &deployment.consumer {
            variables.insert("consumer".to_owned(), template::value_of(consumer));
        }
        let (log, pages, browsers) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        let hints = Arc::new(deployment.sign_in.hints.clone());
        let (now, typed_codes) = (OffsetDateTime::now_utc as fn() -> _, Vec::new());
        World { deployment, log, variables, pages, random, now, typed_codes, hints, transport, browsers }
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
        if let Some(client) = self.deployment.clients.get(role) {
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

    /// Works out a text of the scenario.
    pub fn text(&self, text: &Text) -> Result<String, Obstacle> {
        template::render_text(&text.0, &self.variables).map_err(|error| Obstacle::Value(error.message))
    }

    /// The code that a user's authenticator shows now, if the user has one.
    pub fn one_time_code(&mut self, user: &User) -> Option<String> {
        let now = u64::try_from((self.now)().unix_timestamp()).unwrap_or_default();
        let code = user.totp_secret.as_ref()?.code_at(now);
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
        Stops::outside(provider.chain(consumer)).and_at(redirect_uri.cloned())
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
fn clients_with_parts(deployment: &Deployment) -> BTreeMap<&String, serde_json::Value> {
    let clients = deployment.clients.iter();
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
