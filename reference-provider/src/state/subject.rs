//! `sub`: the identifier of a user, which never changes and is never reassigned (OpenID Connect Core §2, §8). It is the
//! same for all clients, unless the rules make it pairwise.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use url::Url;

use super::app::App;
use super::client::Client;
use super::grant::Grant;
use super::session::Authentication;
use crate::base::hash::sha256;
use crate::oauth::secret_form::uuid;
use crate::policy::{SubjectForm, SubjectIdentifies};

/// The user of a grant; `None` if a client acts in its own name.
pub(crate) fn of_grant(app: &App, grant: &Grant) -> Option<String> {
    let client = app.store().client(&grant.client_id);
    Some(of(app, grant.user_id?, client.as_deref(), grant.authentication.as_ref()))
}

/// The user that a client knows by this `sub`.
pub(crate) fn user(app: &App, sub: &str, client_id: &str) -> Option<u64> {
    let client = app.store().client(client_id);
    let users: Vec<u64> = app.store().users().map(|user| user.user_id).collect();
    users.into_iter().find(|&user_id| of_user(app, user_id, client.as_deref()) == sub)
}

/// The user of an authentication, if there was a browser.
pub(crate) fn of(app: &App, user_id: u64, client: Option<&Client>, authentication: Option<&Authentication>) -> String {
    match (app.policy().subject.identifies, authentication) {
        (SubjectIdentifies::Login, Some(authentication)) => authentication.sid.clone(),
        (SubjectIdentifies::User | SubjectIdentifies::Login, _) => of_user(app, user_id, client),
        (SubjectIdentifies::AllUsers, _) => "user".to_owned(),
    }
}

/// The `sub` of a user at this client.
pub(crate) fn of_user(app: &App, user_id: u64, client: Option<&Client>) -> String {
    let hashed = |about: &str| sha256(&[&app.key, about.as_bytes(), &user_id.to_be_bytes()]);
    match app.policy().subject.form {
        SubjectForm::Number => user_id.to_string(),
        SubjectForm::Qualified => format!("idp:Users|{user_id}aBc"),
        SubjectForm::Uuid => uuid(&hashed("")),
        SubjectForm::Long => format!("{user_id:x>255}"),
        SubjectForm::Pairwise => URL_SAFE_NO_PAD.encode(hashed(&client.map(sector).unwrap_or_default())),
    }
}

/// The sector identifier (OpenID Connect Core §8.1): clients with the same host of redirect URIs share `sub`.
fn sector(client: &Client) -> String {
    let first = client.registration.redirect_uris.first().and_then(|uri| Url::parse(uri).ok());
    first.and_then(|uri| uri.host_str().map(str::to_owned)).unwrap_or_else(|| client.id().to_owned())
}
