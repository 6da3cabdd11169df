//! One request of a navigation: its cause, and where a redirect leads from it.

use url::Url;

use super::form_action::FormAction;
use super::headers::{Navigation, referrer_policy};
use super::redirect::keeps_method;
use crate::http;
use crate::model::destination::Destination;
use crate::model::exchange::{Cause, Response};
use crate::model::stopped_form::StoppedForm;

/// One request to be sent, with its cause.
pub(super) struct Hop {
    pub(super) method: String,
    pub(super) url: Url,
    /// `content-type` and content.
    pub(super) body: Option<(String, String)>,
    pub(super) cause: Cause,
    pub(super) navigation: Navigation,
    /// For a form, and the redirects that follow it: the `form-action` of its page.
    pub(super) form_action: Option<FormAction>,
}

impl Hop {
    /// What keeps a browser from sending this request, if the policy of a page does. The caller adds the exchange.
    pub(super) fn stopped_by_form_action(&self) -> Option<StoppedForm> {
        let page = self.navigation.initiator.as_ref()?;
        let redirected = !self.navigation.chain.is_empty();
        let allowed = self.form_action.as_ref()?.forbidding(page, &self.url, redirected)?;
        let (page, allowed, to) = (page.clone(), allowed.to_owned(), self.url.clone());
        Some(StoppedForm { page, allowed, to, redirected, exchange: 0 })
    }
}

/// The hop of a `Location`; what is wrong with it, if it is not valid.
pub(super) fn redirected(response: &Response, hop: &Hop) -> Result<Option<Hop>, String> {
    let url = match http::redirect(response, &hop.url) {
        None => return Ok(None),
        Some(Err(why)) => return Err(why),
        Some(Ok(url)) => url,
    };
    let mut navigation = hop.navigation.clone();
    navigation.chain.push(hop.url.clone());
    if let Some(policy) = referrer_policy_of(response) {
        navigation.policy = policy;
    }
    let keeps = keeps_method(response.status, &hop.method);
    Ok(Some(Hop {
        method: if keeps { hop.method.clone() } else { "GET".to_owned() },
        url,
        body: hop.body.clone().filter(|_| keeps),
        cause: Cause::Redirect,
        navigation,
        form_action: hop.form_action.clone(),
    }))
}

/// The policy of a response: several headers are one list.
pub(super) fn referrer_policy_of(response: &Response) -> Option<String> {
    referrer_policy(&response.header_all("referrer-policy").collect::<Vec<_>>().join(","))
}

/// Where a browser stops, and what it would have sent there.
pub(super) fn stopped(hop: Hop) -> Destination {
    Destination { posted: posted(hop.body.as_ref()), url: hop.url }
}

/// The fields of a body, if it is a form in the one encoding that can be recognized.
fn posted(body: Option<&(String, String)>) -> Vec<(String, String)> {
    let form = body.filter(|(kind, _)| kind == "application/x-www-form-urlencoded");
    form.map(|(_, content)| form_urlencoded::parse(content.as_bytes()).into_owned().collect()).unwrap_or_default()
}

pub(super) fn get(url: &Url, navigation: Navigation) -> Hop {
    Hop { method: "GET".to_owned(), url: url.clone(), body: None, cause: Cause::Open, navigation, form_action: None }
}

pub(super) fn without_fragment(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    url
}
