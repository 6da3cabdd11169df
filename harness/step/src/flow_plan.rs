//! The plan of a user who goes from page to page: as which user, with which answer, and how far.

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use crate::browser::Decision;
use crate::model::page::PageKind;
use crate::model::target::User;

/// What to do on the resulting pages.
#[derive(Clone, Debug)]
pub(crate) struct FlowPlan {
    /// The user whose name and password to enter; `None`: log in nowhere.
    pub user: Option<User>,
    /// The answer if a client requests access; `None`: stop there.
    pub decision: Option<Decision>,
    /// The page to stop at, before anything is done on it.
    pub stop_before: Option<PageKind>,
    /// Any other place where the flow ends: never fetched.
    pub stop_at: Option<Url>,
    /// The redirect URI of the client that the harness plays: never fetched.
    pub redirect_uri: Option<Url>,
}

impl FlowPlan {
    /// To log in, and nothing else.
    pub(crate) fn of_login(user: &User) -> FlowPlan {
        FlowPlan { user: Some(user.clone()), decision: None, stop_before: None, stop_at: None, redirect_uri: None }
    }
}

/// The decision in scenarios: `allow` or `deny`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ConsentDecision {
    #[default]
    Allow,
    Deny,
}

impl From<ConsentDecision> for Decision {
    fn from(answer: ConsentDecision) -> Decision {
        match answer {
            ConsentDecision::Allow => Decision::Allow,
            ConsentDecision::Deny => Decision::Deny,
        }
    }
}
