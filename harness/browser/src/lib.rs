//! A user agent over HTTP: cookies, redirects, and pages recognized without selectors. It knows nothing of OAuth.
//!
//! - `agent`: the browser itself; `transport` sends (`resolve` finds the address, `tls` checks certificates,
//!   `received` builds the response, `content_coding` decompresses, `wait` waits for a busy server, `failure` explains errors), `headers` has the headers of a browser, `redirect` and
//!   `hop` its redirects.
//! - `jar`: cookies as a current browser stores them, by `site`. Headers are parsed in the crate `http`.
//! - `charset`: the encoding of a page and of its form submissions.
//! - `page_from_html`: HTML to a page. `dom` parses, `walk` collects, `parse` assembles; `control` parses controls,
//!   `script` the effects of simple scripts. `classify` determines the kind of page: `weigh` searches each form for
//!   `words` of ten languages (`vocabulary`) and for its `fields`, and adds its evidence to the `scores`; `side_forms`
//!   are never the subject of a page.
//! - `hint`: the hints of the target file take precedence over the classification.
//! - `decide`: which button, box or link gives which answer; `form` and `encode`: what is sent then, `form_action`: the
//!   permitted targets.

use oauth_harness_http as http;
use oauth_harness_model as model;

mod agent;
mod charset;
mod classify;
mod content_coding;
mod control;
mod csrf_token;
mod decide;
mod dom;
mod encode;
mod error_message;
mod failure;
mod fields;
mod form;
mod form_action;
mod headers;
mod hint;
mod hop;
mod jar;
mod loads;
mod nodes;
mod page_from_html;
mod parse;
mod received;
mod redirect;
mod resolve;
mod scores;
mod script;
mod side_forms;
mod site;
mod tls;
mod transport;
mod vocabulary;
mod wait;
mod walk;
mod weigh;
mod words;

pub use agent::{BrowseError, Browser, NavigationEnd, Visit};
pub use csrf_token::{csrf_fields_by_comparison, csrf_token_fields, is_scrambled};
pub use decide::{Decision, PageAction, choose_account, continue_action, decision_button};
pub use error_message::{error_message, has_captcha, leading_text};
pub use fields::{LoginFields, code_field, code_field_of, login_fields, login_fields_of};
pub use form::{Submission, default_button, entries, submission};
pub use hint::apply_hints;
pub use jar::{Jar, RequestContext, SetCookieOutcome, SetCookieResult, StoredCookie};
pub use page_from_html::{is_html, page_from_html};
pub use received::received;
pub use redirect::StopUrls;
pub use site::{SiteRelation, is_public_suffix, is_trustworthy, relation};
pub use transport::{BadConnection, Transport};
pub use wait::retry_after;

pub use crate::http::SameSite;
pub use crate::model::connection::Limits;
