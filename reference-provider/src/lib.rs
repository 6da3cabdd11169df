//! A small, strict OAuth 2.0 and OpenID Connect provider to develop and test against. **Not for production.**
//!
//! It is an authorization server with all its endpoints (the README lists them), the pages for its users, and one
//! protected resource. All its rules are data, in [`policy`], with the faults that break them, which [`faults`] finds
//! by name.
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
//! The modules are layers; a file imports only from its own module and from lower ones. From the bottom to the top: `base`,
//! `jose`, [`policy`], [`faults`], [`variants`], `http`, `oauth`, `config`, `state`, `browser`, `authorization`,
//! `client`, `token`, `logout`, `registration`, `endpoint`, `dispatch`, `management`, `server`, [`program`]. The `mod.rs`
//! of each describes its purpose; `tests/rooms.rs` of the workspace enforces the order.
//!
//! A [`Provider`] runs until it is dropped. Its [`Config`] is how it starts; its [`Management`] changes it at run time:
//! rules and [`Override`]s, users, clients, keys and the [`Clock`], and has the journal of requests.

// The macros of `policy`.
#[macro_use]
extern crate reference_rules;

pub mod faults;
pub mod policy;
pub mod program;
pub mod variants;

mod authorization;
mod base;
mod browser;
mod client;
mod config;
mod dispatch;
mod endpoint;
mod http;
mod jose;
mod logout;
mod management;
mod oauth;
mod registration;
mod server;
mod state;
mod token;

pub use self::http::routes::{Paths, Route};
pub use base::clock::Clock;
pub use base::mistake::Mistake;
pub use config::{
    AuthMethod, ClientRegistration, ClientType, Config, ConfigError, EMBEDDED_YAML, GrantType, InvalidConfig,
    InvalidOverride, InvalidPublicUrl, Limits, Override, PublicUrl, Resource, Tls, TlsFiles, User,
};
pub use dispatch::journal::JournalEntry;
pub use management::{Health, ManageError, ManagedIssuer, Management, UnknownIssuer};
pub use oauth::password::{InvalidPasswordHashing, PasswordHashing};
pub use oauth::random::Random;
pub use oauth::redirect_uri::InvalidRedirectUri;
pub use policy::{Policy, PolicyPatch};
pub use server::prepared::Prepared;
pub use server::provider::Provider;
pub use server::start_error::StartError;
pub use server::tls::TlsError;
pub use state::delivery::{Delivery, Outcome};
pub use state::environment::Environment;
pub use state::store_file::StoreFileError;
