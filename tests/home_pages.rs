//! Who counts as signed in: the home page is the evidence, and it may begin a login of its own.

#![expect(clippy::unwrap_used, reason = "a test")]

use oauth_harness::model::verdict::Verdict;
use oauth_harness::report::explain;
use wiremock::{Request, ResponseTemplate};

use crate::support::mocked_peer::{cookie, html, parameter, run_steps, serve, target, to};

/// A home page for signed-in users starts a login, and a provider that asks no questions signs the user in again after a log-out.
#[tokio::test]
async fn a_user_that_the_home_page_signs_in_again_was_signed_out() {
    const STEPS: &str = "- sign-in: {as: alice}\n- log-out: {as: alice}\n  expect: {signed-in: none}\n";
    for (starts_by_form, ends, verdict) in
        [(false, true, Verdict::Passed), (true, true, Verdict::Passed), (false, false, Verdict::Failed)]
    {
        let provider =
            serve(|request: &Request| to(&format!("{}?code=c-1&state=s-1", parameter(request, "back")))).await;
        let authorize = format!("{}/authorize", provider.uri());
        let consumer = serve(move |request: &Request| {
            let host = request.headers["host"].to_str().unwrap().to_owned();
            match (request.method.as_str(), request.url.path()) {
                ("GET", "/") if cookie(request, "user=alice") => html("<h1>Welcome Alice</h1>"),
                ("GET", "/") => to("/sign-in"),
                ("GET", "/sign-in") if starts_by_form => to("/sign-in/start"),
                ("GET", "/sign-in/start") => {
                    html("<form method=post action=/sign-in/start><button>Sign in</button></form>")
                }
                (_, "/sign-in" | "/sign-in/start") => to(&format!("{authorize}?back=http://{host}/cb")),
                (_, "/cb") => to("/").insert_header("set-cookie", "user=alice; Path=/"),
                (_, "/out") if ends => to("/").insert_header("set-cookie", "user=; Path=/; Max-Age=0"),
                _ => to("/"),
            }
        })
        .await;
        let pages = "pages: {home: /, sign-in: /sign-in, callback: /cb, log-out: /out}";
        let both = target(&provider, &format!("consumer: {{url: '{}', {pages}}}\n", consumer.uri()));
        let report = run_steps("home-signs-in", "pair", STEPS, &both).await;
        assert_eq!(report.verdict, verdict, "{starts_by_form} {ends}: {}\n{}", explain(&report), report.transcript());
    }
}

/// A consumer that shows its user, or no user, in many ways; none of them is a link to sign in.
#[tokio::test]
async fn no_user_is_signed_in_where_a_page_that_shows_users_shows_none() {
    for (number, no_user) in [
        html("<h1>Please wait</h1>"),
        ResponseTemplate::new(401).set_body_raw(r#"{"user": null}"#, "application/json"),
        to("/welcome"),
    ]
    .into_iter()
    .enumerate()
    {
        let provider =
            serve(|request: &Request| to(&format!("{}?code=c-1&state=s-1", parameter(request, "back")))).await;
        let authorize = format!("{}/authorize", provider.uri());
        let consumer = serve(move |request: &Request| {
            let host = request.headers["host"].to_str().unwrap().to_owned();
            match request.url.path() {
                "/" if cookie(request, "user=alice") => html("<h1>Welcome Alice</h1>"),
                "/" if cookie(request, "seen=1") => no_user.clone(),
                "/" => html("<h1>Hello</h1><a href=/sign-in>Sign in</a>").insert_header("set-cookie", "seen=1; Path=/"),
                "/sign-in" => to(&format!("{authorize}?back=http://{host}/cb")),
                "/cb" if parameter(request, "code") == "c-1" => {
                    to("/").insert_header("set-cookie", "user=alice; Path=/")
                }
                "/cb" => ResponseTemplate::new(403),
                _ => html("<h1>Hello</h1>"),
            }
        })
        .await;
        let both = target(
            &provider,
            &format!("consumer: {{url: '{}', pages: {{home: /, sign-in: /sign-in, callback: /cb}}}}\n", consumer.uri()),
        );
        let attack = format!(
            "- home: {{as: victim}}\n  expect: {{status: [2xx, 4xx]}}\n\
             - callback: {{as: victim, url: '{}/cb?code=another'}}\n  expect: {{signed-in: none}}\n",
            consumer.uri()
        );
        let control = format!("- sign-in: {{}}\n{attack}");
        let report = run_steps(&format!("no-user-{number}"), "pair", &control, &both).await;
        assert_eq!(report.verdict, Verdict::Passed, "{}", explain(&report));
        let report = run_steps(&format!("no-user-alone-{number}"), "pair", &attack, &both).await;
        assert_ne!(report.verdict, Verdict::Passed, "nothing shows that users are shown at all");
        assert_ne!(report.verdict, Verdict::Failed, "{}", explain(&report));
        let let_in = control.replace("code=another", "code=c-1");
        let report = run_steps(&format!("no-user-let-in-{number}"), "pair", &let_in, &both).await;
        assert_eq!(report.verdict, Verdict::Failed, "{}", explain(&report));
    }
}
