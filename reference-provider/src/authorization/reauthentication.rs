//! Whether the current login of a browser satisfies a request (OpenID Connect Core §3.1.2.1, §3.1.2.3 and §5.5.1.1).

use std::time::Duration;

use super::authorization_request::AuthorizationRequest;
use super::expected_user::expected_sub;
use super::refusal::{Error, LOGIN_REQUIRED};
use crate::base::hash::Digest;
use crate::oauth::acr::Acr;
use crate::state::app::App;
use crate::state::session::Session;
use crate::state::subject;

/// Whether a login satisfies a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fitness {
    /// It does.
    Fits,
    /// The user has to log in again.
    Unfit,
}

/// Checks the login of `session` for the request with this [`key`](crate::browser::request_key::of). A login that was
/// made for this very request is recent enough; if it is that of another user than the client expects, another login
/// would not help.
pub(crate) fn fitness(
    app: &App,
    request: &AuthorizationRequest,
    session: &Session,
    key: Digest,
) -> Result<Fitness, Error> {
    let is_new = session.login_for == Some(key);
    let is_expected = is_expected(app, request, session.user_id)?;
    match (is_new, is_expected) {
        (true, false) => Err(LOGIN_REQUIRED),
        (false, false) => Ok(Fitness::Unfit),
        (false, true) if is_too_old(app, request, session) => Ok(Fitness::Unfit),
        (_, true) => Ok(Fitness::Fits),
    }
}

/// Whether the client accepts this user.
fn is_expected(app: &App, request: &AuthorizationRequest, user_id: u64) -> Result<bool, Error> {
    let expected = expected_sub(app, request)?;
    let client = &request.addressee.client;
    Ok(expected.is_none_or(|sub| sub == subject::of_user(app, user_id, Some(client))))
}

/// The authentication context class of a session.
pub(crate) fn acr(session: &Session) -> Acr {
    if session.login_for.is_some() { Acr::Password } else { Acr::Session }
}

/// Whether the client requires a new, more recent or stronger login.
fn is_too_old(app: &App, request: &AuthorizationRequest, session: &Session) -> bool {
    let rules = app.policy();
    let age = app.now().duration_since(session.authentication.time).unwrap_or_default();
    let is_too_old = request.max_age.is_some_and(|max_age| max_age == 0 || age > Duration::from_secs(max_age));
    let is_unsure = request.acr.as_ref().is_some_and(|asked| !asked.is_met_by(Acr::Session));
    (request.prompt.wants_login() && rules.request.prompt_login_obeyed)
        || (is_too_old && rules.request.max_age_obeyed)
        || (is_unsure && rules.authentication.essential_acr_reached)
}
