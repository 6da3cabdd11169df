//! `authorize`: an authorization request of the client that the harness plays, and the pages that follow (RFC 6749 §4.1.1), up
//! to the redirect to the client.

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use crate::authorization_request::{self, AuthorizationRequest, RequestObject};
use crate::authorization_response::{MEMBERS, granted, observe};
use crate::browser::Submission;
use crate::flow;
use crate::flow_plan::{ConsentDecision, FlowPlan};
use crate::model::deployment::Client;
use crate::model::page::PageKind;
use crate::model::verdict::Mismatch;
use crate::oauth::authorize::{Parameters, Response, request_url};
use crate::observation::{FlowResult, Observation, StepEnd};
use crate::page_action::NextRequest;
use crate::parameters::{change, repeat};
use crate::pushing;
use crate::text::{Changes, Text};
use crate::{
    Evidence, Saves, Step, StepError, StepFuture, StepKind, World, assertions, default_actor, default_client, hint,
    read, schema,
};

pub(super) const KIND: StepKind = StepKind {
    name: "authorize",
    summary: "Opens the authorization endpoint in the browser, logs in and answers the consent page, up to the \
              redirect to the client.",
    members: &MEMBERS,
    saves: Saves::IfNamed,
    read: read::<Authorize>,
    schema: schema::<Authorize>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Authorize {
    /// The user driving the browser, who logs in.
    #[serde(default = "default_actor", rename = "as")]
    actor: Text,
    /// The user whose credentials to enter, if not the actor.
    #[serde(default)]
    user: Option<Text>,
    /// The client that sends the request.
    #[serde(default = "default_client")]
    client: Text,
    /// The answer on the consent page.
    #[serde(default)]
    consent: ConsentDecision,
    /// Parameters to replace or add.
    #[serde(default)]
    with: Changes,
    /// Parameters to leave out.
    #[serde(default)]
    without: Vec<String>,
    /// Parameters to send a second time, with this value.
    #[serde(default)]
    twice: Changes,
    /// The whole query (or form) verbatim, instead of all parameters.
    #[serde(default)]
    raw: Option<Text>,
    /// Signs the parameters in a request object (RFC 9101); only `client_id` is sent next to it.
    #[serde(default)]
    object: Option<RequestObject>,
    /// The saved `push` whose request to use (RFC 9126 §4): the browser sends `client_id` and `request_uri`;
    /// `with`, `without` and `twice` change these two.
    #[serde(default)]
    pushed: Option<Text>,
    /// Parameters to add next to the request object.
    #[serde(default)]
    outside: Changes,
    /// `GET`, or `POST` with the parameters in the body (OpenID Connect Core §3.1.2.1).
    #[serde(default)]
    method: AuthorizeMethod,
    /// Sends the request through the browser even if the provider requires pushed requests (RFC 9126 §5).
    #[serde(default)]
    unpushed: bool,
    /// The page to stop at, before any input.
    #[serde(default)]
    stop_before: Option<PageKind>,
    /// Accepts the first response, even if the provider remembers the user's consent. By default the user is asked once more
    /// with `prompt=consent` if a scenario needs the consent page.
    #[serde(default)]
    as_it_comes: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
enum AuthorizeMethod {
    #[default]
    Get,
    Post,
}

impl Authorize {
    /// The request, and the parameters that the browser sends for it, except those next to an object.
    fn request(&self, world: &mut World, client: &Client) -> Result<(AuthorizationRequest, Parameters), StepError> {
        if let Some(saved) = &self.pushed {
            let (asked, mut sent) = authorization_request::pushed(world, client, &world.text(saved)?)?;
            change(world, &mut sent, &self.with, &self.without)?;
            repeat(world, &mut sent, &self.twice)?;
            return Ok((asked, sent));
        }
        let asked = authorization_request::code_request(world, client, &self.with, &self.without, &self.twice)?;
        let sent = match &self.object {
            Some(how) => authorization_request::in_object(world, client, &asked.parameters, how)?,
            None => asked.parameters.clone(),
        };
        Ok((asked, sent))
    }

    /// Whether the request is sent as parameters in the URL, and not in another way that the scenario is about.
    fn is_plain(&self) -> bool {
        let is_wrapped = self.pushed.is_some() || self.object.is_some() || self.raw.is_some();
        !is_wrapped && !self.unpushed && self.outside.0.is_empty() && self.method == AuthorizeMethod::Get
    }

    /// How the request is sent to the authorization endpoint.
    fn way(&self, world: &World, endpoint: &Url, parameters: &Parameters) -> Result<NextRequest, StepError> {
        let raw = self.raw.as_ref().map(|raw| world.text(raw)).transpose()?;
        if self.method == AuthorizeMethod::Post {
            let raw_entries = raw.map(|raw| form_urlencoded::parse(raw.as_bytes()).into_owned().collect());
            return Ok(NextRequest::Submit(Submission {
                page: endpoint.clone(),
                method: "POST".to_owned(),
                url: endpoint.clone(),
                enctype: "application/x-www-form-urlencoded".to_owned(),
                charset: String::new(),
                entries: raw_entries.unwrap_or_else(|| parameters.clone()),
            }));
        }
        let Some(raw) = raw else { return Ok(NextRequest::Open(request_url(endpoint, parameters))) };
        // The endpoint's own query is kept (RFC 6749 §3.1).
        let own = endpoint.query().filter(|own| !own.is_empty()).map(|own| format!("{own}&")).unwrap_or_default();
        let mut url = endpoint.clone();
        url.set_query(Some(&format!("{own}{raw}")));
        Ok(NextRequest::Open(url))
    }
}

impl Authorize {
    /// The scenario continues from the consent page, or from the user's response to it.
    fn wants_question(&self) -> bool {
        !self.as_it_comes && (self.stop_before == Some(PageKind::Consent) || self.consent == ConsentDecision::Deny)
    }

    /// A provider may remember a user's consent (RFC 6749 §10.2); `prompt=consent` makes it ask the user anyway (OpenID Connect
    /// Core §3.1.2.1).
    fn ask_again(&self, asked: &mut AuthorizationRequest, sent: &mut Parameters) -> Result<(), StepError> {
        let is_fixed = self.raw.is_some() || self.object.is_some() || self.pushed.is_some();
        if is_fixed || sent.iter().any(|(name, _)| name == "prompt") {
            return Err(StepError::NotOffered(REMEMBERED.to_owned()));
        }
        let prompt = || ("prompt".to_owned(), "consent".to_owned());
        asked.parameters.push(prompt());
        sent.push(prompt());
        Ok(())
    }
}

/// What keeps a scenario from the consent page if its user has consented before.
const REMEMBERED: &str = "the provider remembers the user's consent, and does not ask again";

/// The client has a code, and no consent page was shown.
fn is_unasked(flow: &FlowResult) -> bool {
    let has_code = |to| Response::delivered(to).get("code").is_some();
    let is_granted = matches!(&flow.end, StepEnd::Client(to) if has_code(to));
    is_granted && !flow.pages.contains(&PageKind::Consent)
}

impl Step for Authorize {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let actor = world.text(&self.actor)?;
            let provider = world.provider()?;
            let client = world.client(&world.text(&self.client)?)?;
            let user = world.user_of(&actor, self.user.as_ref())?;
            if self.object.is_some() {
                assertions::learn_issuer(world).await;
            }
            let (mut asked, mut sent) = self.request(world, &client)?;
            change(world, &mut sent, &self.outside, &[])?;
            let name = user.name.clone();
            let plan = FlowPlan {
                user: Some(user),
                decision: Some(self.consent.into()),
                stop_before: self.stop_before,
                stop_at: None,
                redirect_uri: Url::parse(&asked.redirect_uri).ok(),
            };
            let start = world.log.len();
            let can_be_pushed = self.is_plain();
            if pushing::is_demanded(world) && self.pushed.is_none() && !self.unpushed {
                if !can_be_pushed {
                    return Err(pushing::not_this_way());
                }
                sent = pushing::push(world, &self.client, &client, &asked).await?;
            }
            let way = self.way(world, &provider.authorization, &sent)?;
            let mut flow = flow::go(world, &actor, way, &plan).await?;
            if can_be_pushed && pushing::would_help(world, &flow.end).await {
                sent = pushing::push(world, &self.client, &client, &asked).await?;
                let way = self.way(world, &provider.authorization, &sent)?;
                flow = flow::go(world, &actor, way, &plan).await?;
            }
            if self.wants_question() && is_unasked(&flow) && world.knowledge.has_agreed(&name, &client.id) {
                self.ask_again(&mut asked, &mut sent)?;
                if can_be_pushed && pushing::is_demanded(world) {
                    sent = pushing::push(world, &self.client, &client, &asked).await?;
                }
                let way = self.way(world, &provider.authorization, &sent)?;
                flow = flow::go(world, &actor, way, &plan).await?;
                flow.exchanges.start = start;
                if is_unasked(&flow) {
                    return Err(StepError::NotOffered(REMEMBERED.to_owned()));
                }
            }
            let seen = observe(&actor, flow, &asked);
            if self.consent == ConsentDecision::Allow
                && seen.pages.contains(&PageKind::Consent)
                && granted(&seen).is_ok()
            {
                world.knowledge.note_agreed(&name, &client.id);
            }
            Ok(seen)
        })
    }

    fn default_expectation(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let outcome = match self.stop_before {
            Some(kind) => at_page(kind, seen),
            None if self.consent == ConsentDecision::Deny => denied(seen),
            None => granted(seen),
        };
        outcome.map_err(|mismatch| {
            let changed = !self.with.0.is_empty() || !self.twice.0.is_empty() || !self.without.is_empty();
            let role = (!changed && self.raw.is_none()).then_some(&self.client);
            Mismatch { hint: role.and_then(|role| hint::of_authorization(evidence, role, seen)), ..mismatch }
        })
    }
}

fn denied(seen: &Observation) -> Result<(), Mismatch> {
    if matches!(seen.end, StepEnd::Client(_)) && seen.result["error"] == "access_denied" {
        return Ok(());
    }
    Err(Mismatch::new("a redirect to the client with the error `access_denied`", seen.end.describe()))
}

fn at_page(kind: PageKind, seen: &Observation) -> Result<(), Mismatch> {
    if matches!(&seen.end, StepEnd::Page(_)) && seen.pages.last().is_some_and(|page| page.is(kind)) {
        return Ok(());
    }
    Err(Mismatch::new(format!("to reach a {} page", kind.name()), seen.end.describe()))
}
