//! Broken and delayed responses: the policy can corrupt a response after its endpoint has produced it. All responses
//! come through here; the endpoints do not know about it.

use std::time::Duration;

use http::{HeaderValue, StatusCode, header};

use crate::http::body::Body;
use crate::http::request::Request;
use crate::http::respond::{self, Response};
use crate::http::routes::Route;
use crate::policy::ResponseDelivery;
use crate::state::app::App;

/// No response: the connection is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no response, because of the policy or because the provider stops")]
pub(crate) struct Dropped;

/// The whitespace before a huge response.
const BLANKS: u64 = 16 * 1024 * 1024;

/// The query of the URL that a request was redirected to: there it gets its response.
const MOVED: &str = "moved";

/// The response as it reaches the client.
pub(crate) async fn send(app: &App, request: &Request, response: Response) -> Result<Response, Dropped> {
    let delay = app.policy().reply.delay.into();
    Ok(match reply(app, request) {
        ResponseDelivery::AsItIs | ResponseDelivery::Redirected => response,
        ResponseDelivery::ServerError => page(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong"),
        ResponseDelivery::Html => page(StatusCode::OK, "We will be back soon"),
        ResponseDelivery::PlainText => respond::as_text(response),
        ResponseDelivery::Truncated => response.map(|body| {
            let bytes = body.into_bytes();
            Body::from(bytes.slice(..bytes.len() / 2))
        }),
        ResponseDelivery::BrokenOff => response.map(|body| Body::broken_off(&body.into_bytes())),
        ResponseDelivery::Dropped => return Err(Dropped),
        ResponseDelivery::Late => {
            tokio::time::sleep(delay).await;
            response
        }
        ResponseDelivery::Dripping => response.map(|body| Body::dripping(body.into_bytes(), delay)),
        ResponseDelivery::Huge => response.map(|body| Body::padded(BLANKS, body.into_bytes())),
    })
}

/// Waits before a response.
pub(crate) async fn pass(time: Duration) {
    if !time.is_zero() {
        tokio::time::sleep(time).await;
    }
}

/// The redirect of a request to another host; no endpoint sees it. 307 repeats the request, including code and secret
/// (RFC 9110 §15.4.8).
pub(crate) fn elsewhere(app: &App, request: &Request) -> Option<Response> {
    if reply(app, request) != ResponseDelivery::Redirected || request.query == MOVED {
        return None;
    }
    let location = format!("{}{}?{MOVED}", other_name(app.origin()), request.path);
    let mut response = respond::empty(StatusCode::TEMPORARY_REDIRECT);
    response.headers_mut().insert(header::LOCATION, HeaderValue::try_from(location).ok()?);
    Some(response)
}

fn reply(app: &App, request: &Request) -> ResponseDelivery {
    let rules = &app.policy().reply;
    match request.route {
        Some(Route::Token) => rules.token,
        Some(Route::Profile) => rules.profile,
        Some(Route::Userinfo) => rules.userinfo,
        Some(Route::Discovery | Route::Metadata) => rules.metadata,
        Some(Route::Jwks) => rules.key_set,
        _ => ResponseDelivery::AsItIs,
    }
}

fn page(status: StatusCode, title: &str) -> Response {
    respond::html(status, format!("<!doctype html>\n<title>{title}</title>\n<h1>{title}</h1>\n"))
}

/// The other name of this machine, if one of the two was used: the provider responds there, too.
fn other_name(origin: &str) -> String {
    if origin.contains("//localhost") {
        origin.replacen("//localhost", "//127.0.0.1", 1)
    } else {
        origin.replacen("//127.0.0.1", "//localhost", 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elsewhere_is_the_same_machine_by_another_name() {
        assert_eq!(other_name("http://127.0.0.1:8000"), "http://localhost:8000");
        assert_eq!(other_name("https://localhost:8000"), "https://127.0.0.1:8000");
        assert_eq!(other_name("https://op.example"), "https://op.example");
    }
}
