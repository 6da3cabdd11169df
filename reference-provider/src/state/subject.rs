//! `sub`: the name of a user that never changes and never becomes another's (OpenID Connect Core §2, §8). All clients see
//! the same one: the subject type is `public`.

use super::app::App;
use super::grant::Grant;
use super::session::Authentication;
use crate::policy::SubjectStands;

/// The user who made a grant; none where a client acts for itself.
pub(crate) fn of_grant(app: &App, grant: &Grant) -> Option<String> {
    Some(of(app, grant.user_id?, grant.authentication.as_ref()))
}

/// A user who authenticated in this way, if a browser was there.
pub(crate) fn of(app: &App, user_id: u64, authentication: Option<&Authentication>) -> String {
    match (app.policy().subject.stands_for, authentication) {
        (SubjectStands::Login, Some(authentication)) => authentication.sid.clone(),
        (SubjectStands::User | SubjectStands::Login, _) => user_id.to_string(),
        (SubjectStands::Everybody, _) => "user".to_owned(),
    }
}
