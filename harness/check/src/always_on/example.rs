//! Cases for the tests of always-on checks: a provider at `https://op.test`, a consumer at `https://rp.test`, and a
//! client at `https://client.test`.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;
use time::OffsetDateTime;
use url::Url;

use super::{AlwaysOnCheck, Examined, Traffic};
use crate::model::deployment::{Client, ConsumerUrls, Deployment, OtherSecrets, ProviderUrls};
use crate::model::exchange::{Cause, Exchange, Request, Response};
use crate::model::page::{Page, PageKind};
use crate::model::sign_in::SignIn;
use crate::model::span::Span;
use crate::model::stopped_form::StoppedForm;
use crate::model::target::{ClientAuth, RequestDefaults, User};

/// A case, exchange by exchange.
pub(super) struct Case {
    deployment: Deployment,
    log: Vec<Exchange>,
    pages: BTreeMap<usize, Page>,
    stopped_forms: Vec<StoppedForm>,
}

impl Case {
    /// No exchange yet.
    pub(super) fn new() -> Case {
        Case { deployment: deployment(), log: Vec::new(), pages: BTreeMap::new(), stopped_forms: Vec::new() }
    }

    /// A browser opens a URL.
    pub(super) fn opens(self, at: &str) -> Case {
        self.sends("GET", at, Cause::Open)
    }

    /// A browser follows a redirect.
    pub(super) fn follows(self, at: &str) -> Case {
        self.sends("GET", at, Cause::Redirect)
    }

    /// A browser submits a form.
    pub(super) fn submits(self, at: &str, form: &str) -> Case {
        self.sends("POST", at, Cause::Submit).with("content-type", "application/x-www-form-urlencoded").of(form)
    }

    /// The client that the harness plays sends a request.
    pub(super) fn calls(self, method: &str, at: &str) -> Case {
        self.sends(method, at, Cause::Call)
    }

    fn sends(mut self, method: &str, at: &str, cause: Cause) -> Case {
        let request = Request::new(method, url(at));
        let outcome = Ok(Response { status: 200, headers: Vec::new(), body: String::new() });
        self.log.push(Exchange { actor: "alice".into(), cause, request, outcome, took: Duration::ZERO });
        self
    }

    /// The last request has this header.
    pub(super) fn with(mut self, name: &str, value: &str) -> Case {
        self.last().request.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The last request has this body.
    pub(super) fn of(mut self, body: &str) -> Case {
        body.clone_into(&mut self.last().request.body);
        self
    }

    /// The last request has JSON for its body.
    pub(super) fn json(mut self, body: &str) -> Case {
        self.last().request.headers.retain(|(name, _)| name != "content-type");
        self.with("content-type", "application/json").of(body)
    }

    /// The response to the last request.
    pub(super) fn gets(mut self, status: u16, headers: &[(&str, &str)], body: &str) -> Case {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.last().outcome = Ok(Response { status, headers, body: body.to_owned() });
        self
    }

    /// The response is a page of this kind, with the body as its text.
    pub(super) fn on(mut self, kind: PageKind) -> Case {
        let index = self.log.len() - 1;
        let Exchange { request, outcome, .. } = self.last();
        let response = outcome.as_ref().expect("a response").clone();
        let page = json!({
            "url": request.url, "status": response.status, "title": "", "heading": "", "text": response.body, "forms": [],
            "loose": [], "links": [], "kind": kind, "main_form": null, "evidence": [], "moves_to": null,
            "referrer_policy": "",
        });
        self.pages.insert(index, serde_json::from_value(page).expect("a page"));
        self
    }

    /// The last page redirects on its own.
    pub(super) fn moving_to(mut self, to: &str) -> Case {
        self.pages.values_mut().next_back().expect("a page").moves_to = Some(url(to));
        self
    }

    /// The last page has a link.
    pub(super) fn linking_to(mut self, to: &str) -> Case {
        let link = serde_json::from_value(json!({"url": url(to), "text": ""})).expect("a link");
        self.pages.values_mut().next_back().expect("a page").links.push(link);
        self
    }

    /// The last page sets a policy with `<meta>`.
    pub(super) fn limited_by(mut self, policy: &str) -> Case {
        self.pages.values_mut().next_back().expect("a page").policies.push(policy.to_owned());
        self
    }

    /// The policy of this page blocks its form, after the last exchange, on the way to this URL.
    pub(super) fn stopped_by(mut self, page: &str, allowed: &str, to: &str) -> Case {
        let redirected = self.last().response().is_some_and(Response::is_redirect);
        let exchange = self.log.len() - 1;
        let (page, to) = (url(page), url(to));
        self.stopped_forms.push(StoppedForm { page, allowed: allowed.to_owned(), to, redirected, exchange });
        self
    }

    fn last(&mut self) -> &mut Exchange {
        self.log.last_mut().expect("something was sent")
    }

    /// What a check reports.
    pub(super) fn examine(&self, kind: &AlwaysOnCheck) -> Examined {
        let now = OffsetDateTime::from_unix_timestamp(1_800_000_000).expect("a time");
        (kind.examine)(&Traffic::of(&self.deployment, &self.log, &self.pages, &self.stopped_forms, now))
    }

    /// The requirements that a check sees violated, and what it saw.
    pub(super) fn seen(&self, kind: &AlwaysOnCheck) -> Vec<(&'static str, String)> {
        let sightings = self.examine(kind).sightings.into_iter();
        sightings.map(|sighting| (sighting.requirement, sighting.mismatch.seen)).collect()
    }

    /// The requirements that a check could examine.
    pub(super) fn examined_requirements(&self, kind: &AlwaysOnCheck) -> Vec<&'static str> {
        self.examine(kind).relevant.into_keys().collect()
    }
}

fn url(text: &str) -> Url {
    Url::parse(text).expect("a URL")
}

fn deployment() -> Deployment {
    let client = Client {
        place: String::new(),
        id: "web".into(),
        secret: None,
        redirect_uri: "https://client.test/cb".into(),
        post_logout_redirect_uris: Vec::new(),
        auth: ClientAuth::Basic,
        assertion_audience: None,
    };
    let user = User {
        place: String::new(),
        span: Span::default(),
        name: "alice".into(),
        password: "wonderland-1".into(),
        shows: "alice@example.com".into(),
        totp_secret: None,
    };
    let consumer = ConsumerUrls {
        base: url("https://rp.test/"),
        also_at: Vec::new(),
        home: url("https://rp.test/"),
        sign_in: url("https://rp.test/login"),
        callback: url("https://rp.test/cb"),
        log_out: None,
    };
    let provider =
        ProviderUrls::at(url("https://op.test/"), url("https://op.test/authorize"), url("https://op.test/token"));
    Deployment {
        provider: Some(ProviderUrls {
            log_out: Some(url("https://op.test/logout")),
            registration: Some(url("https://op.test/register")),
            ..provider
        }),
        consumer: Some(consumer),
        clients: BTreeMap::from([("web".to_owned(), client)]),
        users: BTreeMap::from([("alice".to_owned(), user)]),
        others: BTreeMap::new(),
        scope: String::new(),
        sign_in: SignIn::default(),
        request_defaults: RequestDefaults::default(),
        other_secrets: OtherSecrets::default(),
    }
}
