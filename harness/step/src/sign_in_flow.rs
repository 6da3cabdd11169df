//! The flow of a sign-in at the consumer, from its start (or from any point of it) to the consumer's home page.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::evidence::Evidence;
use super::flow;
use super::flow_plan::{ConsentDecision, FlowPlan};
use super::observation::{Observation, StepEnd};
use super::page_action::NextRequest;
use super::text::Text;
use super::{StepError, World, home_page};
use crate::http::form_of;
use crate::model::owner::is_redirection_endpoint;
use crate::model::page::PageKind;
use crate::model::target::User;
use crate::model::verdict::Mismatch;

/// The members of the result: the authorization request and response as URLs, and the parameters of the response.
pub(super) const MEMBERS: [&str; 5] = ["request", "callback", "code", "state", "error"];

/// Where a sign-in may be stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum SignInStop {
    /// The consumer has created its authorization request, which has not been sent yet.
    Request,
    /// The login page.
    Login,
    /// The consent page.
    Consent,
    /// The provider has responded, and the response has not been delivered to the consumer.
    Callback,
}

impl SignInStop {
    fn page(self) -> Option<PageKind> {
        match self {
            SignInStop::Login => Some(PageKind::Login),
            SignInStop::Consent => Some(PageKind::Consent),
            SignInStop::Request | SignInStop::Callback => None,
        }
    }
}

/// The user, the answer on the consent page, and the end.
pub(super) struct SignInOptions {
    pub(super) user: User,
    pub(super) answer: ConsentDecision,
    pub(super) stop: Option<SignInStop>,
}

impl SignInOptions {
    /// Opens a URL, or submits a form, and continues to the end, where the home page shows who is signed in. `start` is the
    /// first exchange of the step.
    pub(super) async fn walk(
        self,
        world: &mut World,
        actor: String,
        first: NextRequest,
        start: usize,
    ) -> Result<Observation, StepError> {
        let (consumer, provider) = (world.consumer()?, world.provider()?);
        let plan = FlowPlan {
            user: Some(self.user),
            decision: Some(self.answer.into()),
            stop_before: self.stop.and_then(SignInStop::page),
            redirect_uri: (self.stop == Some(SignInStop::Callback)).then(|| consumer.callback.clone()),
            stop_at: (self.stop == Some(SignInStop::Request)).then(|| provider.authorization.clone()),
        };
        let mut flow = flow::go(world, &actor, first, &plan).await?;
        // A later callback is addressed to the consumer.
        world.asks_for(&actor, None);
        flow.exchanges.start = start;
        let callback = passed(world, start, &flow.end, &consumer.callback);
        let request = passed(world, start, &flow.end, &provider.authorization);
        let carried = |name: &str| {
            let (_, value) = callback.as_ref()?.query_pairs().find(|(known, _)| known == name)?;
            Some(value.into_owned())
        };
        let result = json!({
            "request": request,
            "callback": callback,
            "code": carried("code"),
            "state": carried("state"),
            "error": carried("error"),
        });
        let mut seen = match self.stop {
            Some(_) => Observation::of(actor, flow, Value::Null),
            None => home_page::observe(world, &actor, flow).await?,
        };
        seen.result = result;
        Ok(seen)
    }
}

/// The default expectation: the step ends where it was to stop, or with the user signed in.
pub(super) fn default_expectation(
    stop: Option<SignInStop>,
    answer: ConsentDecision,
    user: Option<&Text>,
    seen: &Observation,
    evidence: &Evidence<'_>,
) -> Result<(), Mismatch> {
    let Some(stop) = stop else {
        let name = user.map_or(&seen.actor, |user| &user.0);
        return if answer == ConsentDecision::Deny { Ok(()) } else { super::signed_in(seen, evidence, Some(name)) };
    };
    let is_there = match stop {
        SignInStop::Request => seen.result["request"].is_string(),
        SignInStop::Callback => matches!(seen.end, StepEnd::Client(_)),
        SignInStop::Login | SignInStop::Consent => {
            stop.page().is_some_and(|wanted| seen.pages.last().is_some_and(|page| page.is(wanted)))
        }
    };
    if is_there {
        Ok(())
    } else {
        Err(Mismatch::new("to reach the point where the step was to stop", seen.end.describe()))
    }
}

/// The URL of an endpoint with its parameters, as the browser saw it: stopped at, or fetched.
fn passed(world: &World, start: usize, end: &StepEnd, endpoint: &Url) -> Option<Url> {
    let is_it = |url: &&Url| is_redirection_endpoint(url, endpoint);
    if let StepEnd::Client(to) | StepEnd::Elsewhere(to) = end
        && is_it(&&to.url)
    {
        return Some(with(&to.url, &to.posted));
    }
    let mut requests = world.log[start..].iter().map(|exchange| &exchange.request);
    let request = requests.find(|request| is_it(&&request.url))?;
    Some(with(&request.url, &form_of(request)))
}

/// A posted form is equivalent to a query (OpenID Connect Core §3.1.2.1, OAuth 2.0 Form Post Response Mode §2).
fn with(url: &Url, posted: &[(String, String)]) -> Url {
    let mut url = url.clone();
    if !posted.is_empty() {
        url.query_pairs_mut().extend_pairs(posted);
    }
    url
}
