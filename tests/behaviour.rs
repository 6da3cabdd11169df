//! Behaviour through the public surface, in one program, because linking is what one waits for.

mod authoring;
mod browser_floods;
mod browser_flow;
mod browser_hostile;
mod browser_jar;
mod browser_tls;
mod charsets;
mod circles;
mod conforming_client;
mod fault_table;
mod judged_wrongly;
mod metadata_places;
mod oauth_steps;
mod odd_sign_ins;
mod preflight;
mod readme;
mod report_schema;
mod reports;
mod schema;
mod scopes;
mod security;
mod self_contained;
mod shared_target;
mod support;
mod tidy;
mod walks;
