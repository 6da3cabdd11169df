//! An exchange without secrets and without values that vary: what reports get to see, as data.
//!
//! Every text in it has gone through the redaction of `record`: a secret, and whatever differs from run to run, is there by
//! its name (`<access_token:1>`).

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::exchange::Cause;
use super::page::PageKind;

/// One request and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Exchange")]
pub struct RedactedExchange {
    /// Who sent it: the name of a browser, or of the client that we play.
    pub actor: String,
    /// What made the actor send it.
    pub cause: Cause,
    /// What was sent.
    pub request: RedactedRequest,
    /// What came back.
    #[serde(flatten)]
    pub outcome: RedactedOutcome,
    /// From before the request was sent until the body was read, in milliseconds.
    #[serde(rename = "took_ms", serialize_with = "milliseconds")]
    #[schemars(with = "f64")]
    pub took: Duration,
}

impl RedactedExchange {
    /// The response, when there was one.
    pub fn response(&self) -> Option<&RedactedResponse> {
        match &self.outcome {
            RedactedOutcome::Response(response) => Some(response),
            RedactedOutcome::Failure(_) => None,
        }
    }

    /// The page that a browser was shown, when it was one.
    pub fn page(&self) -> Option<&RedactedPage> {
        match &self.response()?.body {
            RedactedBody::Page(page) => Some(page),
            RedactedBody::Empty | RedactedBody::Form(_) | RedactedBody::Json(_) | RedactedBody::Text(_) => None,
        }
    }
}

/// What was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Request")]
pub struct RedactedRequest {
    /// `GET`, `POST`, …
    pub method: String,
    /// Where to.
    pub url: RedactedUrl,
    /// Name and value of the headers that a story, a cookie or a client's credentials made; what every browser sends of its
    /// own accord is left out.
    pub headers: Vec<(String, String)>,
    /// What was sent with it.
    pub body: RedactedBody,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Outcome")]
pub enum RedactedOutcome {
    /// A response.
    Response(RedactedResponse),
    /// No response, and why.
    Failure(RedactedFailure),
}

/// A response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Response")]
pub struct RedactedResponse {
    /// The status code.
    pub status: u16,
    /// The media type of the body, or empty.
    pub media_type: String,
    /// Its `Location`, when it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<RedactedLocation>,
    /// Name and value of the other headers; those that differ between runs and machines (`date`, `server`, …) are left out.
    pub headers: Vec<(String, String)>,
    /// How it was written: the media type as it stands there, whether it said how long it is, how its body is laid out. No
    /// report has it.
    #[serde(skip)]
    pub written: String,
    /// What came with it.
    pub body: RedactedBody,
}

/// Why there is no response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Failure")]
pub struct RedactedFailure {
    /// `unreachable`, `proxy`, `timed-out`, `not-http`, `unsendable`, `tls` or `too-large`.
    pub kind: &'static str,
    /// The same in a sentence.
    pub message: String,
}

/// A URL, its query decoded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Url")]
pub struct RedactedUrl {
    /// Without query and fragment.
    pub address: String,
    /// Name and value of each parameter, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub query: Vec<(String, String)>,
    /// The fragment, as it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fragment: Option<String>,
}

/// A `Location`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Location")]
pub struct RedactedLocation {
    /// As the header has it; where it leads somewhere, without its query.
    pub written: String,
    /// Where it leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leads_to: Option<RedactedUrl>,
    /// Why it leads nowhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// What came or was sent beside the headers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Body")]
pub enum RedactedBody {
    /// Nothing.
    Empty,
    /// The fields of a form, decoded, in order.
    Form(Vec<(String, String)>),
    /// JSON, as text: a number can be among the values that are there by their names.
    Json(String),
    /// The first line of something else.
    Text(String),
    /// An HTML page, as the browser understood it.
    Page(Box<RedactedPage>),
}

/// An HTML page, as the browser understood it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Page")]
pub struct RedactedPage {
    /// What it was taken for.
    pub kind: PageKind,
    /// Why: short sentences, strongest first.
    pub evidence: Vec<String>,
    /// Its heading, or else its title, or empty.
    pub heading: String,
    /// Its links.
    pub links: Vec<RedactedLink>,
    /// Its forms.
    pub forms: Vec<RedactedForm>,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Link")]
pub struct RedactedLink {
    /// Its text.
    pub text: String,
    /// Where it leads, without query and fragment.
    pub address: String,
}

/// A form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Form")]
pub struct RedactedForm {
    /// `GET` or `POST`.
    pub method: String,
    /// Where it is sent, without query and fragment.
    pub action: String,
    /// Its controls.
    pub controls: Vec<RedactedControl>,
}

/// A control of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Control")]
pub struct RedactedControl {
    /// `text`, `password`, `hidden`, `submit`, …
    pub kind: String,
    /// Its name, or empty.
    pub name: String,
    /// The value that is sent when nobody changes it.
    pub value: String,
}

fn milliseconds<S: Serializer>(took: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((took.as_secs_f64() * 1_000_000.0).round() / 1000.0)
}
