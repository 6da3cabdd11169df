//! When the observation of a step cannot be judged at all, whatever was expected of it: the peer was busy or down, is not where
//! the target file says, or showed an unrecognized page.

use super::diagnosis;
use super::evidence::Evidence;
use super::observation::{Observation, StepEnd};
use super::unknown_page::unknown_page;
use crate::model::exchange::{Exchange, Response};
use crate::model::owner::Owner;
use crate::model::status::is_about_the_server;
use crate::model::verdict::Mismatch;

/// Why the result of a step says nothing about any requirement, as a mismatch that is `unjudged`; `None` if it can be judged.
///
/// An expectation that names such a status itself (a scenario about throttling, or about whether an endpoint exists) is judged
/// anyway: the caller decides.
pub fn unrecognized_page(seen: &Observation, evidence: &Evidence<'_>) -> Option<Mismatch> {
    let log = evidence.exchanges.get(seen.exchanges.clone())?;
    broke_off(log, seen)
        .or_else(|| failed(seen, evidence))
        .or_else(|| sent_to_external_host(seen, evidence))
        .or_else(|| unknown_page(seen, evidence))
}

/// The last request of the step got no response.
fn broke_off(log: &[Exchange], seen: &Observation) -> Option<Mismatch> {
    let failed = |exchange: &Exchange| exchange.outcome.as_ref().err().cloned();
    let failure = match &seen.end {
        // Of many parallel requests, each counts.
        StepEnd::Several(_) => log.iter().find_map(failed),
        _ => log.last().and_then(failed),
    }?;
    let mismatch = Mismatch::unjudged("a response", failure.to_string());
    Some(Mismatch { hint: failure.hint(), ..mismatch })
}

/// The peer is overloaded, or has failed: that is about the peer, not about the request.
///
/// Only this is inconclusive if an expectation names statuses, but none of these.
pub fn failed(seen: &Observation, evidence: &Evidence<'_>) -> Option<Mismatch> {
    // If the home page was requested, it shows the result, whatever the consumer responded before.
    let is_providers =
        matches!(&seen.end, StepEnd::Page(page) if evidence.deployment.owner_of(&page.url) == Owner::Provider);
    if seen.home.is_some() && !is_providers {
        return None;
    }
    let status = match &seen.end {
        StepEnd::Several(responses) => {
            responses.iter().map(|response| response.status).find(|status| is_about_the_server(*status))
        }
        end => end.status().filter(|status| is_about_the_server(*status)),
    }?;
    let needed = "a response to the request itself, not to the load or a failure of the server";
    let mismatch = Mismatch::unjudged(needed, seen.end.describe());
    Some(Mismatch { hint: diagnosis::of_busy(status).map(str::to_owned), ..mismatch })
}

/// An endpoint of the target file responds as if it did not exist, and has not been seen to work in this case: a wrong path in
/// the target file and a broken endpoint look the same. An expectation that names or compares the status is judged anyway.
pub fn not_there(seen: &Observation, evidence: &Evidence<'_>) -> Option<Mismatch> {
    let provider = evidence.deployment.provider.as_ref()?;
    let last = evidence.exchanges.get(seen.exchanges.clone())?.last()?;
    let status = last.response()?.status;
    let endpoint = provider.endpoint_at(&last.request.url).filter(|_| is_missing(status))?;
    let works = |exchange: &Exchange| {
        provider.endpoint_at(&exchange.request.url) == Some(endpoint) && exchange.response().is_some_and(is_an_answer)
    };
    if evidence.exchanges.iter().any(works) {
        return None;
    }
    let mismatch = Mismatch::unjudged(format!("the {} to exist", endpoint.called()), seen.end.describe());
    let hint = format!(
        "is `{}` among the provider's `pages` in the target file right? {} returns {status} to {}, and nothing in this \
         case has shown that it works",
        endpoint.key(),
        without_query(last),
        last.request.method,
    );
    Some(mismatch.hint(hint))
}

/// The step fetches a `document`, and the request was rejected: its contents are unknown. An expectation about statuses is judged
/// anyway.
pub fn not_given(document: &str, seen: &Observation) -> Option<Mismatch> {
    seen.end.status().filter(|status| *status >= 400)?;
    Some(Mismatch::unjudged(format!("{document}, to judge its contents"), seen.end.describe()))
}

fn is_missing(status: u16) -> bool {
    matches!(status, 404 | 405 | 410 | 501)
}

/// A refusal proves as well as a success that the endpoint exists.
fn is_an_answer(response: &Response) -> bool {
    !is_missing(response.status) && !is_about_the_server(response.status)
}

fn without_query(exchange: &Exchange) -> String {
    let mut url = exchange.request.url.clone();
    url.set_query(None);
    url.into()
}

/// The party itself redirects to a host that is not in the target file.
fn sent_to_external_host(seen: &Observation, evidence: &Evidence<'_>) -> Option<Mismatch> {
    let StepEnd::Elsewhere(to) = &seen.end else { return None };
    let hint = diagnosis::unowned_host(evidence, seen, to)?;
    let needed = "redirects that stay with the parties, or return to the client";
    Some(Mismatch::unjudged(needed, seen.end.describe()).hint(hint))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;
    use std::time::Duration;

    use serde_json::json;
    use url::Url;

    use super::*;
    use crate::World;
    use crate::browser::{self, Limits, Transport};
    use crate::model::deployment::{Deployment, ProviderUrls};
    use crate::model::exchange::{Cause, Failure, Request};
    use crate::model::sign_in::SignIn;
    use crate::oauth::random::Random;
    use crate::time_source::TimeSource;

    fn url(path: &str) -> Url {
        Url::parse("https://op.test/").and_then(|base| base.join(path)).expect("a URL")
    }

    fn world() -> World {
        let deployment = Deployment {
            provider: Some(ProviderUrls::at(url("/"), url("/authorize"), url("/token"))),
            consumer: None,
            clients: BTreeMap::new(),
            users: BTreeMap::new(),
            others: BTreeMap::new(),
            sign_in: SignIn::default(),
            scope: String::new(),
            request_defaults: crate::model::target::RequestDefaults::default(),
            other_secrets: crate::model::deployment::OtherSecrets::default(),
        };
        let transport = Transport::new(Limits::default());
        World::new(Arc::new(deployment), transport, Random::for_case(1, "a case"), TimeSource::system())
    }

    fn exchange(method: &str, path: &str, outcome: Result<u16, Failure>) -> Exchange {
        let response = |status| Response { status, headers: Vec::new(), body: String::new() };
        Exchange {
            actor: "alice".to_owned(),
            cause: Cause::Open,
            request: Request::new(method, url(path)),
            outcome: outcome.map(response),
            took: Duration::ZERO,
        }
    }

    /// What a step saw that made the last of these exchanges.
    fn seen(world: &mut World, exchanges: &[(&str, &str, u16)]) -> Observation {
        world.log = exchanges.iter().map(|&(method, path, status)| exchange(method, path, Ok(status))).collect();
        let last = world.log.len() - 1;
        let end = StepEnd::Response(world.log[last].response().expect("a response").clone());
        Observation {
            exchanges: last..last + 1,
            end,
            ..Observation::nothing("alice".to_owned(), &world.log, json!({}))
        }
    }

    fn why(seen: &Observation, world: &World) -> Option<String> {
        let evidence = world.evidence();
        let mismatch = not_there(seen, &evidence).or_else(|| unrecognized_page(seen, &evidence))?;
        assert!(mismatch.unjudged, "no violation is reported");
        Some(format!("{} / {}", mismatch.expected, mismatch.hint.unwrap_or_default()))
    }

    #[test]
    fn a_peer_that_is_busy_or_down_says_nothing() {
        for (status, hint) in [(429, "it throttles"), (503, "it is overloaded"), (500, "its log"), (504, "its log")] {
            let mut world = world();
            let seen = seen(&mut world, &[("POST", "/token", 200), ("POST", "/token", status)]);
            assert!(why(&seen, &world).is_some_and(|why| why.contains(hint)), "{status}");
        }
        let mut world = world();
        world.log = vec![exchange("POST", "/token", Err(Failure::NotHttp { cause: "closed".to_owned() }))];
        let nothing = Observation::nothing(String::new(), &world.log, json!({}));
        assert!(
            why(&Observation { exchanges: 0..1, ..nothing }, &world)
                .is_some_and(|why| why.contains("closes the connection"))
        );
    }

    #[test]
    fn an_endpoint_that_was_never_seen_to_work_may_be_elsewhere() {
        for (exchanges, judged) in [
            (&[("GET", "/authorize?client_id=a", 404)][..], false),
            (&[("POST", "/token", 405)], false),
            (&[("POST", "/token", 410)], false),
            (&[("GET", "/authorize", 302), ("POST", "/token", 501)], false),
            (&[("POST", "/token", 400), ("GET", "/token", 405)], true),
            (&[("POST", "/token", 500), ("GET", "/token", 404)], false),
            (&[("GET", "/somewhere-else", 404)], true),
            (&[("POST", "/token", 401)], true),
        ] {
            let mut world = world();
            let seen = seen(&mut world, exchanges);
            assert_eq!(why(&seen, &world).is_none(), judged, "{exchanges:?}: {:?}", why(&seen, &world));
        }
    }

    #[test]
    fn an_unlisted_host_may_be_the_login_host() {
        for (first, to, judged) in [
            ("/authorize", "https://login.test/in?challenge=1", false),
            ("/authorize?redirect_uri=https%3A%2F%2Fevil.test%2Fcb", "https://evil.test/cb", true),
            ("/authorize?next=%252F%252Fevil.test", "https://evil.test/", true),
            ("/authorize", "https://evil.test/cb?code=c", true),
            ("/authorize", "https://evil.test/cb#error=x", true),
            ("/authorize", "app.test:/cb", true),
        ] {
            let mut world = world();
            let answered = seen(&mut world, &[("GET", first, 302)]);
            let end = StepEnd::Elsewhere(Url::parse(to).expect("a URL").into());
            let seen = Observation { end, ..answered };
            let why = why(&seen, &world);
            assert_eq!(why.is_none(), judged, "{to}: {why:?}");
            assert!(judged || why.is_some_and(|why| why.contains("also-at: [\"https://login.test\"]")));
        }
    }

    #[test]
    fn an_unrecognized_page_is_not_a_response_to_a_client() {
        for (body, asked, judged) in [
            ("<h1>Zork</h1><a href=/x>Foo</a><a href=/y>Bar</a>", json!({"sent": {}}), false),
            ("<h1>Zork</h1><a href=/x>Foo</a><a href=/y>Bar</a>", json!({"status": 200}), true),
            ("<h1>Error</h1><p>This client is not known.</p>", json!({"sent": {}}), true),
            ("<div id=root></div><script src=/app.js></script>", json!({"request": null, "callback": null}), false),
        ] {
            let mut world = world();
            let answered = seen(&mut world, &[("GET", "/authorize", 200)]);
            let page = browser::page_from_html(&url("/authorize"), 200, "text/html", body);
            let seen = Observation { pages: vec![page.kind], end: StepEnd::Page(page), result: asked, ..answered };
            assert_eq!(why(&seen, &world).is_none(), judged, "{body}");
        }
    }

    #[test]
    fn only_a_page_with_a_script_is_said_to_be_filled_by_one() {
        for (body, hint) in [
            ("<div id=root></div><script src=/app.js></script>", "a script renders this page"),
            ("<h1>Zork</h1>", "page-hints"),
        ] {
            let mut world = world();
            let answered = seen(&mut world, &[("GET", "/authorize", 200)]);
            let page = browser::page_from_html(&url("/authorize"), 200, "text/html", body);
            let result = json!({"sent": {}});
            let seen = Observation { pages: vec![page.kind], end: StepEnd::Page(page), result, ..answered };
            assert!(why(&seen, &world).is_some_and(|why| why.contains(hint)), "{body}");
        }
    }

    #[test]
    fn the_page_after_a_rejected_login_takes_precedence() {
        let user = crate::model::target::User {
            place: String::new(),
            span: crate::model::span::Span::default(),
            name: "alice".to_owned(),
            password: "secret".to_owned(),
            shows: String::new(),
            totp_secret: None,
        };
        for (status, body, begins) in [
            (429, "<h1>Too many attempts</h1>", "it throttles"),
            (403, "<h1>No</h1><p>This came from elsewhere.</p>", "the page says \"This came from elsewhere.\"; a 403"),
        ] {
            let page = browser::page_from_html(&url("/login"), status, "text/html", body);
            let hint = crate::hint::of_login(&world().evidence(), 0..0, &user, &page);
            assert!(hint.starts_with(begins), "{hint}");
        }
    }

    #[test]
    fn the_contents_of_a_rejected_document_are_unknown() {
        let mut world = world();
        let mut needed = |status| {
            let seen = seen(&mut world, &[("GET", "/metadata", status)]);
            not_given("the metadata", &seen).map(|mismatch| (mismatch.unjudged, mismatch.expected))
        };
        assert_eq!([needed(200), needed(302)], [None, None]);
        let expected = (true, "the metadata, to judge its contents".to_owned());
        assert_eq!(
            [needed(400), needed(401), needed(406)],
            [Some(expected.clone()), Some(expected.clone()), Some(expected)]
        );
    }
}
