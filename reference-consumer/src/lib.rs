//! A small, strict OAuth 2.0 consumer (client) to develop and test against. **Not for production.**
//!
//! It is a website with one button, "sign in with the test provider", which starts the authorization code flow: RFC
//! 6749 from the client's side, with PKCE (RFC 7636) and the Best Current Practice (RFC 9700). Every rule is a field of
//! its [`policy::Policy`]; [`faults`] breaks them by name.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use reference_consumer::{Config, Consumer, Environment};
//!
//! let provider = "http://localhost:8000".parse()?;
//! let config = Config::for_provider(&provider, "test-consumer", Some("secret".to_owned()));
//! let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
//! let consumer = Consumer::start(config, Environment::system(), listener).await?;
//! println!("{} expects its callback at {}", consumer.url(), consumer.redirect_uri());
//! # Ok(())
//! # } // the consumer stops here
//! ```

// The macros of `policy`.
#[macro_use]
extern crate reference_rules;

mod account;
mod config;
mod consumer;
mod endpoint;
mod environment;
pub mod faults;
mod flow;
mod hash;
mod next;
mod page;
pub mod policy;
pub mod program;
mod route;
mod session;
mod site;
mod templates;
mod tls;
pub mod variants;
mod web;

pub use config::{ClientAuth, Config, ConfigError, Endpoints, InvalidSetting};
pub use consumer::{Consumer, StartError};
pub use environment::{Clock, Environment, Random};
pub use policy::Policy;
