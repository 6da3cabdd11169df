//! What actors do. One file for each kind of step, and one line here.

use oauth_harness_browser as browser;
use oauth_harness_http as http;
use oauth_harness_model as model;
use oauth_harness_oauth as oauth;
use oauth_harness_syntax as syntax;

use std::fmt::Debug;
use std::pin::Pin;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::model::exchange::Request;
use crate::model::node::Node;
use crate::model::span::At;
use crate::model::verdict::Mismatch;
use crate::syntax::decode::{DecodeError, decode_all};

mod asking;
mod authorize;
mod call_api;
mod callback;
mod click;
mod client_credentials;
mod consent;
mod copy_cookies;
mod device_authorize;
mod device_poll;
mod discover;
mod drop_cookie;
mod exchange;
mod follow;
mod get;
mod home;
mod inbox;
mod introspect;
mod journal;
mod keys;
mod log_in;
mod log_out;
mod manage_client;
mod offered;
mod page;
mod post;
mod push;
mod received;
mod refresh;
mod register;
mod register_client;
mod request;
mod revoke;
mod set_cookie;
mod sign_in;
mod submit;
mod target;
mod visit;
mod wait;

mod call;
mod checked;
mod dpop;
mod evidence;
pub mod functions;
mod hint;
mod inbox_server;
mod learnt;
mod not_understood;
mod now;
mod observation;
mod obstacle;
mod other_pages;
pub mod scopes;
mod sign_in_requests;
mod sign_in_way;
mod site;
mod text;
mod token_request;
mod walk;
mod who;
mod world;

use checked::Headers;
pub use not_understood::not_understood;
pub use now::Now;
pub use observation::{Landing, Observation, describe_page, describe_response, shorten};
pub use obstacle::Obstacle;
use site::Site;
pub use text::{Changes, Text};
pub use who::signed_in;
use world::ASKER;
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

    /// True for the steps that are one request.
    fn is_one_request(&self) -> bool {
        false
    }

    /// The one request that the step is, where it is no more than that: such steps can be sent many times at once.
    fn request(&self, _world: &World) -> Option<Result<Request, Obstacle>> {
        None
    }
}

/// A step that is being done.
pub type Doing<'a> = Pin<Box<dyn Future<Output = Result<Observation, Obstacle>> + Send + 'a>>;

/// A step that was read, or every mistake in its arguments.
pub type Reading = Result<Box<dyn Step>, Vec<DecodeError>>;

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
    pub read: fn(&Node) -> Reading,
    /// The JSON Schema of its arguments.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

/// Every kind of step, by name.
pub const KINDS: &[Kind] = &[
    authorize::KIND,
    call_api::KIND,
    callback::KIND,
    click::KIND,
    client_credentials::KIND,
    consent::KIND,
    copy_cookies::KIND,
    device_authorize::KIND,
    device_poll::KIND,
    discover::KIND,
    drop_cookie::KIND,
    exchange::KIND,
    follow::KIND,
    get::KIND,
    home::KIND,
    inbox::KIND,
    introspect::KIND,
    journal::KIND,
    keys::KIND,
    log_in::KIND,
    log_out::KIND,
    manage_client::KIND,
    offered::KIND,
    page::KIND,
    post::KIND,
    push::KIND,
    received::KIND,
    refresh::KIND,
    register::KIND,
    register_client::KIND,
    request::KIND,
    revoke::KIND,
    set_cookie::KIND,
    sign_in::KIND,
    submit::KIND,
    target::KIND,
    visit::KIND,
    wait::KIND,
];

/// The kind of that name.
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// The `read` of a kind whose arguments are the type `S`.
fn read<S: Step + serde::de::DeserializeOwned + 'static>(node: &Node) -> Reading {
    match decode_all::<S>(node) {
        (Some(step), mistakes) if mistakes.is_empty() => Ok(Box::new(step)),
        (_, mistakes) => Err(mistakes),
    }
}

/// The `schema` of a kind whose arguments are the type `S`.
fn schema<S: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<S>()
}

/// The actor of a step that does not name one.
fn default_actor() -> Text {
    DEFAULT_ACTOR.into()
}

/// The client that asks about tokens where a step does not name one: the target's `asker`, or else the usual client.
fn default_asker() -> Text {
    ASKER.into()
}

/// The client of a step that does not name one.
fn default_client() -> Text {
    DEFAULT_CLIENT.into()
}
