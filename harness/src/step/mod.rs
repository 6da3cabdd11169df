//! What actors do. One file for each kind of step, and one line here.

use std::fmt::Debug;
use std::pin::Pin;

use crate::model::node::Node;
use crate::model::span::At;
use crate::model::verdict::Mismatch;
use crate::syntax::decode::{DecodeError, decode};

mod authorize;
mod call_api;
mod callback;
mod consent;
mod copy_cookies;
mod exchange;
mod get;
mod home;
mod introspect;
mod log_in;
mod log_out;
mod refresh;
mod register_client;
mod revoke;
mod sign_in;

mod observation;
mod obstacle;
mod other_pages;
mod sign_in_requests;
mod text;
mod token_request;
mod walk;
mod who;
mod world;

pub use observation::{Landing, Observation, describe_page, describe_response, shorten};
pub use obstacle::Obstacle;
pub use text::{Changes, Text};
pub(crate) use who::signed_in;
pub use world::{DEFAULT_ACTOR, DEFAULT_CLIENT, World};

/// Something that an actor does.
pub trait Step: Debug + Send + Sync {
    /// Does it. What was seen is returned even where it is not what one would like; only what keeps the harness from
    /// seeing at all is an [`Obstacle`].
    fn run<'a>(&'a self, world: &'a mut World) -> Doing<'a>;

    /// What "it works" means for this kind of step: judged where a scenario expects nothing in particular.
    fn usual(&self, seen: &Observation, world: &World) -> Result<(), Mismatch>;

    /// The name under which the result is kept.
    fn save(&self) -> Option<&At<String>> {
        None
    }
}

/// A step that is being done.
pub type Doing<'a> = Pin<Box<dyn Future<Output = Result<Observation, Obstacle>> + Send + 'a>>;

/// A kind of step.
#[derive(Clone, Copy)]
pub struct Kind {
    /// Its name in scenarios.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// The members of its result, where they are always the same; empty where the peer decides.
    pub members: &'static [&'static str],
    /// Reads its arguments.
    pub read: fn(&Node) -> Result<Box<dyn Step>, DecodeError>,
}

/// Every kind of step, by name.
pub const KINDS: [Kind; 15] = [
    authorize::KIND,
    call_api::KIND,
    callback::KIND,
    consent::KIND,
    copy_cookies::KIND,
    exchange::KIND,
    get::KIND,
    home::KIND,
    introspect::KIND,
    log_in::KIND,
    log_out::KIND,
    refresh::KIND,
    register_client::KIND,
    revoke::KIND,
    sign_in::KIND,
];

/// The kind of that name.
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// The `read` of a kind whose arguments are the type `S`.
fn read<S: Step + serde::de::DeserializeOwned + 'static>(node: &Node) -> Result<Box<dyn Step>, DecodeError> {
    Ok(Box::new(decode::<S>(node)?))
}

/// The actor of a step that does not name one.
fn default_actor() -> String {
    DEFAULT_ACTOR.to_owned()
}

/// The client of a step that does not name one.
fn default_client() -> String {
    DEFAULT_CLIENT.to_owned()
}
