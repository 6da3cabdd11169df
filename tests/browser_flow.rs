//! The browser against a mocked provider and consumer with the pages of the Django pair, without CSS selectors.

#![expect(clippy::unwrap_used, reason = "a test")]

use oauth_harness::browser::{
    Browser, Decision, Limits, NavigationEnd, PageAction, StopUrls, Submission, Transport, continue_action,
    csrf_token_fields, decision_button, login_fields, submission,
};
use oauth_harness::model::exchange::Cause::{self, Open, Redirect, Submit};
use oauth_harness::model::exchange::Exchange;
use oauth_harness::model::page::{Page, PageKind};
use url::Url;
use wiremock::matchers::{body_string_contains, header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

const LOGIN: &str = r#"<!DOCTYPE html><html><head><title>Log in</title></head><body>
<form method="post" action="/accounts/login/">
  <input type="hidden" name="csrfmiddlewaretoken" value="k2JbWq8XvTn4RzLm0PcYs7HdGf3AeUoI">
  <label for="id_username">Username:</label> <input type="text" name="username" id="id_username" required>
  <label for="id_password">Password:</label> <input type="password" name="password" id="id_password" required>
  <input type="submit" value="login"><input type="hidden" name="next" value="/o/authorize/?state=s1">
</form></body></html>"#;

const CONSENT: &str = r#"<!DOCTYPE html><title>Authorize</title>
<form id="authorizationForm" method="post"><h3 class="block-center-heading">Authorize Test Consumer?</h3>
  <input type="hidden" name="csrfmiddlewaretoken" value="Zk2JbWq8XvTn4RzLm0PcYs7HdGf3AeUo">
  <input type="hidden" name="redirect_uri" value="http://rp.localhost/cb"><input type="hidden" name="nonce">
  <input type="hidden" name="state" value="s1"><p>Application requires the following permissions</p>
  <ul><li>Reading scope</li></ul>
  <input type="submit" class="btn btn-large" value="Cancel"/>
  <input type="submit" class="btn btn-large btn-primary" name="allow" value="Authorize"/></form>"#;

/// Mounts the pair on one server, which the browser reaches as `rp.localhost` and `op.localhost`.
async fn pair() -> (MockServer, Url, Url) {
    let server = MockServer::start().await;
    let port = server.address().port();
    let (rp, op) = (format!("http://rp.localhost:{port}"), format!("http://op.localhost:{port}"));
    let html =
        |body: &str| ResponseTemplate::new(200).set_body_raw(body.as_bytes().to_vec(), "text/html; charset=utf-8");
    let to = |location: &str| ResponseTemplate::new(302).insert_header("location", location);
    let confirm = "<title>Sign In Via Test Provider</title><nav><a href=/in>Sign In</a> <a href=/up>Sign Up</a></nav>\
        <h1>Sign In Via Test Provider</h1><p>You are about to sign in using a third-party account.</p>\
        <form method=post><input type=hidden name=csrfmiddlewaretoken value=c1><button type=submit>Continue</button></form>";
    let mocks = [
        Mock::given(method("GET"))
            .and(path("/"))
            .respond_with(html("<a href='/start'>Sign in with the test provider</a> <a href=/other>Other</a>")),
        Mock::given(method("GET"))
            .and(path("/start"))
            .respond_with(html(confirm).insert_header("set-cookie", "csrftoken=c1; Path=/; SameSite=Lax")),
        Mock::given(method("POST")).and(path("/start")).and(header("cookie", "csrftoken=c1")).respond_with(
            to(&format!("{op}/o/authorize/?client_id=c&state=s1"))
                .insert_header("set-cookie", "rp-session=r1; HttpOnly; Path=/; SameSite=Lax"),
        ),
        Mock::given(method("GET"))
            .and(path("/o/authorize/"))
            .and(header("cookie", "sessionid=o1"))
            .respond_with(html(CONSENT))
            .with_priority(1),
        Mock::given(method("GET"))
            .and(path("/o/authorize/"))
            .respond_with(to("/accounts/login/?next=/o/authorize/%3Fstate%3Ds1")),
        Mock::given(method("GET")).and(path("/accounts/login/")).respond_with(html(LOGIN)),
        Mock::given(method("POST"))
            .and(path("/accounts/login/"))
            .and(body_string_contains("username=alice&password=s3cret+%26&next=%2Fo%2Fauthorize%2F%3Fstate%3Ds1"))
            .respond_with(
                to("/o/authorize/?client_id=c&state=s1").insert_header("set-cookie", "sessionid=o1; HttpOnly; Path=/"),
            ),
        Mock::given(method("POST"))
            .and(path("/o/authorize/"))
            .and(query_param("state", "s1"))
            .and(body_string_contains("nonce=&state=s1&allow=Authorize"))
            .respond_with(to(&format!("{rp}/cb?code=abc&state=s1")))
            .with_priority(1),
        Mock::given(method("POST"))
            .and(path("/o/authorize/"))
            .respond_with(to(&format!("{rp}/cb?error=access_denied&state=s1"))),
        Mock::given(method("GET")).and(path("/cb")).respond_with(
            ResponseTemplate::new(401)
                .set_body_raw("<h1>Third-Party Login Failure</h1><p>An error occurred.</p>", "text/html"),
        ),
    ];
    for mock in mocks {
        mock.mount(&server).await;
    }
    (server, Url::parse(&rp).unwrap(), Url::parse(&op).unwrap())
}

/// Several browsers run concurrently: their futures move between threads.
#[test]
fn a_navigation_is_send() {
    fn is_send<T: Send>(_: &T) {}
    let (mut browser, mut log, url) = (browser(), Vec::new(), Url::parse("http://op.localhost/").unwrap());
    is_send(&browser);
    is_send(&browser.open(&url, &StopUrls::none(), &mut log));
}

fn browser() -> Browser {
    Browser::new("alice", Transport::new(Limits::default()))
}

fn shown(end: NavigationEnd) -> Page {
    match end {
        NavigationEnd::Page(page) => page,
        other => panic!("expected a page, got {other:?}"),
    }
}

fn pressed(page: &Page, press: Option<PageAction>, fill: &[(&str, &str)]) -> Submission {
    let Some(PageAction::Submit { form, control, fill: chosen }) = press else {
        panic!("no control to press on {page:?}")
    };
    let fill: Vec<_> = fill.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).chain(chosen).collect();
    submission(page, &page.forms[form], control, &fill, &[])
}

fn lines(log: &[Exchange]) -> Vec<String> {
    let line = |e: &Exchange| format!("{} {} {}", e.request.method, e.request.url.path(), e.response().unwrap().status);
    log.iter().map(line).collect()
}

/// From the home page to the consent page, by page recognition only.
async fn to_consent(browser: &mut Browser, rp: &Url, log: &mut Vec<Exchange>) -> Page {
    let none = StopUrls::none();
    let home = shown(browser.open(rp, &none, log).await.unwrap().end);
    assert_eq!(home.kind, PageKind::Unknown, "{:?}", home.evidence);
    let link = home.links.iter().find(|link| link.text.contains("test provider")).unwrap();
    let start = shown(browser.click(&link.url, &none, log).await.unwrap().end);
    assert_eq!(start.kind, PageKind::Continue, "{:?}", start.evidence);
    let login = shown(browser.submit(&pressed(&start, continue_action(&start), &[]), &none, log).await.unwrap().end);
    assert_eq!(login.kind, PageKind::Login, "{:?}", login.evidence);
    let form = &login.forms[login.main_form.unwrap()];
    let fields = login_fields(form).unwrap();
    assert_eq!(csrf_token_fields(form), [0]);
    let user = form.controls[fields.user.unwrap()].name.clone();
    let password = form.controls[fields.password.unwrap()].name.clone();
    let fill = [(user, "alice".to_owned()), (password, "s3cret &".to_owned())];
    let submission = submission(&login, form, fields.submit, &fill, &[]);
    shown(browser.submit(&submission, &none, log).await.unwrap().end)
}

#[tokio::test]
async fn an_approved_sign_in_reaches_the_callback() {
    let (_server, rp, _op) = pair().await;
    let (mut browser, mut log) = (browser(), Vec::new());
    let consent = to_consent(&mut browser, &rp, &mut log).await;
    assert_eq!(consent.kind, PageKind::Consent, "{:?}", consent.evidence);
    let allow = pressed(&consent, decision_button(&consent, Decision::Allow), &[]);
    let callback = rp.join("/cb").unwrap();
    let visit = browser.submit(&allow, &StopUrls::at(std::slice::from_ref(&callback)), &mut log).await.unwrap();
    assert_eq!(visit.exchanges, log.len() - 1..log.len());
    assert_eq!(visit.end, NavigationEnd::Stopped(rp.join("/cb?code=abc&state=s1").unwrap().into()));
    assert_eq!(
        lines(&log),
        [
            "GET / 200",
            "GET /start 200",
            "POST /start 302",
            "GET /o/authorize/ 302",
            "GET /accounts/login/ 200",
            "POST /accounts/login/ 302",
            "GET /o/authorize/ 200",
            "POST /o/authorize/ 302",
        ]
    );
    let causes: Vec<Cause> = log.iter().map(|exchange| exchange.cause).collect();
    assert_eq!(causes, [Open, Open, Submit, Redirect, Redirect, Submit, Redirect, Submit]);
    assert_eq!(browser.page().unwrap().kind, PageKind::Consent, "a stop does not change the page");
    let shown = browser.take_shown();
    let kinds: Vec<(usize, PageKind)> = shown.iter().map(|(exchange, page)| (*exchange, page.kind)).collect();
    let (unknown, relay, login) = (PageKind::Unknown, PageKind::Continue, PageKind::Login);
    assert_eq!(kinds, [(0, unknown), (1, relay), (4, login), (6, PageKind::Consent)], "each page with its exchange");
    assert_eq!(*shown[3].1, consent);
    assert!(browser.take_shown().is_empty(), "each page is returned once");
}

#[tokio::test]
async fn denied_consent_ends_on_the_error_page_of_the_consumer() {
    let (_server, rp, _op) = pair().await;
    let (mut browser, mut log) = (browser(), Vec::new());
    let consent = to_consent(&mut browser, &rp, &mut log).await;
    let deny = pressed(&consent, decision_button(&consent, Decision::Deny), &[]);
    assert!(deny.entries.iter().all(|(name, _)| name != "allow" && !name.is_empty()));
    let page = shown(browser.submit(&deny, &StopUrls::none(), &mut log).await.unwrap().end);
    assert_eq!((page.kind, page.status), (PageKind::Error, 401), "{:?}", page.evidence);
    assert_eq!(page.url.query(), Some("error=access_denied&state=s1"));
}

#[tokio::test]
async fn requests_have_the_headers_of_a_browser() {
    let (_server, rp, op) = pair().await;
    let (mut browser, mut log) = (browser(), Vec::new());
    to_consent(&mut browser, &rp, &mut log).await;
    let sent = |index: usize, name: &str| log[index].request.header(name).map(str::to_owned);
    let origin = |url: &Url| url.origin().ascii_serialization();
    // Typed, clicked, submitted, redirected across sites (`rp.localhost` and `op.localhost` are two sites), submitted there.
    assert_eq!(sent(0, "referer"), None);
    assert_eq!(sent(0, "sec-fetch-site").as_deref(), Some("none"));
    assert_eq!(sent(1, "referer"), Some(rp.to_string()));
    assert_eq!(sent(2, "origin"), Some(origin(&rp)));
    assert_eq!(sent(2, "content-type").as_deref(), Some("application/x-www-form-urlencoded"));
    assert_eq!(sent(3, "referer"), Some(format!("{}/", origin(&rp))));
    assert_eq!(sent(3, "origin"), None, "a GET");
    assert_eq!(sent(5, "origin"), Some(origin(&op)));
    assert_eq!(sent(6, "cookie").as_deref(), Some("sessionid=o1"));
}
