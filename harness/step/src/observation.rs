//! What a step saw: what checks judge.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value;

use crate::model::destination::Destination;
use crate::model::exchange::{Exchange, Response};
use crate::model::page::{Page, PageKind};
use crate::model::quoted;
use crate::model::verdict::Mismatch;

/// The outcome of a step.
#[derive(Clone, Debug)]
pub struct Observation {
    /// The actor whose view it is.
    pub actor: String,
    /// The exchanges that the step made, as indices into the transcript.
    pub exchanges: Range<usize>,
    /// Where it ended.
    pub end: StepEnd,
    /// The kinds of the pages during the step, including the last.
    pub pages: Vec<PageKind>,
    /// The consumer's home page as the actor sees it afterwards, if a step opens it.
    pub home: Option<Page>,
    /// The step's result: `it` in its own expectation, and what `save:` keeps.
    pub result: Value,
}

impl Observation {
    /// What a browser saw during a navigation.
    pub fn of(actor: String, flow: FlowResult, result: Value) -> Observation {
        let FlowResult { end, pages, exchanges } = flow;
        Observation { actor, exchanges, end, pages, home: None, result }
    }

    /// The observation of a step without a request; `log`: the exchanges before.
    pub fn nothing(actor: String, log: &[Exchange], result: Value) -> Observation {
        let now = log.len();
        Observation { actor, exchanges: now..now, end: StepEnd::Nothing, pages: Vec::new(), home: None, result }
    }
}

/// The navigation.
#[derive(Clone, Debug)]
pub struct FlowResult {
    pub end: StepEnd,
    pub pages: Vec<PageKind>,
    pub exchanges: Range<usize>,
}

/// Where a step ended.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "one per step, and mostly a page")]
pub enum StepEnd {
    /// On a page.
    Page(Page),
    /// The browser was redirected to the redirect URI of a client that the harness plays. It was not fetched.
    Client(Destination),
    /// The browser was redirected away from all parties under test. It was not fetched.
    Elsewhere(Destination),
    /// A response that is not a page.
    Response(Response),
    /// The responses to requests that were sent in parallel.
    Several(Vec<Response>),
    /// Nothing was sent.
    Nothing,
}

impl StepEnd {
    /// The status of the last response; `None` if the browser was sent to a URL that is not fetched.
    pub fn status(&self) -> Option<u16> {
        match self {
            StepEnd::Page(page) => Some(page.status),
            StepEnd::Response(response) => Some(response.status),
            StepEnd::Client(_) | StepEnd::Elsewhere(_) | StepEnd::Several(_) | StepEnd::Nothing => None,
        }
    }

    /// A status 2xx, or what was expected (`wanted`) and what was seen instead.
    pub(crate) fn succeeded(&self, wanted: &str) -> Result<(), Mismatch> {
        match self.status() {
            Some(200..300) => Ok(()),
            _ => Err(Mismatch::new(wanted, self.describe())),
        }
    }

    /// One sentence for a report.
    pub fn describe(&self) -> String {
        match self {
            StepEnd::Page(page) => describe_page(page),
            StepEnd::Client(url) => format!("a redirect to the client: {url}"),
            StepEnd::Elsewhere(url) => format!("a redirect to another location: {url}"),
            StepEnd::Response(response) => describe_response(response),
            StepEnd::Several(responses) => describe_several(responses),
            StepEnd::Nothing => "nothing: no request was made".to_owned(),
        }
    }

    /// What was found, and in what: a step without a request ends in nothing that could be named.
    pub fn locate(&self, found: &str) -> String {
        match self {
            StepEnd::Nothing => found.to_owned(),
            end => format!("{found} in {}", end.describe()),
        }
    }
}

/// A page in a few words: kind, status, address, heading, and what its forms ask for.
pub fn describe_page(page: &Page) -> String {
    let name = [&page.heading, &page.title].into_iter().find(|text| !text.is_empty());
    let name = name.map_or_else(String::new, |name| format!(" \"{}\"", quoted::at_most(60, name)));
    let article = if page.kind.name().starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {} page{name} (status {}) at {}", page.kind.name(), page.status, page.url)
}

/// A response that is not a page in a few words.
pub fn describe_response(response: &Response) -> String {
    let media_type = response.media_type();
    let kind = if media_type.is_empty() { "no media type".to_owned() } else { media_type };
    let body = response.body.split_whitespace().collect::<Vec<_>>().join(" ");
    let body = quoted::at_most(200, &body);
    let body = if body.is_empty() { "an empty body".to_owned() } else { body };
    let challenge = response.header("www-authenticate").map(|value| format!(", WWW-Authenticate: {value}"));
    format!("status {} ({kind}{}): {body}", response.status, challenge.unwrap_or_default())
}

/// How many responses of each status there are.
fn describe_several(responses: &[Response]) -> String {
    let mut counts: BTreeMap<u16, usize> = BTreeMap::new();
    for response in responses {
        *counts.entry(response.status).or_default() += 1;
    }
    let counts: Vec<String> = counts.iter().map(|(status, count)| format!("{count} × {status}")).collect();
    format!("{} responses: {}", responses.len(), counts.join(", "))
}
