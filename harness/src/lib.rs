//! `oauth-harness`: proves that an OAuth 2.0 / OpenID Connect deployment works and is safe, by doing what a browser, a
//! client, a provider and an attacker do, over real HTTP.

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

pub mod cli;
pub mod compile;
#[cfg(feature = "reference")]
pub mod proof;
pub mod record;
pub mod report;
pub mod run;
pub mod schema;
mod suite;
pub mod survey;
pub mod system;

pub use suite::{Scenarios, Suite};
pub use {
    oauth_harness_browser as browser, oauth_harness_check as check, oauth_harness_http as http,
    oauth_harness_model as model, oauth_harness_oauth as oauth, oauth_harness_step as step,
    oauth_harness_syntax as syntax,
};
