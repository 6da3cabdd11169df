//! What is expected of a step: one file for each kind of check in `kinds`, and what they share next to it.

use oauth_harness_http as http;
use oauth_harness_model as model;
use oauth_harness_oauth as oauth;
use oauth_harness_step as step;
use oauth_harness_syntax as syntax;

pub mod always_on;
mod check;
mod cookies;
mod expect;
mod in_words;
mod kind;
mod kinds;
mod members;
mod one_or_many;
mod received_cookies;

pub use check::Check;
pub use expect::read_all;
pub use kind::{CheckKind, Expectation, ParseNested, ParseResult};
use kind::{read, schema};
pub use kinds::KINDS;
use one_or_many::{OneOrMany, one_of};
