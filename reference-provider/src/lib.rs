//! A small, strict OAuth 2.0 and OpenID Connect provider to develop and test against. **Not for production.**
//!
//! It is an authorization server with all that belongs to it (the README lists what), the pages that a user sees, and one
//! protected resource. All its rules are data, in [`policy`]; all the ways it can be made to misbehave are rows of one
//! table, in [`faults`].
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use reference_provider::{Config, Environment, Provider};
//!
//! let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
//! let provider = Provider::start(Config::embedded(), Environment::system(), listener).await?;
//! println!("{}/o/authorize/", provider.url());
//! # Ok(())
//! # }
//! ```
//!
//! A [`Provider`] runs until it is dropped. What is to be different from the start is in its [`Config`]; what is to become
//! different is told to its [`Management`]: rules and [`Override`]s, users, clients, keys, the [`Clock`], and the journal of
//! the requests that were seen.

pub mod faults;
pub mod policy;
pub mod program;

mod access_token;
mod acr;
mod anti_forgery;
mod app;
mod authentication_request;
mod authorization_request;
mod authorization_response;
mod back_channel_request;
mod body;
mod claimed_client;
mod claims_request;
mod client_assertion;
mod client_auth;
mod client_secret;
mod clock;
mod config;
mod connections;
mod cookies;
mod database;
mod dpop;
mod dpop_nonce;
mod endpoint;
mod expected_user;
mod fitness;
mod grant;
mod hash;
mod id_token;
mod issuer;
mod jose;
mod journal;
mod keys;
mod logout;
mod loopback;
mod management;
mod metadata;
mod mistake;
mod next_page;
mod oauth_error;
mod overrides;
mod page;
mod params;
mod password;
mod pkce;
mod prompt;
mod protected_resource;
mod provider;
mod pushed_request;
mod random;
mod redirect_uri;
mod registration;
mod reply;
mod request;
mod request_object;
mod resource_indicator;
mod respond;
mod response_type;
mod router;
mod routes;
mod same_request;
mod scope;
mod similar;
mod site;
mod store;
mod store_file;
mod subject;
mod table;
mod throttle;
mod tls;
mod user_claims;
mod user_code;
mod visitor;

pub use clock::Clock;
pub use config::{
    AuthMethod, Client, ClientType, Config, ConfigError, EMBEDDED_YAML, GrantType, InvalidConfig, Limits, Resource,
    Tls, TlsFiles, User,
};
pub use journal::JournalEntry;
pub use logout::{Delivery, Outcome};
pub use management::{Health, ManageError, ManagedIssuer, Management, UnknownIssuer};
pub use mistake::Mistake;
pub use overrides::{InvalidOverride, Override};
pub use password::{InvalidPasswordHashing, PasswordHashing};
pub use policy::{Policy, PolicyPatch};
pub use provider::{Environment, Prepared, Provider, StartError};
pub use random::Random;
pub use redirect_uri::UnfitRedirectUri;
pub use routes::{Paths, Route};
pub use store_file::StoreFileError;
pub use tls::TlsError;
