//! `sub`: the name of a user that never changes and never becomes another's (OpenID Connect Core §2, §8). All clients see
//! the same one: the subject type is `public`.

use crate::app::App;
use crate::policy::SubjectStands;
use crate::store::Grant;

/// The user who made a grant; none where a client acts for itself.
pub(crate) fn of_grant(app: &App, grant: &Grant) -> Option<String> {
    let user_id = grant.user_id?.to_string();
    Some(match (app.policy().subject.stands_for, &grant.authentication) {
        (SubjectStands::Login, Some(authentication)) => authentication.sid.clone(),
        (SubjectStands::User | SubjectStands::Login, _) => user_id,
        (SubjectStands::Everybody, _) => "user".to_owned(),
    })
}
