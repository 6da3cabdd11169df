//! Sign-ins other than a login form and a consent page: described in the target file, and run by a scenario.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::time::{SystemTime, UNIX_EPOCH};

use oauth_harness::model::event::Event;
use oauth_harness::model::page::PageKind;
use oauth_harness::model::totp::Totp;
use oauth_harness::model::verdict::Verdict;
use oauth_harness::report::{Detail, Human, explain};
use wiremock::{Request, ResponseTemplate};

use crate::support::mocked_peer::{SECRET, cookie, field, html, parameter, run_steps, serve, target, to};

/// Pages for the account, user name, password, one-time code, missing profile data and consent, and a form that posts the
/// authorization response to the client.
fn many_pages(request: &Request) -> ResponseTemplate {
    let post = request.method == "POST";
    let problem = |what: &str| html(&format!("<h1>Error</h1><p role=alert>{what}</p>"));
    let form = |action: &str, inside: &str| html(&format!("<form method=post action={action}>{inside}</form>"));
    match request.url.path() {
        "/authorize" => form(
            "/name",
            "<h1>Choose an account</h1><button name=account value=bob@op.test>Bob bob@op.test</button>\
             <button name=account value=alice@op.test>Alice alice@op.test</button>",
        )
        .insert_header("set-cookie", format!("asked={}", parameter(request, "state"))),
        "/name" if post && field(request, "account") != "alice@op.test" => problem("not the account of Alice"),
        "/name" => {
            form("/password", "<h1>Sign in</h1><input name=username autocomplete=username><button>Next</button>")
        }
        "/password" if field(request, "username") != "alice@op.test" => problem("who?"),
        "/password" => {
            form("/code", "<h1>Enter your password</h1><input type=password name=pw><button>Sign in</button>")
        }
        "/code" if field(request, "pw") != "wonderland-1" => problem("wrong password"),
        "/code" => form(
            "/more",
            "<h1>Enter the code of your authenticator</h1>\
             <input name=otp autocomplete=one-time-code inputmode=numeric><button>Verify</button>",
        ),
        "/more" => {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
            let codes = [now, now - 30].map(|time| SECRET.parse::<Totp>().unwrap().code_at(time));
            if !codes.contains(&field(request, "otp")) {
                return problem("wrong code");
            }
            form(
                "/consent",
                "<h1>Complete your registration</h1><p>We need a few more details to create your account.</p>\
                 <label>First name <input name=first required></label><label>Last name <input name=last required></label>\
                 <label>Email <input type=email name=mail></label><button>Create account</button>",
            )
        }
        "/consent" if field(request, "mail") != "alice@op.test" || field(request, "first") != "Alice" => {
            problem("incomplete")
        }
        "/consent" => form(
            "/done",
            "<h1>Allow access?</h1><button name=answer value=allow>Allow</button><button name=answer value=deny>Deny</button>",
        ),
        "/done" => {
            let cookies = request.headers["cookie"].to_str().unwrap();
            let state = cookies.split("; ").find_map(|pair| pair.strip_prefix("asked=")).unwrap();
            html(&format!(
                "<body onload='document.forms[0].submit()'><form method=post action='http://client.test/cb'>\
                 <input type=hidden name=code value=c-1234567890><input type=hidden name=state value='{state}'></form>"
            ))
        }
        _ => ResponseTemplate::new(404),
    }
}

const AUTHORIZE: &str = "- authorize: {save: grant}\n  expect:\n    \
     redirect: {to: client, parameters: {has: [code], with: {state: '${it.sent.state}'}}}\n";

#[tokio::test]
async fn a_login_of_many_pages_with_form_post() {
    let server = serve(many_pages).await;
    let sign_up = "complete-sign-up: {first: Alice, last: Liddell, mail: '${user.name}'}\n";
    let report = run_steps("many-pages", "provider", AUTHORIZE, &target(&server, sign_up)).await;
    assert_eq!(report.verdict, Verdict::Passed, "{}\n{}", explain(&report), report.transcript());
    assert!(report.transcript().contains("& otp = <one-time-code:alice@op.test>"), "{}", report.transcript());
    let kinds: Vec<&str> = report.pages().map(|page| page.kind.name()).collect();
    assert_eq!(
        kinds,
        ["select-account", "identifier", "password", "one-time-code", "sign-up", "consent", "form-relay"]
    );
    let without = run_steps("no-sign-up", "provider", AUTHORIZE, &target(&server, "")).await;
    assert_eq!(without.verdict, Verdict::Failed, "it ends on the page that asks for profile data");
    assert!(without.findings[0].mismatch.seen.contains("sign-up page"), "{}", explain(&without));
}

#[tokio::test]
async fn a_login_of_several_pages_without_a_client() {
    let server = serve(many_pages).await;
    let report =
        run_steps("log-in", "provider", "- log-in: {}\n  expect: {page: sign-up}\n", &target(&server, "")).await;
    assert_eq!(report.verdict, Verdict::Passed, "{}", explain(&report));
    let secretless = target(&server, "").replace(&format!(", totp-secret: {SECRET}"), "");
    let report = run_steps("no-secret", "provider", "- log-in: {}\n  expect: {page: sign-up}\n", &secretless).await;
    assert_eq!(report.verdict, Verdict::Inconclusive);
    assert!(explain(&report).contains("no `totp-secret` for `alice@op.test`"), "{}", explain(&report));
}

/// An empty page that a script would fill. The script sends JSON, protected by a cookie and a header, and returns to the
/// authorization request.
fn single_page_app(request: &Request) -> ResponseTemplate {
    match request.url.path() {
        "/authorize" if cookie(request, "sid=s-987654321") => {
            to(&format!("http://client.test/cb?code=c-1234567890&state={}", parameter(request, "state")))
        }
        "/authorize" => to("/app?flow=f1"),
        "/app" | "/name" => html("<div id=root></div><script src=/app.js></script>"),
        "/api/csrf" => ResponseTemplate::new(200)
            .set_body_raw(r#"{"csrf": {"token": "t-1", "n": 7}}"#, "application/json")
            .insert_header("set-cookie", "xsrf=x-1; Path=/"),
        "/api/login" => {
            let header = |name: &str| request.headers.get(name).map_or("", |value| value.to_str().unwrap());
            let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
            let guarded = header("x-xsrf") == "x-1" && cookie(request, "device=d-t-1") && cookie(request, "xsrf=x-1");
            let expected = serde_json::json!({
                "flow": "f1", "who": {"name": "alice@op.test"}, "secret": "wonderland-1", "csrf": "t-1", "n": 7,
            });
            if !guarded || body != expected {
                return ResponseTemplate::new(401).set_body_raw(r#"{"error": "no"}"#, "application/json");
            }
            assert_eq!(header("content-type"), "application/json");
            assert!(header("origin").starts_with("http://127.0.0.1"), "as from a script of the page");
            ResponseTemplate::new(200)
                .set_body_raw(r#"{"next": "/authorize?state=from-the-app"}"#, "application/json")
                .insert_header("set-cookie", "sid=s-987654321; HttpOnly; Path=/")
        }
        _ => ResponseTemplate::new(404),
    }
}

const REQUESTS: &str = "sign-in-requests:\n\
- {url: /api/csrf, pick: {token: $.csrf.token, n: $.csrf.n, xsrf: 'cookie:xsrf'}}\n\
- url: /api/login\n\
\u{20} headers: {X-XSRF: '${picked.xsrf}'}\n\
\u{20} cookies: {device: 'd-${picked.token}'}\n\
\u{20} json:\n\
\u{20}   flow: ${page.query.flow | default('f1')}\n\
\u{20}   who: {name: '${user.name}'}\n\
\u{20}   secret: ${user.password}\n\
\u{20}   csrf: ${picked.token}\n\
\u{20}   n: ${picked.n}\n\
\u{20} pick: {next: $.next}\n";

#[tokio::test]
async fn a_single_page_app_signs_in_by_requests() {
    let server = serve(single_page_app).await;
    let report = run_steps("app", "provider", AUTHORIZE, &target(&server, REQUESTS)).await;
    assert_eq!(report.verdict, Verdict::Passed, "{}\n{}", explain(&report), report.transcript());
    assert!(!report.transcript().contains("wonderland-1"), "{}", report.transcript());
    let requests = format!("{REQUESTS}- {{url: '${{picked.next}}', navigate: true}}\n");
    let steps = "- authorize: {}\n  expect: {redirect: {to: client, parameters: {with: {state: from-the-app}}}}\n";
    let report = run_steps("app-next", "provider", steps, &target(&server, &requests)).await;
    assert_eq!(report.verdict, Verdict::Passed, "the app returns the next URL: {}", explain(&report));
    let wrong = "- log-in: {password: wrong}\n  expect: {status: 401}\n- log-in\n";
    let report = run_steps("app-wrong", "provider", wrong, &target(&server, REQUESTS)).await;
    assert_eq!(report.verdict, Verdict::Passed, "{}\n{}", explain(&report), report.transcript());
}

#[tokio::test]
async fn failed_sign_in_requests_are_inconclusive() {
    let server = serve(single_page_app).await;
    for (request, message) in [
        ("- {url: /api/csrf, pick: {token: $.other}}", "pick `token` from the response of"),
        ("- {url: 'http://${user.shows}.test/', pick: {}}", "which is not a party under test"),
    ] {
        let report = run_steps(
            "app-broken",
            "provider",
            AUTHORIZE,
            &target(&server, &format!("sign-in-requests:\n{request}\n")),
        )
        .await;
        assert_eq!(report.verdict, Verdict::Inconclusive);
        assert!(explain(&report).contains(message), "{}", explain(&report));
    }
}

/// Pages that cannot be recognized without hints.
fn unrecognizable(request: &Request) -> ResponseTemplate {
    match request.url.path() {
        "/authorize" => html(
            "<form id=s><input name=q></form><form id=f method=post action=/two>\
             <input name=a1><input name=a2><input name=a3><button name=b value=1>Foo</button>\
             <button name=b value=2 class=go>Bar</button></form>",
        )
        .insert_header("set-cookie", format!("asked={}", parameter(request, "state"))),
        "/two"
            if [("a1", ""), ("a2", "alice@op.test"), ("a3", "wonderland-1"), ("b", "2")]
                .iter()
                .any(|(name, value)| field(request, name) != *value) =>
        {
            html("<h1>Error</h1><p>Wrong</p>")
        }
        "/two" => html(
            "<h1>Zork</h1><form method=post action=/three><button name=x value=y>Quux</button>\
             <button name=x value=n>Quuz</button></form>",
        ),
        "/three" => decided(request),
        _ => ResponseTemplate::new(404),
    }
}

#[tokio::test]
async fn page_hints_for_unrecognized_pages() {
    let server = serve(unrecognizable).await;
    let hints = "page-hints:\n  login: {form: '#f', user: '[name=a2]', password: '[name=a3]', submit: '.go'}\n  \
                 consent: {allow: '[value=y]', deny: '[value=n]'}\n";
    for (steps, name) in [
        (AUTHORIZE, "hint-allow"),
        ("- authorize: {consent: deny}\n  expect: {oauth-error: access_denied}\n", "hint-deny"),
        ("- authorize: {stop-before: consent}\n  expect: {pages: {has: [login, consent]}}\n", "hint-stop"),
    ] {
        let report = run_steps(name, "provider", steps, &target(&server, hints)).await;
        assert_eq!(report.verdict, Verdict::Passed, "{}\n{}", explain(&report), report.transcript());
        let first = report.pages().next().unwrap();
        assert_eq!(first.kind, PageKind::Login);
        assert_eq!(first.evidence, ["the target file's `page-hints: login` matches", "nothing on it is recognized"]);
    }
    let report = run_steps("no-hint", "provider", AUTHORIZE, &target(&server, "")).await;
    assert_eq!(report.verdict, Verdict::Inconclusive);
}

/// The redirect to the client for the button `x` of a consent page; the state is in a cookie.
fn decided(request: &Request) -> ResponseTemplate {
    let cookies = request.headers["cookie"].to_str().unwrap();
    let state = cookies.split("; ").find_map(|pair| pair.strip_prefix("asked=")).unwrap();
    let answer = if field(request, "x") == "y" { "code=c-1234567890" } else { "error=access_denied" };
    to(&format!("http://client.test/cb?{answer}&state={state}"))
}

/// After the login: a one-time code, terms that look like a consent page, an offer, and the consent page, with vague labels.
fn interstitials(request: &Request) -> ResponseTemplate {
    let form = |action: &str, inside: &str| html(&format!("<form method=post action={action}>{inside}</form>"));
    match request.url.path() {
        "/authorize" => {
            form("/code", "<h1>Sign in</h1><input name=username><input type=password name=pw><button>Sign in</button>")
                .insert_header("set-cookie", format!("asked={}", parameter(request, "state")))
        }
        "/code" => form(
            "/terms",
            "<h1>Zork</h1><input name=a><input name=b><button name=x value=1>Foo</button>\
             <button name=x value=2>Bar</button>",
        ),
        "/terms" if field(request, "b").len() != 6 || field(request, "x") != "2" => html("<h1>Error</h1><p>Code?</p>"),
        "/terms" => form(
            "/offer",
            "<h1>Access to your account</h1><p>House rules.</p><button name=t value=no>Decline</button>\
             <button name=t value=yes>Accept</button>",
        ),
        "/offer" if field(request, "t") != "yes" => html("<h1>Error</h1><p>Without the rules you cannot go on.</p>"),
        "/offer" => html(
            "<h1>Faster next time</h1><form method=post action=/enrol><button>Enrol</button></form>\
                          <form><input name=nick><button>Save</button></form><a class=later href=/consent>Later</a>",
        ),
        "/consent" => form(
            "/done",
            "<h1>Allow access?</h1><button name=x value=y>Allow</button><button name=x value=n>Deny</button>",
        ),
        "/done" => decided(request),
        _ => ResponseTemplate::new(404),
    }
}

#[tokio::test]
async fn page_hints_for_interstitials() {
    let server = serve(interstitials).await;
    let code = "code: {code: '[name=b]', submit: '[value=\"2\"]'}";
    let all = format!("page-hints:\n  {code}\n  continue: [{{button: '[name=t][value=yes]'}}, {{button: a.later}}]\n");
    for (steps, name) in [
        (AUTHORIZE, "between-allow"),
        ("- authorize: {consent: deny}\n  expect: {oauth-error: access_denied}\n", "between-deny"),
    ] {
        let report = run_steps(name, "provider", steps, &target(&server, &all)).await;
        assert_eq!(report.verdict, Verdict::Passed, "{}\n{}", explain(&report), report.transcript());
    }
    // Terms that are mistaken for the consent page do not consume the decision for the real one.
    let some = format!("page-hints:\n  {code}\n  continue: [{{button: a.later}}]\n");
    let report = run_steps("between-terms", "provider", AUTHORIZE, &target(&server, &some)).await;
    assert_eq!(report.verdict, Verdict::Passed, "{}\n{}", explain(&report), report.transcript());
}

/// The page after a login, and the suggestion in the report.
#[tokio::test]
async fn a_report_suggests_what_to_try_when_a_sign_in_stops() {
    for (name, after, tries) in [
        ("try-shell", "<div id=root></div><script src=/a.js></script>", "`sign-in-requests`"),
        ("try-page", "<h1>Zork</h1><a href=/x>Foo</a><a href=/y>Bar</a>", "`page-hints`"),
        ("try-page", "<h1>Zork</h1><a href=/x>Foo</a><a href=/y>Bar</a>", "pressed \"Enter here\""),
        ("try-error", "<h1>Error</h1><p>Client zork is unknown.</p>", "Client zork is unknown"),
        (
            "try-captcha",
            "<h1>Sign in</h1><form method=post action=/in><p>The captcha is incorrect.</p><input name=username>\
             <input type=password name=pw><input name=captcha><button>Enter here</button></form>",
            "a captcha",
        ),
        (
            "try-again",
            "<h1>Sign in</h1><form method=post action=/in><p>This account is locked.</p><input name=username>\
             <input type=password name=pw><button>Enter here</button></form>",
            "This account is locked",
        ),
    ] {
        let server = serve(move |request: &Request| match request.url.path() {
            "/authorize" => html(
                "<h1>Sign in</h1><form method=post action=/in><input name=username><input type=password name=pw>\
                 <button>Enter here</button></form>",
            ),
            _ => html(after),
        })
        .await;
        let report =
            run_steps(name, "provider", &format!("- authorize: {{}}\n{AUTHORIZE}"), &target(&server, "")).await;
        assert_ne!(report.verdict, Verdict::Passed);
        let output = explain(&report).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(output.contains(tries), "{name}: {output}");
        assert_eq!(output.contains("registered at the provider"), name == "try-error", "{name}: {output}");
    }
}

#[tokio::test]
async fn a_sign_in_that_stops_at_the_provider_suggests_page_hints() {
    let provider = serve(|request: &Request| match request.url.path() {
        "/authorize" => html(
            "<h1>Sign in</h1><form method=post action=/in><input name=username><input type=password name=pw>\
             <button>Sign in</button></form>",
        ),
        _ => html("<h1>Zork</h1><a href=/x>Foo</a><a href=/y>Bar</a>"),
    })
    .await;
    let authorize = format!("{}/authorize", provider.uri());
    let consumer = serve(move |request: &Request| match request.url.path() {
        "/" => html("<h1>Welcome</h1><a href=/sign-in>Sign in</a>"),
        _ => to(&authorize),
    })
    .await;
    let pages = "pages: {home: /, sign-in: /sign-in, callback: /cb}";
    let both = target(&provider, &format!("consumer: {{url: '{}', {pages}}}\n", consumer.uri()));
    let report = run_steps("ends", "pair", "- sign-in: {}\n  expect: {signed-in: alice}\n", &both).await;
    assert_eq!(report.verdict, Verdict::Inconclusive, "an unrecognized page is inconclusive");
    assert!(explain(&report).contains("`page-hints`"), "{}", explain(&report));
}

/// Two sites on one host, whose session cookies have the same name.
#[tokio::test]
async fn a_cookie_clash_of_two_sites_is_reported() {
    let provider = serve(|request: &Request| {
        let back = parameter(request, "back");
        to(&back).insert_header("set-cookie", "sessionid=of-the-provider; Path=/")
    })
    .await;
    let authorize = format!("{}/authorize", provider.uri());
    let consumer = serve(move |request: &Request| match request.url.path() {
        "/" => {
            html("<h1>Welcome</h1><a href=/sign-in>Sign in</a>").insert_header("set-cookie", "sessionid=ours; Path=/")
        }
        "/sign-in" => to(&format!("{authorize}?back=http://{}/cb", request.headers["host"].to_str().unwrap())),
        "/cb" if cookie(request, "sessionid=ours") => html("<h1>Welcome Alice</h1>"),
        _ => html("<h1>Error</h1><p>The session has expired.</p>").append_header("set-cookie", "a=1; Domain=com"),
    })
    .await;
    let both = target(
        &provider,
        &format!("consumer: {{url: '{}', pages: {{home: /, sign-in: /sign-in, callback: /cb}}}}\n", consumer.uri()),
    );
    let report = run_steps("clash", "pair", "- sign-in: {}\n  expect: {signed-in: alice}\n", &both).await;
    assert_eq!(report.verdict, Verdict::Failed, "{}", explain(&report));
    let clash = "note  the cookie `sessionid` of <consumer> was overwritten by <provider>: cookies are shared across \
        ports; give \
                 the two sites different host names";
    assert!(explain(&report).contains(clash), "{}", explain(&report));
    assert!(report.notes.iter().any(|note| note.starts_with("the browser rejected the cookie `a` of <consumer>: ")));
    let mut human = Human::new(Detail { hops: true, transcripts: false });
    let shown = human.on_event(&Event::CaseFinished(Box::new(report)));
    let plain = anstream::adapter::strip_str(&shown).to_string();
    assert!(plain.contains("error page: "), "the kind of each page: {plain}");
}
