//! A mocked peer whose pages come from the test.

#![expect(clippy::unwrap_used, reason = "a test")]

use oauth_harness::model::verdict::CaseReport;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::temporary_suite::{load, run_first};

/// The TOTP secret of alice.
pub(crate) const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// Runs one scenario against a target.
pub(crate) async fn run_steps(name: &str, under_test: &str, steps: &str, target: &str) -> CaseReport {
    run_first(&load(name, target, under_test, steps)).await
}

/// A peer that responds to every request with the result of `respond`.
pub(crate) async fn serve(respond: impl Fn(&Request) -> ResponseTemplate + Send + Sync + 'static) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(respond).mount(&server).await;
    server
}

pub(crate) fn target(server: &MockServer, rest: &str) -> String {
    format!(
        "provider: {{url: '{}', pages: {{authorization: /authorize, token: /token, log-in: /name}}}}\n\
         clients: {{web: {{id: web, redirect-uri: 'http://client.test/cb'}}}}\n\
         users: {{alice: {{name: alice@op.test, password: wonderland-1, shows: Alice, totp-secret: {SECRET}}}}}\n{rest}",
        server.uri()
    )
}

pub(crate) fn html(body: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(format!("<!doctype html><title>T</title>{body}"), "text/html")
}

pub(crate) fn to(location: &str) -> ResponseTemplate {
    ResponseTemplate::new(303).insert_header("location", location)
}

pub(crate) fn field(request: &Request, name: &str) -> String {
    let fields = form_urlencoded::parse(&request.body);
    fields.into_owned().find(|(known, _)| known == name).map(|(_, value)| value).unwrap_or_default()
}

pub(crate) fn parameter(request: &Request, name: &str) -> String {
    let mut pairs = request.url.query_pairs();
    pairs.find(|(known, _)| known == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}

pub(crate) fn cookie(request: &Request, pair: &str) -> bool {
    request.headers.get("cookie").is_some_and(|value| value.to_str().unwrap().split("; ").any(|known| known == pair))
}
