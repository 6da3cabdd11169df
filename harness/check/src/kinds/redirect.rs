//! `redirect`: where the browser was finally redirected to, and with which parameters.

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{self, MapAccess, Visitor};
use serde_json::Value;

use url::Url;

use crate::http::locations;
use crate::members::Members;
use crate::model::exchange::{Exchange, Response as HttpResponse};
use crate::model::owner::Owner;
use crate::model::verdict::Mismatch;
use crate::oauth::authorize::Response;
use crate::step::{Evidence, Observation, StepEnd};
use crate::{Check, CheckKind, read, schema};

pub(super) const KIND: CheckKind = CheckKind {
    name: "redirect",
    summary: "Where the browser was redirected to: `client`, `elsewhere` or `none`; with `to`, also the parameters.",
    read: read::<Redirect>,
    schema: schema::<Redirect>,
};

#[derive(Debug, JsonSchema)]
#[schemars(with = "RedirectSchema")]
pub(super) struct Redirect {
    to: RedirectTarget,
    parameters: Members,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum RedirectTarget {
    /// The redirection endpoint of the client that the harness plays.
    Client,
    /// A URL outside the parties under test.
    Elsewhere,
    /// The browser stayed with the parties under test.
    None,
}

/// The two notations: the destination alone, or with the parameters.
#[derive(JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
#[expect(dead_code, reason = "only its schema is used")]
enum RedirectSchema {
    Short(RedirectTarget),
    RedirectOptions(RedirectOptions),
}

/// The long notation: `to`, and what is expected of the parameters.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "Redirect")]
struct RedirectOptions {
    to: RedirectTarget,
    #[serde(default)]
    parameters: Members,
}

impl Check for Redirect {
    fn judge(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        let not_followed = not_followed(seen, evidence);
        let end = not_followed.as_ref().unwrap_or(&seen.end);
        let (fits, expected) = match self.to {
            RedirectTarget::Client => (matches!(end, StepEnd::Client(_)), "a redirect to the client"),
            RedirectTarget::Elsewhere => (matches!(end, StepEnd::Elsewhere(_)), "a redirect to another location"),
            RedirectTarget::None => {
                (matches!(end, StepEnd::Page(_) | StepEnd::Response(_)), "no redirect away from the parties under test")
            }
        };
        if !fits {
            return Err(Mismatch::new(expected, end.describe()));
        }
        let (StepEnd::Client(to) | StepEnd::Elsewhere(to)) = end else { return Ok(()) };
        let response = Response::delivered(to);
        // A parameter without a value is none (RFC 6749 §3.1).
        let given = |name: &str| response.get(name).filter(|value| !value.is_empty());
        self.parameters.judge(seen, evidence, |name| given(name).map(Value::from))
    }
}

/// Where a browser would have been sent by a response that was not followed: that of a `request`, or of the last hop of a
/// `follow`. `None` if it would have stayed with the parties.
fn not_followed(seen: &Observation, evidence: &Evidence<'_>) -> Option<StepEnd> {
    let (from, response) = answer(&seen.end, &evidence.exchanges[..seen.exchanges.end])?;
    let away = |to: Url| {
        // A callback URL that redirects to itself (with a slash, over TLS) is not a destination: the browser is there already.
        let again = from.host() == to.host() && from.path() == to.path();
        if evidence.is_a_clients(&to) && !again {
            Some(StepEnd::Client(to.into()))
        } else {
            (evidence.deployment.owner_of(&to) == Owner::External).then(|| StepEnd::Elsewhere(to.into()))
        }
    };
    locations(response, from).into_iter().find_map(away)
}

/// The exchange that a step ended with: the requested URL, and the response.
fn answer<'a>(end: &StepEnd, log: &'a [Exchange]) -> Option<(&'a Url, &'a HttpResponse)> {
    let fits = |url: &Url, response: &HttpResponse| match end {
        StepEnd::Response(last) => response == last,
        StepEnd::Page(page) => response.status == page.status && without_fragment(url) == without_fragment(&page.url),
        StepEnd::Client(_) | StepEnd::Elsewhere(_) | StepEnd::Several(_) | StepEnd::Nothing => false,
    };
    let mut answered = log.iter().rev().filter_map(|exchange| Some((&exchange.request.url, exchange.response()?)));
    answered.find(|(url, response)| fits(url, response))
}

fn without_fragment(url: &Url) -> &str {
    &url[..url::Position::AfterQuery]
}

impl<'de> Deserialize<'de> for Redirect {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RedirectVisitor;

        impl<'de> Visitor<'de> for RedirectVisitor {
            type Value = Redirect;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("`client`, `elsewhere`, `none`, or `{to: …, parameters: {…}}`")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Redirect, E> {
                let to = RedirectTarget::deserialize(de::value::StrDeserializer::new(name))?;
                Ok(Redirect { to, parameters: Members::default() })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Redirect, A::Error> {
                let RedirectOptions { to, parameters } =
                    RedirectOptions::deserialize(de::value::MapAccessDeserializer::new(map))?;
                if to == RedirectTarget::None && !parameters.is_empty() {
                    let message = "no parameters without a redirect: `to: none` expects that the browser is not \
                        redirected";
                    return Err(de::Error::custom(message));
                }
                Ok(Redirect { to, parameters })
            }
        }

        deserializer.deserialize_any(RedirectVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::exchange::{Cause, Request};
    use crate::model::page::Page;

    #[test]
    fn a_page_is_found_among_the_exchanges_by_address_and_status() {
        let exchange = |url: &str, status: u16| Exchange {
            actor: "alice".to_owned(),
            cause: Cause::Open,
            request: Request::new("GET", Url::parse(url).expect("a URL")),
            outcome: Ok(HttpResponse { status, headers: Vec::new(), body: url.to_owned() }),
            took: std::time::Duration::ZERO,
        };
        let log =
            [exchange("http://p.test/a", 200), exchange("http://p.test/a", 300), exchange("http://p.test/b", 300)];
        let page: Page = serde_json::from_value(serde_json::json!({
            "url": "http://p.test/a#top", "status": 300, "title": "", "heading": "", "text": "", "forms": [], "loose": [],
            "links": [], "kind": "unknown", "main_form": null, "evidence": [], "moves_to": null, "referrer_policy": "",
        }))
        .expect("a page");
        let found = |end| answer(&end, &log).map(|(url, response)| (url.path(), response.status));
        assert_eq!(found(StepEnd::Page(page)), Some(("/a", 300)));
        assert_eq!(found(StepEnd::Response(log[0].response().expect("it has one").clone())), Some(("/a", 200)));
        assert_eq!(found(StepEnd::Nothing), None);
    }

    #[test]
    fn parameters_need_a_redirect() {
        let read = |text: &str| serde_json::from_str::<Redirect>(text).map(|read| read.to).map_err(|e| e.to_string());
        assert_eq!(read(r#"{"to": "none"}"#), Ok(RedirectTarget::None));
        assert_eq!(read(r#"{"to": "client", "parameters": {"has": ["code"]}}"#), Ok(RedirectTarget::Client));
        for parameters in [r#"{"has": ["a"]}"#, r#"{"lacks": ["a"]}"#, r#"{"with": {"a": 1}}"#, r#"{"not": {"a": 1}}"#]
        {
            let message_of_error =
                read(&format!(r#"{{"to": "none", "parameters": {parameters}}}"#)).expect_err("a mistake");
            assert!(message_of_error.contains("no parameters without a redirect"), "{message_of_error}");
        }
    }
}
