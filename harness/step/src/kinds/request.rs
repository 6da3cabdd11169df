//! `request`: one request of any kind, sent verbatim. Redirects are not followed.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::browser::RequestContext;
use crate::call::Call;
use crate::http_text::{self, Headers};
use crate::model::exchange::{Request, Response};
use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::registration::{closed, permit};
use crate::step_error::absolute_url;
use crate::text::{Changes, Text};
use crate::token_request::set_headers;
use crate::{Evidence, Saves, StepError, StepKind, World, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "request",
    summary: "Sends one request with any method, headers and body, and follows no redirect.",
    members: &[],
    saves: Saves::IfNamed,
    read: read::<AnyRequest>,
    schema: schema::<AnyRequest>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct AnyRequest {
    /// The absolute URL.
    url: Text,
    /// The method.
    #[serde(default = "get", deserialize_with = "http_text::method")]
    method: String,
    /// Headers. A registration request without `authorization` has the target's initial access token (RFC 7591 §3), if there is
    /// one.
    #[serde(default)]
    headers: Headers,
    /// A form to send as the body.
    #[serde(default)]
    form: Option<Changes>,
    /// JSON to send as the body.
    #[serde(default)]
    json: Option<serde_json::Value>,
    /// Any other body.
    #[serde(default)]
    body: Option<Text>,
    /// The browser whose cookies are sent. Cookies of the response are not stored in it.
    #[serde(default)]
    cookies_of: Option<Text>,
}

impl Call for AnyRequest {
    fn prepare(&self, world: &World) -> Result<Request, StepError> {
        let mut request = Request::new(&self.method, absolute_url(&world.text(&self.url)?)?);
        if let Some(actor) = &self.cookies_of {
            let jar = world.jar_of(&world.text(actor)?)?;
            let context =
                RequestContext { same_site: true, safe_method: matches!(self.method.as_str(), "GET" | "HEAD") };
            let cookies = jar.cookies_for(&request.url, context);
            let pairs: Vec<String> = cookies.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
            if !pairs.is_empty() {
                request.headers.push(("cookie".to_owned(), pairs.join("; ")));
            }
        }
        if let Some((media_type, body)) = self.content(world)? {
            request.headers.push(("content-type".to_owned(), media_type.to_owned()));
            request.body = body;
        }
        set_headers(world, &mut request, &self.headers)?;
        permit(&mut request, world);
        Ok(request)
    }

    fn not_offered(&self, request: &Request, response: &Response, world: &World) -> Option<StepError> {
        closed(request, response, world)
    }

    fn default_expectation(&self, seen: &Observation, _evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        match seen.end.status() {
            Some(200..400) => Ok(()),
            _ => Err(Mismatch::new("a response with status 2xx or 3xx", seen.end.describe())),
        }
    }
}

impl AnyRequest {
    /// The media type and the body; a body given as text has no media type of its own.
    fn content(&self, world: &World) -> Result<Option<(&'static str, String)>, StepError> {
        match (&self.form, &self.json, &self.body) {
            (None, None, None) => Ok(None),
            (Some(form), None, None) => {
                let mut encoded = form_urlencoded::Serializer::new(String::new());
                for (name, value) in &form.0 {
                    encoded.append_pair(name, &world.text(value)?);
                }
                Ok(Some(("application/x-www-form-urlencoded", encoded.finish())))
            }
            (None, Some(json), None) => Ok(Some(("application/json", world.value(json)?.to_string()))),
            (None, None, Some(body)) => Ok(Some(("text/plain", world.text(body)?))),
            _ => Err(StepError::Value("a request has one body: `form`, `json` or `body`".to_owned())),
        }
    }
}

fn get() -> String {
    "GET".to_owned()
}
