//! The consent page: RFC 6749 §10.12 and §4.1.2.1.

use reference_provider::Config;
use reqwest::{Method, StatusCode, header};

use crate::site::*;

#[tokio::test]
async fn the_page_names_the_client_its_scopes_and_the_user() {
    let site = Site::strict().await;
    let page = site.alice().await.get(&authorize_path(&authorization_but(&[("scope", "read write")]))).await;
    for part in
        ["Test Consumer", "alice", "See your account details", "Change your profile", "http:&#x2f;&#x2f;localhost:8001"]
    {
        assert!(page.body.contains(part), "{part} is not in {}", page.body);
    }
    let cancel = page.body.find("<input type=\"submit\" value=\"Cancel\">").unwrap();
    assert!(cancel < page.body.find("name=\"allow\" value=\"Authorize\"").unwrap());
}

#[tokio::test]
async fn what_is_asked_for_is_listed_in_the_order_it_was_asked_in() {
    let site = Site::strict().await;
    let mut alice = site.alice().await;
    let page = alice.get(&authorize_path(&authorization_but(&[("scope", "write openid read")]))).await;
    let places: Vec<_> = ["Change your profile", "Know who you are", "See your account details"]
        .iter()
        .map(|meaning| page.body.find(meaning).unwrap_or_else(|| panic!("{meaning} is not in {}", page.body)))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    let everything = "offline_access email read";
    let page = alice.get(&authorize_path(&authorization_but(&[("scope", everything)]))).await;
    assert_eq!(page.body.matches("email").count() - page.body.matches(everything).count(), 1, "{}", page.body);
    assert_eq!(page.body.matches("Keep this access").count(), 1, "{}", page.body);
}

/// RFC 7591 §2 and §5: the registered pages of a client are links, even its logo, and its name is text.
#[tokio::test]
async fn the_pages_of_a_client_are_linked_and_not_loaded() {
    let mut config = Config::embedded();
    let client = &mut config.clients[0];
    client.name = "<img src=x>\"'&".to_owned();
    client.client_uri = Some("https://client.example/?a=\"><script>".to_owned());
    client.logo_uri = Some("https://client.example/logo.png".to_owned());
    client.policy_uri = Some("https://client.example/privacy".to_owned());
    client.tos_uri = Some("http://localhost:8001/terms".to_owned());
    let site = Site::with(config).await;
    let mut alice = site.alice().await;
    let page = alice.get(&authorize_path(&authorization())).await;
    let shown = page.body.replace("&#x2f;", "/");
    for link in [
        "<a href=\"https://client.example/logo.png\" target=\"_blank\" rel=\"nofollow noopener noreferrer\">Logo</a>",
        ">Website</a>",
        ">Privacy policy</a>",
        ">Terms of service</a>",
    ] {
        assert!(shown.contains(link), "{link}: {shown}");
    }
    assert!(!shown.contains("<img") && !shown.contains("<script"), "{shown}");

    let device = site.post_as(("test-consumer", "test-consumer-secret"), "/o/device-authorization/", &[]);
    let code = device.await.text("user_code");
    let page = alice.get(&format!("/o/device/?user_code={code}")).await;
    assert!(page.body.contains(">Privacy policy</a>") && !page.body.contains("<img"), "{}", page.body);
    // A device has a session of its own, which the logout of this browser does not end.
    assert!(page.body.contains("It keeps this access while you are away."), "{}", page.body);
}

#[tokio::test]
async fn a_page_that_no_link_may_lead_to_cannot_be_configured() {
    for uri in [
        "javascript:alert(1)",
        "data:text/html,x",
        "/terms",
        "terms",
        "https:client.example",
        "https:\\\\client.example",
        " https://client.example",
        "https://bank.example@evil.example/",
    ] {
        let mut config = Config::embedded();
        config.clients[0].tos_uri = Some(uri.to_owned());
        let wrong = config.check().expect_err(uri).to_string();
        assert_eq!(wrong, format!("client `test-consumer`: `{uri}` is not an http or https URL"));
    }
}

/// An error page names the client and its registered redirect URIs.
#[tokio::test]
async fn a_refusal_names_the_client_the_uri_and_what_is_registered() {
    let mut config = Config::embedded();
    config.clients[0].name = "<b>Bold</b>".to_owned();
    let site = Site::with(config).await;
    let registered = "http://localhost:8001/accounts/testprovider/login/callback/";
    let logout =
        "/o/logout/?client_id=second-consumer&post_logout_redirect_uri=https%3A%2F%2Fevil.example%2F%3Cscript%3E";
    for (path, parts) in [
        (
            authorize_path(&authorization_but(&[("redirect_uri", "https://evil.example/<script>")])),
            &["Bold", "(test-consumer)", "https://evil.example/&lt;script&gt;", registered][..],
        ),
        (authorize_path(&authorization_but(&[("client_id", "no<b>body")])), &["no&lt;b&gt;body"]),
        (
            logout.to_owned(),
            &[
                "Second Consumer (second-consumer)",
                "https://evil.example/&lt;script&gt;",
                "http://localhost:8002/after",
            ],
        ),
    ] {
        let page = site.get(&path).await;
        page.assert_page(400);
        let shown = page.body.replace("&#x2f;", "/");
        for part in parts {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        assert!(!shown.contains("<script") && !shown.contains("<b>"), "{shown}");
    }
}

#[tokio::test]
async fn cancel_is_reported_as_access_denied() {
    let site = Site::strict().await;
    let mut alice = site.alice().await;
    for answer in [vec![], vec![("allow", "")]] {
        let reply = alice.answer(&authorization(), &answer).await;
        reply.assert_reported("access_denied");
        assert_eq!(reply.parameter("state"), "xyz");
    }
}

#[tokio::test]
async fn a_form_shown_to_alice_is_worthless_in_another_browser() {
    let site = Site::strict().await;
    let path = authorize_path(&authorization());
    let allow = [("allow", "Authorize")];
    let mut alice = site.alice().await;
    let page = alice.get(&path).await;

    let mut mallory = site.logged_in("mallory", "malice-333").await;
    mallory.get(&path).await;
    mallory.submit(&path, &page, &allow).await.assert_page(403);
    site.browser().submit(&path, &page, &allow).await.assert_page(403);

    // Even with alice's CSRF cookie planted in mallory's browser: it is bound to alice's session.
    let planted = alice.cookies["csrftoken"].clone();
    mallory.cookies.insert("csrftoken".to_owned(), planted);
    mallory.submit(&path, &page, &allow).await.assert_page(403);

    let reply = alice.submit(&path, &page, &allow).await;
    assert!(reply.find_parameter("code").is_some(), "{reply:?}");
}

#[tokio::test]
async fn a_form_without_its_token_is_refused() {
    let site = Site::strict().await;
    let mut alice = site.alice().await;
    let path = authorize_path(&authorization());
    alice.get(&path).await;
    let mut fields = authorization();
    fields.push(("allow", "Authorize"));
    alice.post(&path, &fields).await.assert_page(403);
    fields.push(("csrfmiddlewaretoken", "wrong"));
    alice.post(&path, &fields).await.assert_page(403);
}

/// OpenID Connect Core §3.1.2.1: submitting a consent form that was never shown does not bypass the login.
#[tokio::test]
async fn an_answer_does_not_spare_the_login_that_the_request_wants() {
    let site = Site::strict().await;
    let acr = r#"{"id_token":{"acr":{"essential":true,"value":"1"}}}"#;
    for (name, value) in [("prompt", "login"), ("max_age", "0"), ("max_age", "60"), ("claims", acr)] {
        let mut alice = site.alice().await;
        let path = authorize_path(&authorization());
        let token = alice.get(&path).await.input("csrfmiddlewaretoken").unwrap();
        alice.answer(&authorization(), &[("allow", "Authorize")]).await.parameter("code");
        site.advance(61);

        let wanted = authorization_but(&[(name, value), ("unknown", "1")]);
        let answer = [&wanted[..], &[("csrfmiddlewaretoken", &token), ("allow", "Authorize")]].concat();
        let reply = alice.post("/o/authorize/", &answer).await;
        assert!(reply.location().starts_with("/accounts/login/?next="), "{name}: {reply:?}");
        alice.log_in("alice", "wonderland-1", &authorize_path(&wanted)).await;
        alice.answer(&wanted, &[("allow", "Authorize")]).await.parameter("code");
    }
}

#[tokio::test]
async fn a_form_from_another_origin_is_refused() {
    let site = Site::strict().await;
    let mut alice = site.alice().await;
    let path = authorize_path(&authorization());
    let page = alice.get(&path).await;
    let hidden = page.hidden_fields();
    let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("allow", "Authorize"));
    let own = site.provider.url().to_owned();
    for (origin, status) in
        [("https://evil.example", 403), ("null", 403), ("http://127.0.0.1:1", 403), (own.as_str(), 303)]
    {
        let request = form_body(site.request(Method::POST, &path), &fields).header(header::ORIGIN, origin);
        assert_eq!(alice.send(request).await.status.as_u16(), status, "{origin}");
    }
}

#[tokio::test]
async fn the_answer_is_judged_from_scratch() {
    let site = Site::strict().await;
    let mut alice = site.alice().await;
    let path = authorize_path(&authorization());
    let page = alice.get(&path).await;
    let token = page.input("csrfmiddlewaretoken").unwrap();
    let tampered = |changes: &[(&'static str, &'static str)]| {
        let mut fields: Vec<(String, String)> =
            authorization_but(changes).into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        fields.push(("csrfmiddlewaretoken".to_owned(), token.clone()));
        fields.push(("allow".to_owned(), "Authorize".to_owned()));
        fields
    };
    for (changes, error) in [
        (vec![("redirect_uri", "https://evil.example/")], None),
        (vec![("client_id", "unknown")], None),
        (vec![("scope", "admin")], Some("invalid_scope")),
        (vec![("code_challenge", ""), ("code_challenge_method", "")], Some("invalid_request")),
    ] {
        let fields = tampered(&changes);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let reply = alice.post(&path, &fields).await;
        match error {
            None => reply.assert_page(400),
            Some(error) => reply.assert_reported(error),
        }
    }
}

#[tokio::test]
async fn an_answer_after_the_session_ended_leads_to_login() {
    let site = Site::strict().await;
    let mut alice = site.alice().await;
    let path = authorize_path(&authorization());
    let page = alice.get(&path).await;
    site.advance(15 * 24 * 60 * 60);
    alice.submit(&path, &page, &[("allow", "Authorize")]).await.assert_page(403);
    let reply = alice.get(&path).await;
    assert_eq!(reply.status, StatusCode::FOUND);
    assert!(reply.location().starts_with("/accounts/login/?next="), "{reply:?}");
}

#[tokio::test]
async fn consent_is_asked_again_each_time() {
    let site = Site::strict().await;
    let mut alice = site.alice().await;
    alice.authorize(&authorization()).await;
    alice.get(&authorize_path(&authorization())).await.assert_page(200);
}
