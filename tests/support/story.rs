//! One story at a peer that the test plays, over `wiremock`.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use oauth_harness::model::verdict::{CaseReport, Verdict};
use oauth_harness::report::explain;
use oauth_harness::run::{Options, run_case};
use oauth_harness::{Scenarios, Suite};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::stub::UNCONTROLLED;

pub(crate) async fn serve(answer: impl Fn(&Request) -> ResponseTemplate + Send + Sync + 'static) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

/// `more` begins with further clients, or with other keys.
pub(crate) fn target(peer: &MockServer, more: &str) -> String {
    let pages = "authorization: /authorize, token: /token, device-authorization: /device, introspection: /introspect, \
                 revocation: /revoke, pushed-authorization-request: /par, registration: /register, jwks: /keys, \
                 discovery: /.well-known/openid-configuration, profile: /profile";
    format!(
        "provider: {{url: '{}', pages: {{{pages}}}}}\n\
         users: {{alice: {{name: alice, password: wonderland-1, shows: Alice}}}}\n\
         clients:\n  web: {{id: web, redirect-uri: 'http://client.test/cb'}}\n{more}",
        peer.uri()
    )
}

pub(crate) async fn tell(peer: &MockServer, steps: &str, more: &str) -> CaseReport {
    tell_at(&target(peer, more), steps).await
}

pub(crate) async fn tell_at(target: &str, steps: &str) -> CaseReport {
    let suite = suite(target, steps);
    run_case(&suite.cases()[0], &suite.target, &Options::default()).await
}

/// One story and a target; both are files of a folder that is gone afterwards.
pub(crate) fn suite(target: &str, steps: &str) -> Suite {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::SeqCst);
    let folder = std::env::temp_dir().join(format!("oauth-harness-client-{number}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (scenario, file) = (folder.join("story.yaml"), folder.join("target.yaml"));
    let head = "id: story\ntitle: A story\nwhy: A test.\nunder-test: provider\n\
                verifies: [rfc6749-4.1.2-state-echo-success]\n";
    std::fs::write(&file, format!("title: T\n{target}")).unwrap();
    let load = |control: &str| {
        std::fs::write(&scenario, format!("{head}{control}steps:\n{steps}")).unwrap();
        Suite::load(&Scenarios::at([&scenario]), &file, &BTreeMap::new())
    };
    let suite = load("").or_else(|_| load(UNCONTROLLED));
    std::fs::remove_dir_all(&folder).unwrap();
    suite.unwrap_or_else(|mistakes| panic!("{}", mistakes[0].render(false)))
}

pub(crate) fn passed(report: &CaseReport) {
    assert_eq!(report.verdict, Verdict::Pass, "{}", explain(report));
}
