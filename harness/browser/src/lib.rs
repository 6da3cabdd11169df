//! A user agent over HTTP: cookies, redirects, and pages understood without selectors. It knows nothing of OAuth.
//!
//! - `agent`: the browser itself; `transport` sends (`resolve` finds the address, `tls` checks who is there,
//!   `content_coding` unpacks, `wait` lets a busy server have its time, `failure` says what went wrong), `headers` says what a browser adds, `redirect` and
//!   `hop` where it is sent on.
//! - `jar`: cookies as a current browser keeps them, by `site`. What headers say is read in the crate `http`.
//! - `charset`: which encoding a page is written in, and its forms are sent in.
//! - `understand`: HTML to a page. `dom` parses, `walk` gathers, `parse` puts together; `control` reads controls,
//!   `script` what scripts do by themselves. `classify` says what kind of page it is: `weigh` looks at each form for
//!   `words` of ten languages (`vocabulary`) and for its `fields`, and puts what it finds on the `scale`; `side_forms` are what
//!   a page is not about.
//! - `hint`: what the user has said of pages goes before what we would make of them.
//! - `decide`: which button, box or link gives which answer; `form` and `encode`: what is sent then, `form_action`: where the
//!   page lets it lead.

use oauth_harness_http as http;
use oauth_harness_model as model;

mod agent;
mod anti_forgery;
mod charset;
mod classify;
mod complaint;
mod content_coding;
mod control;
mod decide;
mod dom;
mod encode;
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
mod parse;
mod redirect;
mod resolve;
mod scale;
mod script;
mod side_forms;
mod site;
mod tls;
mod transport;
mod understand;
mod vocabulary;
mod wait;
mod walk;
mod weigh;
mod words;

pub use agent::{BrowseError, Browser, Landing, Visit};
pub use anti_forgery::{anti_forgery_fields, is_scrambled, of_one_browser};
pub use complaint::{asks_for_a_person, complaint, first_words};
pub use decide::{Decision, Press, choose_account, decision_button, onward};
pub use fields::{LoginFields, code_field, code_field_of, login_fields, login_fields_of};
pub use form::{Submission, default_button, entries, submission};
pub use hint::apply_hints;
pub use jar::{Context, Jar, Kept, Outcome, Receipt};
pub use redirect::Stops;
pub use site::{Relation, is_public_suffix, is_trustworthy, relation};
pub use transport::{BadConnection, Transport};
pub use understand::{is_html, understand};
pub use wait::retry_after;

pub use crate::http::SameSite;
pub use crate::model::connection::Limits;
