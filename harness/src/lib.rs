//! `oauth-harness`: proves that an OAuth 2.0 / OpenID Connect deployment works and is safe, by doing what a browser, a
//! client, a provider and an attacker do, over real HTTP.

pub mod browser;
pub mod check;
pub mod cli;
pub mod model;
pub mod oauth;
pub mod record;
pub mod report;
pub mod run;
pub mod schema;
pub mod step;
mod suite;
pub mod syntax;
pub mod system;

pub use suite::Suite;
