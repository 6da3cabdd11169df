//! Where the browser goes: redirects, moves of pages, and what it says of the page that it comes from.

#![expect(clippy::unwrap_used, reason = "a test")]

use oauth_harness::browser::{BrowseError, Browser, Limits, NavigationEnd, StopUrls, Submission, Transport};
use oauth_harness::model::destination::Destination;
use url::Url;
use wiremock::matchers::{any, method, path};
use wiremock::{Mock, MockServer, Request as Received, ResponseTemplate};

fn browser() -> Browser {
    Browser::new("alice", Transport::new(Limits { redirects: 5, ..Limits::default() }))
}

#[tokio::test]
async fn redirects_without_end() {
    let server = MockServer::start().await;
    let onward = |request: &Received| {
        let next = request.url.query().map_or(1, |n| n.parse::<usize>().unwrap() + 1);
        ResponseTemplate::new(302).insert_header("location", format!("/?{next}"))
    };
    Mock::given(path("/")).respond_with(onward).mount(&server).await;
    let circle = |to: &'static str| ResponseTemplate::new(302).insert_header("location", to);
    Mock::given(path("/a")).respond_with(circle("/b")).mount(&server).await;
    Mock::given(path("/b")).respond_with(circle("/a")).mount(&server).await;
    let base = Url::parse(&server.uri()).unwrap();
    let mut log = Vec::new();
    let error = browser().open(&base, &StopUrls::none(), &mut log).await.unwrap_err();
    let BrowseError::TooManyRedirects { hops } = error else { panic!("{error}") };
    assert_eq!((hops.len(), log.len()), (7, 6), "five redirects are followed");
    let error = browser().open(&base.join("/a").unwrap(), &StopUrls::none(), &mut log).await.unwrap_err();
    let BrowseError::TooManyRedirects { hops } = error else { panic!("{error}") };
    assert_eq!(hops, [format!("GET {base}a"), format!("GET {base}b"), format!("GET {base}a")], "the loop alone");
}

#[tokio::test]
async fn redirects_to_nowhere() {
    let server = MockServer::start().await;
    for (from, location) in [("/1", "http://"), ("/2", "javascript:alert(1)"), ("/3", "mailto:a@b.test")] {
        let answer = ResponseTemplate::new(302).insert_header("location", location);
        Mock::given(path(from)).respond_with(answer).mount(&server).await;
        let url = Url::parse(&server.uri()).unwrap().join(from).unwrap();
        let error = browser().open(&url, &StopUrls::none(), &mut Vec::new()).await.unwrap_err();
        assert!(matches!(&error, BrowseError::BadLocation { from, .. } if *from == url), "{error}");
    }
    let app = Url::parse("com.example.app:/cb").unwrap();
    Mock::given(path("/4"))
        .respond_with(ResponseTemplate::new(302).insert_header("location", "com.example.app:/cb?code=1"))
        .mount(&server)
        .await;
    let url = Url::parse(&server.uri()).unwrap().join("/4").unwrap();
    let visit = browser().open(&url, &StopUrls::at(&[app]), &mut Vec::new()).await.unwrap();
    assert_eq!(visit.end, NavigationEnd::Stopped(Url::parse("com.example.app:/cb?code=1").unwrap().into()));
}

#[tokio::test]
async fn whatever_leads_to_a_stop_is_not_followed() {
    let server = MockServer::start().await;
    let stop = Url::parse("http://rp.localhost:1/cb").unwrap();
    for (from, body, expected) in [
        ("/refresh", "<meta http-equiv=refresh content='0;url=http://rp.localhost:1/cb?code=1#f'>", "?code=1#f"),
        ("/header", "<h1>Moving</h1>", "?code=1"),
        ("/script", "<script>location.href = 'http://rp.localhost:1/cb?code=1'</script>", "?code=1"),
        (
            "/form",
            "<body onload='document.forms[0].submit()'><form method=post action=http://rp.localhost:1/cb>\
             <input type=hidden name=code value=1></form>",
            "",
        ),
        (
            "/form-get",
            "<body onload='document.forms[0].submit()'><form action=http://rp.localhost:1/cb>\
             <input type=hidden name=code value=1></form>",
            "?code=1",
        ),
    ] {
        let mut answer = ResponseTemplate::new(200).set_body_raw(body, "text/html");
        if from == "/header" {
            answer = answer.insert_header("refresh", "1; url=http://rp.localhost:1/cb?code=1");
        }
        Mock::given(path(from)).respond_with(answer).mount(&server).await;
        let mut browser = browser();
        let url = Url::parse(&server.uri()).unwrap().join(from).unwrap();
        let visit = browser.open(&url, &StopUrls::at(std::slice::from_ref(&stop)), &mut Vec::new()).await.unwrap();
        let posted = if from == "/form" { vec![("code".to_owned(), "1".to_owned())] } else { Vec::new() };
        let to = Destination { url: Url::parse(&format!("{stop}{expected}")).unwrap(), posted };
        assert_eq!(visit.end, NavigationEnd::Stopped(to), "{from}");
        assert_eq!(browser.page().unwrap().url, url);
    }
}

#[tokio::test]
async fn a_307_carries_the_body_to_another_origin_but_not_the_origin() {
    let (first, second) = (MockServer::start().await, MockServer::start().await);
    let onward = ResponseTemplate::new(307).insert_header("location", format!("{}/y", second.uri()));
    Mock::given(any()).respond_with(onward).mount(&first).await;
    let back = ResponseTemplate::new(308).insert_header("location", format!("{}/z", first.uri()));
    Mock::given(path("/y")).respond_with(back).mount(&second).await;
    Mock::given(path("/z")).respond_with(ResponseTemplate::new(200)).with_priority(1).mount(&first).await;
    let page = Url::parse(&first.uri()).unwrap();
    let submission = Submission {
        page: page.clone(),
        method: "POST".to_owned(),
        url: page.join("/x").unwrap(),
        enctype: "application/x-www-form-urlencoded".to_owned(),
        charset: String::new(),
        entries: vec![("password".to_owned(), "secret".to_owned())],
    };
    let mut log = Vec::new();
    browser().submit(&submission, &StopUrls::none(), &mut log).await.unwrap();
    let bodies: Vec<&str> = log.iter().map(|exchange| exchange.request.body.as_str()).collect();
    assert_eq!(bodies, ["password=secret"; 3]);
    let origins: Vec<Option<&str>> = log.iter().map(|exchange| exchange.request.header("origin")).collect();
    let origin = page.origin().ascii_serialization();
    assert_eq!(origins, [Some(origin.as_str()), Some(origin.as_str()), Some("null")], "tainted on the way back");
}

#[tokio::test]
async fn referrer_policies_of_responses_are_kept_to() {
    let server = MockServer::start().await;
    let page = ResponseTemplate::new(200)
        .set_body_raw("<a href=/next>next</a>", "text/html")
        .insert_header("referrer-policy", "no-referrer");
    Mock::given(path("/")).respond_with(page).mount(&server).await;
    Mock::given(path("/next")).respond_with(ResponseTemplate::new(204)).mount(&server).await;
    let json = ResponseTemplate::new(200).set_body_raw("{}", "application/json");
    Mock::given(path("/json")).respond_with(json).mount(&server).await;
    let (mut browser, mut log) = (browser(), Vec::new());
    let url = Url::parse(&server.uri()).unwrap();
    browser.open(&url, &StopUrls::none(), &mut log).await.unwrap();
    let visit = browser.click(&url.join("/next").unwrap(), &StopUrls::none(), &mut log).await.unwrap();
    assert_eq!(log[1].request.header("referer"), None);
    assert_eq!(log[1].request.header("sec-fetch-site"), Some("same-origin"));
    assert!(matches!(visit.end, NavigationEnd::Other(response) if response.status == 204));
    assert_eq!(browser.page().unwrap().url, url, "204 leaves a browser where it is");
    browser.click(&url.join("/json").unwrap(), &StopUrls::none(), &mut log).await.unwrap();
    assert!(browser.page().is_none());
}

#[tokio::test]
async fn one_request_follows_nothing_and_moves_nowhere() {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/"))
        .respond_with(
            ResponseTemplate::new(200)
                .set_body_raw("<p>home", "text/html")
                .append_header("set-cookie", "lax=1")
                .append_header("set-cookie", "strict=1; SameSite=Strict")
                .append_header("set-cookie", "bad=1; Domain=com"),
        )
        .mount(&server)
        .await;
    let away = ResponseTemplate::new(303).insert_header("location", "/gone").insert_header("set-cookie", "lax=2");
    Mock::given(path("/act")).respond_with(away).mount(&server).await;
    let (mut browser, mut log) = (browser(), Vec::new());
    let home = Url::parse(&server.uri()).unwrap();
    browser.open(&home, &StopUrls::none(), &mut log).await.unwrap();
    assert_eq!(browser.cookie_troubles().len(), 1, "{:?}", browser.cookie_troubles());
    let act = home.join("/act#f").unwrap();
    let forged = [("Origin".to_owned(), "http://evil.test".to_owned())];
    let response = browser.send_one("POST", &act, &forged, "a=1", &mut log).await.unwrap();
    assert_eq!(response.status, 303);
    assert_eq!(log[1].request.header("cookie"), None, "a cross-site POST carries no Lax cookie");
    browser.send_one("GET", &act, &forged, "", &mut log).await.unwrap();
    assert_eq!(log[2].request.header("cookie"), Some("lax=2"));
    browser.send_one("GET", &act, &[], "", &mut log).await.unwrap();
    assert_eq!(log[3].request.header("cookie"), Some("lax=2; strict=1"));
    assert_eq!(browser.page().unwrap().url, home);
}
