//! Text without secrets and without values that vary, and exchanges with such texts: the data of reports.
//!
//! A secret, or a value that differs from run to run, is replaced by a symbol (`<access_token:1>`). Reports receive nothing
//! else from peers: to show more, a report would have to redact it first.

use std::fmt;
use std::ops::Deref;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::exchange::Cause;
use super::page::PageKind;

/// Knows the secrets of a case, and finds them in a text.
pub trait Redactor {
    /// The text with symbols for secrets and for values that vary.
    fn redact(&self, text: &str) -> String;
}

/// A text that may be shown and stored.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Redacted(String);

impl Redacted {
    /// Text that a peer sent, or that was derived from it.
    pub fn by(redactor: &impl Redactor, text: &str) -> Redacted {
        Redacted(redactor.redact(text))
    }

    /// One of our sentences, which contains nothing external except numbers, names from the user's own files, and texts that were
    /// redacted before.
    pub fn ours(sentence: impl Into<String>) -> Redacted {
        Redacted(sentence.into())
    }
}

impl From<&'static str> for Redacted {
    fn from(sentence: &'static str) -> Redacted {
        Redacted(sentence.to_owned())
    }
}

impl Deref for Redacted {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Redacted {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl PartialEq<str> for Redacted {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Redacted {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

/// One request and its result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Exchange")]
pub struct RedactedExchange {
    /// The sender: the name of a browser, or of the client that the harness plays.
    pub actor: String,
    /// What caused the actor to send it.
    pub cause: Cause,
    /// The request.
    pub request: RedactedRequest,
    /// The response, or the failure.
    #[serde(flatten)]
    pub outcome: RedactedOutcome,
    /// From before the request was sent until the body was received, in milliseconds.
    #[serde(rename = "took_ms", serialize_with = "milliseconds")]
    #[schemars(with = "f64")]
    pub took: Duration,
}

impl RedactedExchange {
    /// The response, if there was one.
    pub fn response(&self) -> Option<&RedactedResponse> {
        match &self.outcome {
            RedactedOutcome::Response(response) => Some(response),
            RedactedOutcome::Failure(_) => None,
        }
    }

    /// The page that a browser displayed, if there was one.
    pub fn page(&self) -> Option<&RedactedPage> {
        match &self.response()?.body {
            RedactedBody::Page(page) => Some(page),
            RedactedBody::Empty | RedactedBody::Form(_) | RedactedBody::Json(_) | RedactedBody::Text(_) => None,
        }
    }
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Request")]
pub struct RedactedRequest {
    /// `GET`, `POST`, …
    pub method: String,
    /// Its URL.
    pub url: RedactedUrl,
    /// Name and value of the headers that come from a scenario, a cookie or a client's credentials; those that every browser
    /// sends are left out.
    pub headers: Vec<(Redacted, Redacted)>,
    /// Its body.
    pub body: RedactedBody,
}

/// The result of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Outcome")]
pub enum RedactedOutcome {
    /// A response.
    Response(RedactedResponse),
    /// No response, and the reason.
    Failure(RedactedFailure),
}

/// A response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Response")]
pub struct RedactedResponse {
    /// The status code.
    pub status: u16,
    /// The media type of the body, or empty.
    pub media_type: Redacted,
    /// Its `Location`, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<RedactedLocation>,
    /// Name and value of the other headers; those that differ between runs and machines (`date`, `server`, …) are left out.
    pub headers: Vec<(Redacted, Redacted)>,
    /// How it was written: the media type verbatim, whether it declared its length, the layout of its body. No report shows it.
    #[serde(skip)]
    pub written: Redacted,
    /// Its body.
    pub body: RedactedBody,
}

/// Why the response is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Failure")]
pub struct RedactedFailure {
    /// `unreachable`, `proxy`, `timed-out`, `not-http`, `unsendable`, `tls` or `too-large`.
    pub kind: &'static str,
    /// The same as a sentence.
    pub message: Redacted,
}

/// A URL, its query decoded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Url")]
pub struct RedactedUrl {
    /// Without query and fragment.
    pub address: Redacted,
    /// Name and value of each parameter, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub query: Vec<(Redacted, Redacted)>,
    /// The fragment, verbatim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fragment: Option<Redacted>,
}

/// A `Location`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Location")]
pub struct RedactedLocation {
    /// As in the header; if it is a valid URL, without its query.
    pub written: Redacted,
    /// The URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leads_to: Option<RedactedUrl>,
    /// Why it is not a valid URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Redacted>,
}

/// The body of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Body")]
pub enum RedactedBody {
    /// Nothing.
    Empty,
    /// The fields of a form, decoded, in order.
    Form(Vec<(Redacted, Redacted)>),
    /// JSON, as text: a number can be among the values with symbols.
    Json(Redacted),
    /// The first line of any other body.
    Text(Redacted),
    /// An HTML page, as the browser parsed it.
    Page(Box<RedactedPage>),
}

/// An HTML page, as the browser parsed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Page")]
pub struct RedactedPage {
    /// Its kind.
    pub kind: PageKind,
    /// The evidence: short sentences, strongest first.
    pub evidence: Vec<Redacted>,
    /// Its heading, or else its title, or empty.
    pub heading: Redacted,
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
    pub text: Redacted,
    /// Its target, without query and fragment.
    pub address: Redacted,
}

/// A form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Form")]
pub struct RedactedForm {
    /// `GET` or `POST`.
    pub method: Redacted,
    /// Its target, without query and fragment.
    pub action: Redacted,
    /// Its controls.
    pub controls: Vec<RedactedControl>,
}

/// A control of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Control")]
pub struct RedactedControl {
    /// `text`, `password`, `hidden`, `submit`, …
    pub kind: Redacted,
    /// Its name, or empty.
    pub name: Redacted,
    /// The value that is sent if the user does not change it.
    pub value: Redacted,
}

fn milliseconds<S: Serializer>(took: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((took.as_secs_f64() * 1_000_000.0).round() / 1000.0)
}
