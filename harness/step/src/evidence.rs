//! The evidence by which a step is judged: what the case has seen so far, without any means to act.

use url::Url;

use super::clients;
use super::step_error::StepError;
use super::text::Text;
use super::time_source::TimeSource;
use crate::browser::SetCookieResult;
use crate::model::deployment::{Client, Deployment};
use crate::model::exchange::Exchange;
use crate::model::target::User;
use crate::syntax::template::Variables;

/// The evidence of a case, as of now.
#[derive(Clone, Debug)]
pub struct Evidence<'a> {
    /// The deployment under test.
    pub deployment: &'a Deployment,
    /// Every exchange so far, of all actors.
    pub exchanges: &'a [Exchange],
    /// The variables of `${…}`.
    pub variables: &'a Variables,
    /// The time by which tokens are judged.
    pub now: &'a TimeSource,
    /// Cookies that browsers received and rejected, or that overwrote another party's.
    pub(crate) cookie_troubles: Vec<&'a SetCookieResult>,
    /// The consumer's home page has shown a user: it is known to show who is signed in.
    pub(crate) home_has_shown_a_user: bool,
}

impl Evidence<'_> {
    /// A client that the harness plays: a role of the target file, or one that the scenario registered and saved.
    pub fn client(&self, role: &str) -> Result<Client, StepError> {
        clients::client(self.deployment, self.variables, role)
    }

    /// The user that a step names, or the one with the name of the actor.
    pub(crate) fn user_of(&self, actor: &str, named: Option<&Text>) -> Result<User, StepError> {
        let named = named.map(|name| self.text(name)).transpose()?;
        let (name, users) = (named.as_deref().unwrap_or(actor), &self.deployment.users);
        users.get(name).cloned().ok_or_else(|| StepError::missing("user", name, users.keys()))
    }

    /// Evaluates a text of the scenario.
    pub fn text(&self, text: &Text) -> Result<String, StepError> {
        text.evaluate(self.variables)
    }

    /// True for the redirect URI of any client: those of the target file, the consumer's, and those that the scenario
    /// registered.
    pub fn is_a_clients(&self, url: &Url) -> bool {
        clients::is_redirect_uri(self.deployment, self.variables, url)
    }
}
