//! What HTTP headers say, one parser for each: the browser, checks, steps and transcripts ask here, and so never
//! disagree about what a peer has said.
//!
//! - `location`: where a response sends a browser, by `Location` or `Refresh`.
//! - `set_cookie`, with `date`: what a cookie is, as browsers take it (RFC 6265bis); `cookie` is what a request brought.
//! - `challenge`: `WWW-Authenticate`, all of its challenges (RFC 9110 §11.6.1).
//! - `content_policy`: `Content-Security-Policy`, and what its lists of sources allow (CSP Level 3 §6.7.2).
//! - `directives`: `Cache-Control` and `Pragma` (RFC 9111 §5.2).
//! - `form`: the parameters of a form that was sent.
//! - `same`: whether a header says what somebody expects it to say.
//!
//! Media types are read in `model::media_type`, because requests and responses themselves are asked for them.

use oauth_harness_model as model;

mod challenge;
pub mod content_policy;
mod cookie;
pub mod date;
mod directives;
mod form;
mod location;
mod same;
mod set_cookie;

pub use challenge::{Challenge, challenges};
pub use cookie::brought_by;
pub use directives::Directives;
pub use form::form_of;
pub use location::{Refresh, locations, redirect, refresh, resolve, sent_by_header};
pub use same::says;
pub use set_cookie::{SameSite, SetCookie};

pub use crate::model::media_type::MediaType;
