//! What a user's browser sends and gets: pages, cookies, sessions, and the protection of forms.

pub(crate) mod anti_forgery;
pub(crate) mod cookies;
pub(crate) mod explanation;
pub(crate) mod login_redirect;
pub(crate) mod next_page;
pub(crate) mod page;
pub(crate) mod request_key;
pub(crate) mod visitor;
