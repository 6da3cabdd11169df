//! A peer whose pages a test makes up, and stories that are told against it.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;

use oauth_harness::model::verdict::CaseReport;
use oauth_harness::run::{Options, run_case};
use oauth_harness::{Scenarios, Suite};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// What alice's authenticator knows.
pub(crate) const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// What a story says that is told for what its steps do, and judges an attack without a control.
pub(crate) const UNCONTROLLED: &str = "control: { none: a test of steps }\n";

/// Tells one story against a target; both are files of a folder that is gone afterwards.
pub(crate) async fn tell(name: &str, under_test: &str, steps: &str, target: &str) -> CaseReport {
    let folder = std::env::temp_dir().join(format!("oauth-harness-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (scenario, file) = (folder.join("story.yaml"), folder.join("target.yaml"));
    let head = "id: story\ntitle: A story\nwhy: A test.\nverifies: [rfc6749-4.1.2-state-echo-success]\n";
    std::fs::write(&file, format!("title: T\n{target}")).unwrap();
    let load = |control: &str| {
        std::fs::write(&scenario, format!("{head}{control}under-test: {under_test}\nsteps:\n{steps}")).unwrap();
        Suite::load(&Scenarios::at([&scenario]), &file, &BTreeMap::new())
    };
    let suite = load("").or_else(|_| load(UNCONTROLLED));
    std::fs::remove_dir_all(&folder).unwrap();
    let suite = suite.unwrap_or_else(|mistakes| panic!("{}", mistakes[0].render(false)));
    run_case(&suite.cases()[0], &suite.target, &Options::default()).await
}

/// A provider whose pages are what `answer` says.
pub(crate) async fn serve(answer: impl Fn(&Request) -> ResponseTemplate + Send + Sync + 'static) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
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
