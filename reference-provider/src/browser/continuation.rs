//! The page that follows the login, stored at the provider if the URL of the login page does not contain it. A cookie
//! refers to it.

use std::time::Duration;

use cookie::SameSite;

use super::cookies::{self, Cookie};
use crate::base::hash::digest;
use crate::http::request::Request;
use crate::http::respond::Response;
use crate::policy::NextKept;
use crate::state::app::App;

const COOKIE: &str = "continuation";
const LIFETIME: Duration = Duration::from_secs(10 * 60);

/// Stores the page for this browser.
pub(crate) fn keep(app: &App, response: &mut Response, next: &str) {
    let (id, now) = (app.random.token(), app.now());
    app.store().continuations.insert(digest(&id), next.to_owned(), now + LIFETIME, now);
    put(app, response, &id, i64::try_from(LIFETIME.as_secs()).unwrap_or(i64::MAX));
}

/// The page for this browser, if it is stored here.
pub(crate) fn find(app: &App, request: &Request) -> Option<String> {
    if app.policy().login.next_kept == NextKept::InForm {
        return None;
    }
    let id = cookies::read(app, request, COOKIE)?;
    app.store().continuations.get(&digest(&id), app.now()).cloned()
}

/// Removes it after the browser has continued.
pub(crate) fn forget(app: &App, request: &Request, response: &mut Response) {
    if app.policy().login.next_kept == NextKept::OnServer
        && let Some(id) = cookies::read(app, request, COOKIE)
    {
        app.store().continuations.remove(&digest(&id));
        put(app, response, "", 0);
    }
}

fn put(app: &App, response: &mut Response, value: &str, seconds: i64) {
    let cookie =
        Cookie { name: COOKIE, value, seconds, http_only: true, same_site: Some(SameSite::Lax), of_session: false };
    cookies::set(app, response, &cookie);
}
