//! The survey: what a provider has and does, found out from its URL, one client and one user, so that nothing has to be typed
//! that a machine can find out. `metadata` finds the provider's documents, `conventions` its endpoints where there are none,
//! `observe` signs in and looks, `registration` registers the clients of further roles, `capabilities` draws the conclusions,
//! `draft` has all of it as a target file, which `yaml` writes, and `facts` lists it with its provenance.

mod capabilities;
mod conventions;
mod draft;
mod endpoints;
mod error;
mod facts;
mod given;
mod metadata;
mod observe;
mod observed;
mod registration;
mod yaml;

pub use draft::{CLIENT_SECRET, Draft, INITIAL_ACCESS_TOKEN, PASSWORDS};
pub use error::SurveyError;
use facts::facts;
pub use facts::{Fact, Provenance};
pub use given::{Given, GivenClient, GivenUser};
pub use metadata::Tried;
pub use registration::Registrations;

use std::time::Duration;

use conventions::Conventional;
use endpoints::Endpoints;
use metadata::Found;
use observed::Observed;
use registration::{ROLES, Refused};

use crate::browser::Transport;
use crate::model::connection::Connection;
use crate::model::redacted::Redacted;
use crate::model::target::Target;

/// Everything that was found out.
#[derive(Debug)]
pub struct Survey {
    /// The target file, and the entries of the environment that it refers to.
    pub draft: Draft,
    /// The deployment, as read from that file.
    pub target: Target,
    /// What is known, and how.
    pub facts: Vec<Fact>,
}

/// Finds out what there is to know about a provider. The requests are those of a client and of a user who signs in; nothing
/// is guessed that could lock an account. With `registrations`, clients are registered for the roles that are missing:
/// the caller removes them in the end.
pub async fn survey(given: &Given, registrations: Option<&Registrations>, seed: u64) -> Result<Survey, SurveyError> {
    let transport = transport(given)?;
    let (endpoints, found) = locate(given, &transport).await?;
    let mut draft = Draft::new(given, &endpoints, found.as_slice());
    let mut registering = Registering {
        endpoints: &endpoints,
        found: &found,
        transport: &transport,
        registrations,
        closed: None,
        unsuitable: Vec::new(),
    };
    if given.client.is_none() && !given.users.is_empty() {
        registering.add("web", &mut draft).await;
    }
    let mut target = read(&draft)?;
    let mut observed = Observed::default();
    if draft.can_sign_in() {
        observed = Box::pin(observe::observe(&mut draft, given, seed)).await?;
        draft.learn(given, found.as_slice(), &observed);
        if matches!(observed.sign_in, Some(Ok(_))) {
            for role in ROLES.iter().filter(|role| **role != "web") {
                registering.add(role, &mut draft).await;
            }
        }
        target = read(&draft)?;
    }
    let Registering { closed, unsuitable, .. } = registering;
    let facts = facts(given, (&endpoints, &found), &draft, &observed, closed.into_iter().chain(unsuitable));
    Ok(Survey { draft, target, facts })
}

/// The connections of a survey, without the settings that only a target file has.
pub fn transport(given: &Given) -> Result<Transport, SurveyError> {
    let authorities = given.authorities.clone();
    let connection = Connection { insecure: given.insecure, authorities, ..Connection::default() };
    Ok(Transport::over(connection)?.patient(PATIENCE))
}

/// How long a busy provider may ask to come back later.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the registration of clients needs, and why it was given up.
struct Registering<'a> {
    endpoints: &'a Endpoints,
    found: &'a [Found],
    transport: &'a Transport,
    registrations: Option<&'a Registrations>,
    closed: Option<Redacted>,
    /// Roles whose clients the provider does not register as they have to be, and its response.
    unsuitable: Vec<Redacted>,
}

impl Registering<'_> {
    /// Registers the client of a role, unless the provider has refused to before.
    async fn add(&mut self, role: &str, draft: &mut Draft) {
        let Some(registrations) = self.registrations.filter(|_| self.closed.is_none()) else { return };
        let (scope, token) = (draft.all_scopes(), draft.initial_access_token.as_ref());
        let known = (self.endpoints, self.found);
        match registration::register(role, known, (&scope, token), self.transport, registrations).await {
            Some(Ok(client)) => draft.add_client(client),
            Some(Err(Refused::Closed(why))) => self.closed = Some(why),
            Some(Err(Refused::Permanent)) => {
                self.closed = Some(Redacted::ours("open, but without a URL to remove a client again (RFC 7592)"));
            }
            Some(Err(Refused::Unsuitable(why))) => self.unsuitable.push(Redacted::ours(format!("`{role}`: {why}"))),
            None => {}
        }
    }
}

/// The provider's documents and endpoints.
async fn locate(given: &Given, transport: &Transport) -> Result<(Endpoints, Vec<Found>), SurveyError> {
    let (found, mut tried) = metadata::find(&given.url, transport).await;
    if !found.is_empty() {
        return Ok((Endpoints::announced(&given.url, &found), found));
    }
    let Conventional { endpoints, tried: also } = conventions::find(&given.url, transport).await;
    tried.extend(also);
    match endpoints {
        Some(endpoints) => {
            // The issuer may be the folder in which they are.
            let (found, _) = match endpoints.folder() {
                Some(folder) => metadata::find(&folder, transport).await,
                None => (found, Vec::new()),
            };
            let endpoints = if found.is_empty() { endpoints } else { Endpoints::announced(&given.url, &found) };
            Ok((endpoints, found))
        }
        None => Err(SurveyError::NothingFound { url: given.url.to_string(), tried }),
    }
}

fn read(draft: &Draft) -> Result<Target, SurveyError> {
    draft.read().map_err(SurveyError::Draft)
}
