//! The user's browser: pages, cookies, its session, redirects to the login form, and protection against CSRF.

pub(crate) mod continuation;
pub(crate) mod cookie_form;
pub(crate) mod cookies;
pub(crate) mod csrf_token;
pub(crate) mod explanation;
pub(crate) mod interaction;
pub(crate) mod login_redirect;
pub(crate) mod next_page;
pub(crate) mod page;
pub(crate) mod phrases;
pub(crate) mod request_key;
pub(crate) mod visitor;
