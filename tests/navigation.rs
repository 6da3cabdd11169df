//! How a browser goes from page to page: where it stops, and where it never goes.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use oauth_harness::model::verdict::{CaseReport, Verdict};
use oauth_harness::report::explain;
use wiremock::{MockServer, Request, ResponseTemplate};

use crate::support::mocked_peer::{cookie, field, html, parameter, run_steps, serve, target, to};

const CODE: &str = "- authorize: {}\n  expect: {redirect: {to: client, parameters: {has: [code]}}}\n";

fn passes(report: &CaseReport) {
    assert_eq!(report.verdict, Verdict::Passed, "{}\n{}", summary(report), report.transcript());
}

/// The explanation on one line.
fn summary(report: &CaseReport) -> String {
    explain(report).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn form(action: &str, inside: &str) -> ResponseTemplate {
    html(&format!("<form method=post action='{action}'>{inside}</form>"))
}

fn back(request: &Request) -> ResponseTemplate {
    to(&format!("http://client.test/cb?code=c-1234567890&state={}", parameter(request, "state")))
}

/// The state of the request that the browser is under way with.
fn asked(request: &Request) -> Option<String> {
    let cookies = request.headers.get("cookie")?.to_str().unwrap();
    cookies.split("; ").find_map(|pair| pair.strip_prefix("asked=")).map(str::to_owned)
}

const NAME: &str = "<h1>Sign in</h1><input name=login type=email autocomplete=username><button>Next</button>";
const PASSWORD: &str = "<h1>Enter your password</h1><input type=password name=pw><button>Sign in</button>";

/// First the name, then the password; a session is a cookie.
fn identifier_first(request: &Request) -> ResponseTemplate {
    let post = request.method == "POST";
    match request.url.path() {
        "/authorize" if cookie(request, "sid=s-987654321") && parameter(request, "prompt") != "login" => back(request),
        "/authorize" if cookie(request, "sid=s-987654321") => form("/password", PASSWORD)
            .insert_header("set-cookie", format!("asked={}; Path=/", parameter(request, "state"))),
        "/authorize" => form("/password", NAME)
            .insert_header("set-cookie", format!("asked={}; Path=/", parameter(request, "state"))),
        "/name" => form("/password", NAME),
        "/password" if post && field(request, "login") == "alice@op.test" => form("/password", PASSWORD),
        "/password" if field(request, "pw") == "wonderland-1" => {
            let next = asked(request).map_or("/home".to_owned(), |state| format!("/authorize?state={state}"));
            to(&next).insert_header("set-cookie", "sid=s-987654321; HttpOnly; Path=/")
        }
        "/password" => form("/password", &format!("<p role=alert>Wrong password.</p>{PASSWORD}")),
        "/home" => html("<h1>Your account</h1><p>Nothing to do.</p>"),
        _ => ResponseTemplate::new(404),
    }
}

#[tokio::test]
async fn login_means_any_page_that_asks_who_one_is() {
    let server = serve(identifier_first).await;
    let wrong = "- log-in: {password: not-that}\n  expect: {page: [login, error]}\n\
                 - authorize: {stop-before: login}\n  expect: {page: login, pages: {has: [login]}}\n";
    passes(&run_steps("identifier-wrong", "provider", wrong, &target(&server, "")).await);
    let lacks = "- authorize: {}\n  expect: {pages: {lacks: [login]}}\n";
    let report = run_steps("identifier-lacks", "provider", lacks, &target(&server, "")).await;
    assert_eq!(report.verdict, Verdict::Failed, "an identifier page asks who one is");
    let exact = "- authorize: {stop-before: password}\n  expect: {page: password}\n";
    passes(&run_steps("identifier-exact", "provider", exact, &target(&server, "")).await);
    let exact = "- authorize: {stop-before: login}\n  expect: {page: password}\n";
    let report = run_steps("identifier-not-password", "provider", exact, &target(&server, "")).await;
    assert_eq!(report.verdict, Verdict::Failed, "`password` is that page alone");
}

/// Credentials are missing until all of them were sent: a page that asks for the next one is not a refusal.
#[tokio::test]
async fn a_401_that_asks_for_the_next_credential_refuses_nothing() {
    let unauthorized = |inside: &str| {
        let page = format!("<form method=post action=/password>{inside}</form>");
        ResponseTemplate::new(401).set_body_raw(page, "text/html")
    };
    let server = serve(move |request: &Request| match request.url.path() {
        "/authorize" if !cookie(request, "sid=s-987654321") => {
            unauthorized(NAME).insert_header("set-cookie", format!("asked={}; Path=/", parameter(request, "state")))
        }
        "/password" if field(request, "login") == "alice@op.test" => unauthorized(PASSWORD),
        // The name as well as the password is asked anew.
        "/password" if field(request, "pw") != "wonderland-1" => unauthorized(NAME),
        _ => identifier_first(request),
    })
    .await;
    passes(&run_steps("identifier-401", "provider", CODE, &target(&server, "")).await);
    let users = target(&server, "").replace("wonderland-1", "not-that");
    let report = run_steps("identifier-401-wrong", "provider", CODE, &users).await;
    assert!(summary(&report).contains("rejects the login of `alice@op.test`"), "{}", summary(&report));
}

/// Who is signed in is asked for the password alone.
#[tokio::test]
async fn a_page_that_asks_for_the_password_again_is_a_login() {
    let server = serve(|request: &Request| match request.url.path() {
        // Where a client has asked, its session is not enough: the password was to be typed anew.
        "/password" if field(request, "pw") == "wonderland-1" && asked(request).is_some() => {
            to(&format!("http://client.test/cb?code=c-1234567890&state={}", asked(request).unwrap()))
        }
        _ => identifier_first(request),
    })
    .await;
    let steps = "- log-in: {}\n- authorize: {with: {prompt: login}}\n  expect:\n    \
                 redirect: {to: client, parameters: {has: [code]}}\n    pages: {has: [login]}\n";
    let report = run_steps("again", "provider", steps, &target(&server, "")).await;
    passes(&report);
}

/// The session comes with the last of the pages.
fn stay_signed_in(request: &Request) -> ResponseTemplate {
    let post = request.method == "POST";
    match request.url.path() {
        "/authorize" if cookie(request, "sid=s-987654321") => back(request),
        "/authorize" | "/name" => {
            form("/login", "<h1>Sign in</h1><input name=username><input type=password name=pw><button>Sign in</button>")
        }
        "/login" if field(request, "pw") == "wonderland-1" => to("/stay"),
        "/login" => to("/name?error=1"),
        "/stay" if post => to("/home").insert_header("set-cookie", "sid=s-987654321; HttpOnly; Path=/"),
        "/stay" => form("/stay", "<h1>Stay signed in?</h1><button name=s value=1>Yes</button>"),
        "/home" => html(
            "<h1>Your account</h1><form action=/search><input name=q><button>Search</button></form>\
             <form method=post action=/settings><input name=nickname><input name=town><button>Save</button></form>",
        ),
        _ => ResponseTemplate::new(404),
    }
}

#[tokio::test]
async fn log_in_goes_over_every_page_of_the_login() {
    let server = serve(stay_signed_in).await;
    let steps = "- log-in: {save: login}\n  expect: {same: ['${it.logged_in}', true], pages: {has: [continue]}}\n\
                 - authorize: {stop-before: login}\n  \
                 expect: {redirect: {to: client, parameters: {has: [code]}}, pages: {lacks: [login]}}\n";
    passes(&run_steps("stay", "provider", steps, &target(&server, "")).await);
    let wrong = "- log-in: {password: not-that}\n  expect: {same: ['${it.logged_in}', false], page: login}\n\
                 - authorize: {stop-before: login}\n  expect: {page: login}\n";
    passes(&run_steps("stay-wrong", "provider", wrong, &target(&server, "")).await);
    let report =
        run_steps("stay-usual", "provider", &format!("- log-in: {{password: x}}\n{CODE}"), &target(&server, "")).await;
    assert_eq!(
        report.verdict,
        Verdict::Inconclusive,
        "a login that failed is not a precondition: {}",
        summary(&report)
    );
}

/// "Really?" is asked twice, on pages of their own, and what comes finally is a login that remains empty.
#[tokio::test]
async fn log_out_confirms_as_often_as_it_is_asked() {
    let server = serve(|request: &Request| match (request.method.as_str(), request.url.path()) {
        ("GET", "/out") => to("/really"),
        ("GET", "/really") => form("/really", "<h1>Sign out?</h1><button>Yes</button>"),
        ("POST", "/really") => form("/out", "<h1>Of all devices?</h1><button>Yes</button>"),
        ("POST", "/out") => to("/name"),
        ("GET", "/name") => {
            form("/name", "<h1>Sign in</h1><input name=username><input type=password name=pw><button>Sign in</button>")
        }
        _ => ResponseTemplate::new(500),
    })
    .await;
    let target = target(&server, "").replace("log-in: /name", "log-in: /name, log-out: /out");
    let report = run_steps("out", "provider", "- log-out: {of: provider}\n  expect: {page: login}\n", &target).await;
    passes(&report);
    assert_eq!(report.exchanges.len(), 5, "{}", report.transcript());
}

/// What a login form is answered with is about the login; what a consent form is answered with is not.
#[tokio::test]
async fn a_status_that_refuses_a_login_is_not_a_finding() {
    let server = serve(|request: &Request| match request.url.path() {
        "/authorize" => {
            form("/in", "<h1>Sign in</h1><input name=username><input type=password name=pw><button>Sign in</button>")
        }
        _ => html("<h1>Error</h1><p>Something is wrong.</p>"),
    })
    .await;
    let report = run_steps("locked-200", "provider", CODE, &target(&server, "")).await;
    assert_eq!(report.verdict, Verdict::Failed, "no code came, and nothing says why: {}", summary(&report));
    for status in [401, 403] {
        let server = serve(move |request: &Request| match request.url.path() {
            "/authorize" => form(
                "/in",
                "<h1>Sign in</h1><input name=username><input type=password name=pw><button>Sign in</button>",
            ),
            _ => ResponseTemplate::new(status).set_body_raw("<h1>Locked</h1><p>Your account.</p>", "text/html"),
        })
        .await;
        let report = run_steps(&format!("locked-{status}"), "provider", CODE, &target(&server, "")).await;
        assert_eq!(report.verdict, Verdict::Inconclusive, "{}", summary(&report));
        assert!(summary(&report).contains("rejects the login of `alice@op.test`"), "{}", summary(&report));
        let server = serve(move |request: &Request| match request.url.path() {
            "/authorize" => form(
                "/no",
                "<h1>Allow access?</h1><button name=a value=y>Allow</button>\
                <button name=a value=n>Deny</button>",
            ),
            _ => ResponseTemplate::new(status).set_body_raw("<h1>Denied</h1>", "text/html"),
        })
        .await;
        let report = run_steps(&format!("denied-{status}"), "provider", CODE, &target(&server, "")).await;
        assert_eq!(report.verdict, Verdict::Failed, "consent was given, and no code came: {}", summary(&report));
    }
}

/// A script sends the login, and the provider rejects it.
#[tokio::test]
async fn a_login_by_json_that_is_refused_is_not_a_finding() {
    let answers =
        [(401, r#"{"error": "bad credentials"}"#), (200, r#"{"success": false}"#), (200, r#"{"errors": ["no"]}"#)];
    for (number, (status, body)) in answers.into_iter().enumerate() {
        let server = serve(move |request: &Request| match request.url.path() {
            "/api/login" => ResponseTemplate::new(status).set_body_raw(body, "application/json"),
            _ => html("<div id=root></div><script src=/app.js></script>"),
        })
        .await;
        let requests = "sign-in-requests:\n- {url: /api/login, json: {password: '${user.password}'}}\n";
        let wrong = "- log-in: {password: not-that}\n  expect: {same: ['${it.logged_in}', false]}\n\
                     - authorize: {stop-before: login}\n  expect: {page: login, pages: {has: [login]}}\n";
        let report = run_steps(&format!("json-wrong-{number}"), "provider", wrong, &target(&server, requests)).await;
        passes(&report);
        assert_eq!(report.exchanges.len(), 3, "nothing is sent where it was to stop: {}", report.transcript());
        let report = run_steps(&format!("json-no-{number}"), "provider", CODE, &target(&server, requests)).await;
        assert_eq!(report.verdict, Verdict::Inconclusive, "{}", summary(&report));
        assert!(summary(&report).contains("rejects the login of `alice@op.test`"), "{}", summary(&report));
    }
}

#[tokio::test]
async fn a_name_that_no_user_can_change_is_not_overwritten() {
    for (name, attributes, lets_in) in [
        ("mallory", "name=username readonly", false),
        ("mallory@op.test", "name=email type=email disabled", false),
        ("alice", "name=username readonly", true),
        ("Alice@op.test", "name=username readonly", true),
        ("acme", "name=tenant readonly", true),
        ("mallory", "name=username", true),
    ] {
        let page = format!(
            "<h1>Sign in</h1><input {attributes} value='{name}'><input type=password name=pw><button>Sign in</button>"
        );
        let server = serve(move |request: &Request| match request.url.path() {
            "/authorize" => form(&format!("/login?state={}", parameter(request, "state")), &page),
            _ if field(request, "username") == "mallory" => html("<h1>Error</h1><p>The wrong one.</p>"),
            _ => back(request),
        })
        .await;
        let report = run_steps("readonly", "provider", CODE, &target(&server, "")).await;
        if lets_in {
            passes(&report);
        } else {
            assert_eq!(report.verdict, Verdict::Inconclusive, "{name}: {}", summary(&report));
            let why = format!("asks for the password of `{name}` without a field for another name");
            assert!(summary(&report).contains(&why), "{}", summary(&report));
        }
    }
}

/// A server that no browser is to come to; the target's client `web` has its redirection endpoint there.
async fn client() -> (MockServer, Arc<AtomicUsize>) {
    let opened = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&opened);
    let server = serve(move |_: &Request| {
        counted.fetch_add(1, Ordering::SeqCst);
        html("<h1>The client</h1>")
    })
    .await;
    (server, opened)
}

#[tokio::test]
async fn the_redirect_uri_of_a_client_is_never_opened_whatever_leads_there() {
    let posted = |cb: &str, rest: &str, state: &str| {
        format!(
            "<form method=post action='{cb}'><input type=hidden name=code value=c-1234567890>\
             <input type=hidden name=state value='{state}'>{rest}</form>"
        )
    };
    for way in ["redirect", "form", "get-form", "link", "button", "script", "form-script", "meta", "header"] {
        let (client, opened) = client().await;
        let cb = format!("{}/cb", client.uri());
        let server = serve(move |request: &Request| {
            let state = parameter(request, "state");
            let url = format!("{cb}?code=c-1234567890&state={state}");
            let onward = "<h1>Signed in</h1><p>You are signed in.</p>";
            match way {
                "redirect" => to(&url),
                "form" => html(&format!("{onward}{}", posted(&cb, "<button>Continue</button>", &state))),
                "get-form" => html(&format!(
                    "{onward}{}",
                    posted(&cb, "<button>Continue</button>", &state).replace("post", "get")
                )),
                "link" => html(&format!("{onward}<a href='{}'>Continue</a>", url.replace('&', "&amp;"))),
                "button" => html(&format!(
                    "{onward}{}",
                    posted("/elsewhere", &format!("<button formaction='{cb}'>Continue</button>"), &state)
                )),
                "script" => html(&format!("<script>location.href = \"{url}\";</script>")),
                "form-script" => {
                    html(&format!("<body onload='document.forms[0].submit()'>{}", posted(&cb, "", &state)))
                }
                "meta" => html(&format!("<meta http-equiv=refresh content=\"0;url={}\">", url.replace('&', "&amp;"))),
                _ => html("<p>Wait</p>").insert_header("refresh", format!("0;url={url}")),
            }
        })
        .await;
        let target = target(&server, "").replace("http://client.test", &client.uri());
        let report = run_steps(&format!("never-{way}"), "provider", CODE, &target).await;
        assert_eq!(report.verdict, Verdict::Passed, "{way}: {}\n{}", summary(&report), report.transcript());
        assert_eq!(opened.load(Ordering::SeqCst), 0, "{way}");
    }
}

/// The steps that act on one page at a time, and those that are given a URL.
#[tokio::test]
async fn no_step_opens_the_redirect_uri_of_a_client() {
    for (name, steps) in [
        ("click", "- get: {url: '${provider.log_in}'}\n- click: {link: Continue}\n"),
        ("submit", "- get: {url: '${provider.log_in}'}\n- submit: {}\n"),
        ("get", "- get: {url: '${clients.web.redirect_uri}?code=1'}\n"),
        ("post", "- post: {url: '${clients.web.redirect_uri}'}\n"),
        ("redirected", "- get: {url: '${provider.base}to-the-client'}\n"),
    ] {
        let (client, opened) = client().await;
        let cb = format!("{}/cb", client.uri());
        let server = serve(move |request: &Request| match request.url.path() {
            "/to-the-client" => to(&cb),
            _ => {
                html(&format!("<a href='{cb}'>Continue</a><form method=post action='{cb}'><button>Go</button></form>"))
            }
        })
        .await;
        let target = target(&server, "").replace("http://client.test", &client.uri());
        let report = run_steps(name, "provider", &format!("{steps}  expect: {{redirect: client}}\n"), &target).await;
        assert_eq!(report.verdict, Verdict::Passed, "{name}: {}\n{}", summary(&report), report.transcript());
        assert_eq!(opened.load(Ordering::SeqCst), 0, "{name}");
    }
}

/// Nor does a browser leave the parties by a form or a link.
#[tokio::test]
async fn a_form_that_leads_out_of_the_parties_is_not_sent() {
    let (outside, opened) = client().await;
    let elsewhere = outside.uri();
    let server = serve(move |_: &Request| {
        form(
            &format!("{elsewhere}/in"),
            "<h1>Sign in</h1><input name=username>\
        <input type=password name=pw><button>Sign in</button>",
        )
    })
    .await;
    let steps = "- authorize: {}\n  expect: {redirect: elsewhere}\n";
    let report = run_steps("outside", "provider", steps, &target(&server, "")).await;
    assert_eq!(
        report.verdict,
        Verdict::Inconclusive,
        "the login may well be there, and the target file does not say so"
    );
    assert_eq!(opened.load(Ordering::SeqCst), 0, "a password is not sent to an unknown host");
}

/// The session of a provider below a path, and the login page on a host of its own.
#[tokio::test]
async fn cookies_are_copied_whatever_path_and_host_they_are_for() {
    let login = serve(|request: &Request| match request.url.path() {
        "/realms/x/login" if request.method == "POST" => {
            html("<h1>Your account</h1>").insert_header("set-cookie", "sid=s-987654321; Path=/realms/x/; HttpOnly")
        }
        "/realms/x/me" if cookie(request, "sid=s-987654321") => html("<h1>Hello Alice</h1>"),
        _ => form(
            "/realms/x/login",
            "<h1>Sign in</h1><input name=username><input type=password name=pw><button>Sign in</button>",
        ),
    })
    .await;
    let server = serve(|_: &Request| ResponseTemplate::new(404)).await;
    let also = format!("provider: {{also-at: ['{}'], ", login.uri());
    let target = target(&server, "").replace("provider: {", &also);
    let target = target.replace("log-in: /name", &format!("log-in: '{}/realms/x/name'", login.uri()));
    let steps = format!(
        "- log-in: {{}}\n- copy-cookies: {{from: alice, to: thief, of: provider}}\n\
         - get: {{as: thief, url: '{0}/realms/x/me'}}\n  expect: {{shows: {{has: [Hello Alice]}}}}\n\
         - drop-cookie: {{as: thief, name: sid, of: provider}}\n\
         - get: {{as: thief, url: '{0}/realms/x/me'}}\n  expect: {{shows: {{lacks: [Hello Alice]}}}}\n",
        login.uri()
    );
    passes(&run_steps("paths", "provider", &steps, &target).await);
}

/// A login on a host of which the target file says nothing, and then does.
#[tokio::test]
async fn a_login_on_another_host_is_named_in_the_target_file() {
    let consent = serve(|request: &Request| {
        let state = parameter(request, "state");
        match request.url.path() {
            "/in" => to(&format!("http://client.test/cb?code=c-1234567890&state={state}")),
            _ => form(
                &format!("/in?state={state}"),
                "<h1>Sign in</h1><input name=username><input type=password name=pw><button>Sign in</button>",
            ),
        }
    })
    .await;
    let login = format!("{}/login", consent.uri());
    let server = serve(move |request: &Request| to(&format!("{login}?state={}", parameter(request, "state")))).await;
    let plain = target(&server, "");
    let report = run_steps("login-host", "provider", &format!("- authorize: {{}}\n{CODE}"), &plain).await;
    assert_eq!(report.verdict, Verdict::Inconclusive, "{}", summary(&report));
    let hint = format!("`provider: {{ also-at: [\"{}\"] }}`", consent.uri());
    assert!(explain(&report).contains("also-at") && summary(&report).contains(&hint[..20]), "{}", summary(&report));
    let also = plain.replace("provider: {", &format!("provider: {{also-at: ['{}'], ", consent.uri()));
    let report = run_steps("login-host-named", "provider", CODE, &also).await;
    passes(&report);
    assert!(report.transcript().contains("<provider:2>"), "{}", report.transcript());
    let framed = report.always.iter().find(|looked| looked.check == "clickjacking").unwrap();
    assert!(!framed.relevant.is_empty(), "its pages are the provider's");
}

#[tokio::test]
async fn a_cookie_that_was_lost_and_an_error_in_a_url_are_reported_before_anything_is_guessed() {
    let server = serve(|request: &Request| match request.url.path() {
        "/in" => to("/authorize").insert_header("set-cookie", "sid=s-987654321; SameSite=None; Path=/"),
        _ => form("/in", "<h1>Sign in</h1><input name=username><input type=password name=pw><button>Sign in</button>"),
    })
    .await;
    let report = run_steps("lost-cookie", "provider", CODE, &target(&server, "")).await;
    assert!(summary(&report).contains("rejected the cookie `sid`"), "{}", summary(&report));

    let server = serve(|request: &Request| match request.url.path() {
        "/authorize" => to("/in"),
        _ => to("/authorize").insert_header("set-cookie", "sid=s-987654321; SameSite=None; Path=/"),
    })
    .await;
    let report = run_steps("circling", "provider", CODE, &target(&server, "")).await;
    assert!(summary(&report).contains("too many redirects"), "{}", summary(&report));
    assert!(summary(&report).contains("try the browser rejected the cookie `sid`"), "{}", summary(&report));

    let provider = serve(|request: &Request| {
        let back = parameter(request, "back");
        to(&format!("{back}?error=invalid_request&error_description=Code+challenge+required"))
    })
    .await;
    let authorize = format!("{}/authorize", provider.uri());
    let consumer = serve(move |request: &Request| match request.url.path() {
        "/sign-in" => to(&format!("{authorize}?back=http://{}/cb", request.headers["host"].to_str().unwrap())),
        _ => html("<h1>Sign in</h1><a href=/sign-in>Sign in</a>"),
    })
    .await;
    let pages = "pages: {home: /, sign-in: /sign-in, callback: /cb}";
    let both = target(&provider, &format!("consumer: {{url: '{}', {pages}}}\n", consumer.uri()));
    let report = run_steps("error-in-url", "pair", "- sign-in: {}\n  expect: {signed-in: alice}\n", &both).await;
    let summary = summary(&report);
    assert!(
        summary.contains("error `invalid_request`: Code challenge required; does the client send a code challenge"),
        "{summary}"
    );
    assert!(!summary.contains("under `shows`"), "{summary}");
}

/// The journal is asked by the endpoint, and not by a name that two crates spell.
#[tokio::test]
async fn the_journal_counts_what_an_endpoint_was_asked() {
    let reference = std::fs::read_to_string(crate::support::root().join("scenarios/targets/reference.yaml")).unwrap();
    let target = reference.split_once("\nprovider:").map(|(_, rest)| format!("provider:{rest}")).unwrap();
    let steps = "- authorize: {with: {scope: openid}, save: grant}\n- exchange: {code: '${grant.code}', save: tokens}\n\
                 - call-api: {url: '${provider.userinfo}', token: '${tokens.access_token}'}\n\
                 - journal: {of: userinfo}\n  expect: {json: {with: {$.count: 1}}}\n\
                 - journal: {of: token}\n  expect: {json: {with: {$.count: 1}}}\n";
    passes(&run_steps("journal", "pair", steps, &target).await);
}
