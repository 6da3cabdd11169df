//! The requests that a single-page app sends instead of a login form, as the target file lists them.

use serde_json::{Value, json};
use serde_json_path::JsonPath;
use url::Url;

use super::observation::describe_response;
use super::step_error::StepError;
use super::world::World;
use crate::browser::{NavigationEnd, StopUrls, Visit};
use crate::model::exchange::Response;
use crate::model::page::{Page, PageKind};
use crate::model::sign_in::{Pick, SignInBody, SignInRequest};
use crate::model::target::User;
use crate::syntax::template::{self, Variables};

/// The outcome.
#[expect(clippy::large_enum_variant, reason = "one per sign-in")]
pub(super) enum SignInOutcome {
    /// The last request was a navigation, and led here.
    Navigated(Visit),
    /// All requests were sent, and this is the last response; the app would now continue with its original request.
    SignedIn(Response),
    /// One request got an error, and the rest were not sent.
    Rejected(Response),
}

/// Whether this is a page on which the app would show its login: one that asks the user to sign in, or a shell that scripts
/// render.
pub(super) fn are_due(world: &World, page: &Page) -> bool {
    let shell = matches!(page.kind, PageKind::Unknown | PageKind::Blank) && page.status < 400;
    !world.deployment.sign_in.requests.is_empty() && (page.kind.asks_for_credentials() || shell)
}

/// Sends all of them from the page, in order.
pub(super) async fn send(
    world: &mut World,
    actor: &str,
    page: &Page,
    user: &User,
    stops: &StopUrls,
) -> Result<SignInOutcome, StepError> {
    let requests = world.deployment.sign_in.requests.clone();
    let mut picked = serde_json::Map::new();
    let mut signed = None;
    for request in &requests {
        let variables = variables(world, page, user, &picked);
        let url = url(&text(&request.url.value, &variables)?, page)?;
        if request.navigates && world.is_a_clients(&url) && stops.contains(&url) {
            // The app itself delivers the response to the client.
            let exchanges = world.log.len()..world.log.len();
            return Ok(SignInOutcome::Navigated(Visit { end: NavigationEnd::Stopped(url.into()), exchanges }));
        }
        if stops.contains(&url) && !is_named(&request.url.value, &url) {
            return Err(StepError::Scenario(format!(
                "the target's `sign-in-requests` lead to {url}, which is not a party under test"
            )));
        }
        for (name, value) in &request.cookies {
            let value = text(value, &variables)?;
            world.browser(actor).jar_mut().set(name, &value, &url);
        }
        if request.navigates {
            let (browser, log) = world.browser_and_log(actor);
            signed = Some(SignInOutcome::Navigated(browser.open(&url, stops, log).await?));
            continue;
        }
        let (headers, body) = message(request, &url, page, &variables)?;
        let (browser, log) = world.browser_and_log(actor);
        let response = browser.send_one(&request.method, &url, &headers, &body, log).await?;
        if is_refusal(&response) {
            return Ok(SignInOutcome::Rejected(response));
        }
        for (name, pick) in &request.pick {
            picked.insert(
                name.clone(),
                pick_from(world, actor, pick, &response, &url).ok_or_else(|| {
                    let what = describe_response(&response);
                    StepError::Scenario(format!(
                        "`sign-in-requests` pick `{name}` from the response of {url}, which does not have it: {what}"
                    ))
                })?,
            );
        }
        signed = Some(SignInOutcome::SignedIn(response));
    }
    signed.ok_or_else(|| StepError::Scenario("the target's `sign-in-requests` are empty".to_owned()))
}

/// An error status, or JSON with an error whatever the status is.
pub(super) fn is_refusal(response: &Response) -> bool {
    let says_so = |json: &Value| {
        let has_error = |name: &str| match &json[name] {
            Value::String(text) => !text.is_empty(),
            Value::Array(items) => !items.is_empty(),
            Value::Object(members) => !members.is_empty(),
            Value::Bool(is_error) => *is_error,
            Value::Number(_) | Value::Null => false,
        };
        has_error("error") || has_error("errors") || json["success"] == false || json["ok"] == false
    };
    response.status >= 400 || response.json().is_some_and(|json| says_so(&json))
}

/// The file itself names the host: then it is a party under test.
fn is_named(written: &str, url: &Url) -> bool {
    let literal = written.split("${").next().unwrap_or_default();
    Url::parse(literal).is_ok_and(|named| named.origin() == url.origin())
}

fn variables(world: &mut World, page: &Page, user: &User, picked: &serde_json::Map<String, Value>) -> Variables {
    let mut who = json!(user);
    who["code"] = json!(world.one_time_code(user));
    let query: serde_json::Map<String, Value> =
        page.url.query_pairs().map(|(name, value)| (name.into_owned(), json!(value))).collect();
    let page = json!({"url": page.url.as_str(), "query": query});
    Variables::from([
        ("user".to_owned(), template::value_of(&who)),
        ("page".to_owned(), template::value_of(&page)),
        ("picked".to_owned(), template::value_of(picked)),
    ])
}

/// The headers that a script of the page would send, and the body.
fn message(
    request: &SignInRequest,
    url: &Url,
    page: &Page,
    variables: &Variables,
) -> Result<(Vec<(String, String)>, String), StepError> {
    let mut headers = vec![("accept".to_owned(), "application/json, */*".to_owned())];
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        headers.push(("origin".to_owned(), page.url.origin().ascii_serialization()));
    }
    if page.url.origin() == url.origin() {
        let mut referer = page.url.clone();
        referer.set_fragment(None);
        headers.push(("referer".to_owned(), referer.into()));
    }
    let (kind, body) = match &request.body {
        SignInBody::Nothing => (None, String::new()),
        SignInBody::Json(value) => (Some("application/json"), rendered(value, variables)?.to_string()),
        SignInBody::Form(fields) => {
            let mut form = form_urlencoded::Serializer::new(String::new());
            for (name, value) in fields {
                form.append_pair(name, &text(value, variables)?);
            }
            (Some("application/x-www-form-urlencoded"), form.finish())
        }
    };
    headers.extend(kind.map(|kind| ("content-type".to_owned(), kind.to_owned())));
    for (name, value) in &request.headers {
        let name = name.to_ascii_lowercase();
        headers.retain(|(known, _)| *known != name);
        headers.push((name, text(value, variables)?));
    }
    Ok((headers, body))
}

fn pick_from(world: &mut World, actor: &str, pick: &Pick, response: &Response, url: &Url) -> Option<Value> {
    match pick {
        Pick::Json(path) => JsonPath::parse(path).ok()?.query(&response.json()?).first().cloned(),
        Pick::Header(name) => response.header(name).map(Value::from),
        Pick::Cookie(name) => world.browser(actor).jar().get(name, url).map(Value::from),
    }
}

fn rendered(value: &Value, variables: &Variables) -> Result<Value, StepError> {
    Ok(match value {
        Value::String(text) => template::render(text, variables).map_err(|error| StepError::Value(error.message))?,
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| rendered(item, variables)).collect::<Result<_, _>>()?)
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| Ok((name.clone(), rendered(value, variables)?)));
            Value::Object(members.collect::<Result<_, StepError>>()?)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    })
}

fn text(text: &str, variables: &Variables) -> Result<String, StepError> {
    template::render_text(text, variables).map_err(|error| StepError::Value(error.message))
}

fn url(text: &str, page: &Page) -> Result<Url, StepError> {
    page.url
        .join(text)
        .map_err(|error| StepError::Value(format!("`{text}` in `sign-in-requests` is not a URL: {error}")))
}
