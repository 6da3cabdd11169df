//! HTTP headers, one parser for each: the browser, checks, steps and transcripts use it, and so never
//! disagree about a peer's message.
//!
//! - `location`: where a response sends a browser, by `Location` or `Refresh`.
//! - `set_cookie`, with `date`: what a cookie is to a browser (RFC 6265bis); `cookie` is what a request sends.
//! - `challenge`: `WWW-Authenticate`, all of its challenges (RFC 9110 §11.6.1).
//! - `content_policy`: `Content-Security-Policy`, and what its lists of sources allow (CSP Level 3 §6.7.2).
//! - `directives`: `Cache-Control` and `Pragma` (RFC 9111 §5.2).
//! - `form`: the parameters of a submitted form.
//! - `same`: whether a header has the expected value.
//!
//! Media types are read in `model::media_type`, because requests and responses themselves have them.

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
pub use cookie::request_cookies;
pub use directives::Directives;
pub use form::form_of;
pub use location::{Refresh, locations, redirect, refresh, resolve, sent_by_header};
pub use same::says;
pub use set_cookie::{SameSite, SetCookie};

pub use crate::model::media_type::MediaType;
