//! `sub`: the name of a user that never changes and never becomes another's (OpenID Connect Core §2, §8). All clients see
//! the same one, unless the rules make it pairwise.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use url::Url;

use super::app::App;
use super::client::Client;
use super::grant::Grant;
use super::session::Authentication;
use crate::base::hash::sha256;
use crate::oauth::secret_form::uuid;
use crate::policy::{SubjectForm, SubjectStands};

/// The user who made a grant; none where a client acts for itself.
pub(crate) fn of_grant(app: &App, grant: &Grant) -> Option<String> {
    let client = app.store().client(&grant.client_id);
    Some(of(app, grant.user_id?, client.as_deref(), grant.authentication.as_ref()))
}

/// A user who authenticated in this way, if a browser was there.
pub(crate) fn of(app: &App, user_id: u64, client: Option<&Client>, authentication: Option<&Authentication>) -> String {
    match (app.policy().subject.stands_for, authentication) {
        (SubjectStands::Login, Some(authentication)) => authentication.sid.clone(),
        (SubjectStands::User | SubjectStands::Login, _) => of_user(app, user_id, client),
        (SubjectStands::Everybody, _) => "user".to_owned(),
    }
}

/// A user, as the client sees them.
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

/// Whose clients share a `sub` (OpenID Connect Core §8.1): the host of the redirection URIs.
fn sector(client: &Client) -> String {
    let first = client.registration.redirect_uris.first().and_then(|uri| Url::parse(uri).ok());
    first.and_then(|uri| uri.host_str().map(str::to_owned)).unwrap_or_else(|| client.id().to_owned())
}
