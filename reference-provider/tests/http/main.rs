//! The provider over real HTTP, one file per subject.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

mod applications;
mod authorize;
mod bad_input;
mod consent;
mod consent_remembered;
mod device;
mod grants;
mod lifecycle;
mod login;
mod logout;
mod metadata;
mod pages;
mod profile;
mod pushed;
mod refresh;
mod registration;
mod resources;
mod revoke_introspect;
mod rules_at_run_time;
mod serving;
mod site;
mod tls;
mod token;
mod userinfo;
mod wire;
