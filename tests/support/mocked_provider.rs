//! One scenario about a provider mocked with `wiremock`, with every endpoint that a provider may have.

use oauth_harness::Suite;
use oauth_harness::model::verdict::{CaseReport, Verdict};
use oauth_harness::report::explain;
use wiremock::MockServer;

pub(crate) use super::mocked_peer::serve;
use super::temporary_suite::{load, run_first};

/// The target file of the mocked provider; `more` begins with more clients, or with top-level keys.
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

/// Runs one scenario against the mocked provider.
pub(crate) async fn run_steps(peer: &MockServer, steps: &str, more: &str) -> CaseReport {
    run_steps_at(&target(peer, more), steps).await
}

/// Runs one scenario about a provider against a target.
pub(crate) async fn run_steps_at(target: &str, steps: &str) -> CaseReport {
    run_first(&suite(target, steps)).await
}

/// A suite of one scenario about a provider, and a target.
pub(crate) fn suite(target: &str, steps: &str) -> Suite {
    load("client", target, "provider", steps)
}

pub(crate) fn passed(report: &CaseReport) {
    assert_eq!(report.verdict, Verdict::Passed, "{}", explain(report));
}
