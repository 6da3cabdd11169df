//! The authorization request: RFC 6749 §3.1 and §4.1.1, RFC 7636 §4.3, RFC 9700 §2.1.

use reference_provider::{Config, Policy};
use reqwest::{Method, StatusCode, header};
use serde_json::json;

use crate::site::*;

#[tokio::test]
async fn a_user_says_yes_and_the_client_gets_a_code_and_its_state() {
    let site = Site::strict().await;
    let reply = site.alice().await.authorize(&authorization()).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    assert!(reply.location().starts_with(&format!("{CALLBACK}?code=")), "{reply:?}");
    assert_eq!(reply.parameter("state"), "xyz");
    assert_eq!(reply.parameter("code").len(), 43);
}

#[tokio::test]
async fn a_stranger_logs_in_first_and_comes_back_to_the_same_request() {
    let site = Site::strict().await;
    let path = authorize_path(&authorization());
    let mut browser = site.browser();
    let reply = browser.get(&path).await;
    assert_eq!(reply.status, StatusCode::FOUND);
    assert!(reply.location().starts_with("/accounts/login/?next=/o/authorize/%3Fclient_id%3D"), "{reply:?}");
    let login = browser.get(reply.location()).await;
    let reply =
        browser.submit("/accounts/login/", &login, &[("username", "alice"), ("password", "wonderland-1")]).await;
    assert_eq!(reply.location(), path);
}

#[tokio::test]
async fn an_unknown_client_or_redirect_uri_is_reported_to_the_user_only() {
    let site = Site::strict().await;
    let mut alice = site.alice().await;
    let mut stranger = site.browser();
    let slashless = CALLBACK.trim_end_matches('/');
    for changes in [
        [("client_id", "unknown")],
        [("client_id", "")],
        [("redirect_uri", "https://evil.example/")],
        [("redirect_uri", slashless)],
        [("redirect_uri", "http://localhost:8001/accounts/testprovider/login/callback/?x=1")],
        [("redirect_uri", "http://LOCALHOST:8001/accounts/testprovider/login/callback/")],
        [("redirect_uri", "http://127.0.0.1:8001/accounts/testprovider/login/callback/")],
        [("redirect_uri", "http://localhost:8001/accounts/testprovider/login/callback/#x")],
        [("redirect_uri", "http://localhost:8002/callback")],
        [("redirect_uri", "/accounts/testprovider/login/callback/")],
        [("redirect_uri", "javascript:alert(1)")],
    ] {
        let path = authorize_path(&authorization_but(&changes));
        alice.get(&path).await.assert_page(400);
        stranger.get(&path).await.assert_page(400);
    }
}

#[tokio::test]
async fn other_mistakes_are_reported_to_the_client_with_its_state() {
    let site = Site::strict().await;
    let mut alice = site.alice().await;
    for (changes, error) in [
        (vec![("response_type", "")], "invalid_request"),
        (vec![("response_type", "token")], "unsupported_response_type"),
        (vec![("response_type", "code token")], "unsupported_response_type"),
        (vec![("scope", "admin")], "invalid_scope"),
        (vec![("scope", "read\"")], "invalid_scope"),
        (vec![("scope", "read  write")], "invalid_scope"),
        (vec![("code_challenge", ""), ("code_challenge_method", "")], "invalid_request"),
        (vec![("code_challenge", "")], "invalid_request"),
        (vec![("code_challenge_method", "plain")], "invalid_request"),
        (vec![("code_challenge_method", "")], "invalid_request"),
        (vec![("code_challenge_method", "S512")], "invalid_request"),
        (vec![("code_challenge", "too-short")], "invalid_request"),
        (vec![("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM")], "invalid_request"),
        (vec![("state", "line\nbreak")], "invalid_request"),
    ] {
        let parameters = authorization_but(&changes);
        let reply = alice.get(&authorize_path(&parameters)).await;
        reply.assert_reported(error);
        let state = parameters.iter().find(|(name, _)| *name == "state").unwrap().1;
        assert_eq!(reply.parameter("state"), state);
    }
}

#[tokio::test]
async fn a_repeated_parameter_is_refused_whether_equal_or_not() {
    let site = Site::strict().await;
    let mut alice = site.alice().await;
    for (name, value) in authorization() {
        for again in [value, "other"] {
            let mut parameters = authorization();
            parameters.push((name, again));
            let reply = alice.get(&authorize_path(&parameters)).await;
            if matches!(name, "client_id" | "redirect_uri") {
                reply.assert_page(400);
            } else {
                reply.assert_reported("invalid_request");
            }
        }
    }
}

#[tokio::test]
async fn empty_is_absent_and_unknown_is_ignored() {
    let site = Site::strict().await;
    let mut parameters = authorization_but(&[("state", ""), ("scope", "")]);
    parameters.extend([("state", ""), ("scope", ""), ("color", "1"), ("color", "2"), ("shape", "")]);
    let reply = site.alice().await.authorize(&parameters).await;
    assert_eq!(reply.find_parameter("state"), None);
    let tokens = site.redeem(&reply.parameter("code")).await;
    assert_eq!(tokens.text("scope"), "read");
}

#[tokio::test]
async fn state_comes_back_to_the_byte() {
    let site = Site::strict().await;
    let mut alice = site.alice().await;
    let printable: String = (' '..='~').collect();
    for state in [printable.as_str(), "%25%2B+%00", "a=b&code=evil", "<script>\"'", "\u{e9}\u{1f600}"] {
        let parameters = authorization_but(&[("state", state)]);
        assert_eq!(alice.authorize(&parameters).await.parameter("state"), state);
        assert_eq!(alice.answer(&parameters, &[]).await.parameter("state"), state);
    }
}

#[tokio::test]
async fn a_client_with_one_redirect_uri_need_not_name_it_and_one_with_two_must() {
    let mut config = Config::embedded();
    let second = &mut config.clients[1];
    second.redirect_uris = vec!["https://a.example/cb".to_owned(), "https://b.example/cb?x=1".to_owned()];
    let site = Site::with(config).await;
    let mut alice = site.alice().await;

    let reply = alice.authorize(&authorization_but(&[("redirect_uri", "")])).await;
    assert!(reply.location().starts_with(&format!("{CALLBACK}?code=")), "{reply:?}");

    let unnamed = authorization_but(&[("client_id", "second-consumer"), ("redirect_uri", "")]);
    alice.get(&authorize_path(&unnamed)).await.assert_page(400);
    let named = authorization_but(&[("client_id", "second-consumer"), ("redirect_uri", "https://b.example/cb?x=1")]);
    let reply = alice.authorize(&named).await;
    assert!(reply.location().starts_with("https://b.example/cb?x=1&code="), "{reply:?}");
}

#[tokio::test]
async fn a_client_without_a_redirect_uri_gets_nothing() {
    let mut config = Config::embedded();
    config.clients[2].redirect_uris.clear();
    let site = Site::with(config).await;
    for uri in ["", "http://localhost:8003/callback"] {
        let parameters = authorization_but(&[("client_id", "public-app"), ("redirect_uri", uri)]);
        site.alice().await.get(&authorize_path(&parameters)).await.assert_page(400);
    }
}

#[tokio::test]
async fn no_other_site_reads_the_authorization_endpoint() {
    let site = Site::strict().await;
    let path = authorize_path(&authorization());
    let asked = |method| site.request(method, &path).header(header::ORIGIN, "https://evil.example");
    let reply = site.send(asked(Method::GET)).await;
    assert_eq!(reply.header("access-control-allow-origin"), "");
    let reply = site.send(asked(Method::OPTIONS).header("access-control-request-method", "GET")).await;
    assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(reply.header("access-control-allow-origin"), "");
}

/// The parameters next to a request object say how its error is returned, as they would without one.
#[tokio::test]
async fn the_error_about_a_request_object_takes_the_way_of_the_response() {
    let site = Site::strict().await;
    let mut alice = site.alice().await;
    let changed = |changes: &[(&'static str, &'static str)]| {
        let mut parameters = authorization();
        parameters.retain(|(name, _)| changes.iter().all(|(changed, _)| name != changed));
        parameters.extend(changes.iter().map(|&(name, value)| (name, value)));
        authorize_path(&parameters)
    };
    let bad = ("request", "not-an-object");
    let (hybrid, by_form) = (("response_type", "code id_token"), ("response_mode", "form_post"));
    for (changes, begins) in [
        (vec![bad], "?error=invalid_request_object"),
        (vec![bad, hybrid], "#error=invalid_request_object"),
        (vec![bad, ("response_mode", "fragment")], "#error=invalid_request_object"),
    ] {
        let reply = alice.get(&changed(&changes)).await;
        assert!(reply.location().starts_with(&format!("{CALLBACK}{begins}")), "{changes:?}: {reply:?}");
    }
    let reply = alice.get(&changed(&[bad, by_form])).await;
    assert!(reply.status == StatusCode::OK && reply.body.contains("invalid_request_object"), "{reply:?}");
    for unserved in [vec![bad, ("response_mode", "bogus")], vec![bad, hybrid, ("response_mode", "query")]] {
        let reply = alice.get(&changed(&unserved)).await;
        assert_eq!((reply.status, reply.location()), (StatusCode::BAD_REQUEST, ""), "{unserved:?}");
    }
}

/// RFC 9700 §4.11.2: no error redirects the browser to a client before the user has authenticated.
#[tokio::test]
async fn errors_of_request_objects_wait_for_the_login() {
    let site = Site::strict().await;
    let of = |client_id, redirect_uri| authorization_but(&[("client_id", client_id), ("redirect_uri", redirect_uri)]);
    for (request, error) in [
        (authorization_but(&[("request", "x")]), "invalid_request_object"),
        (authorization_but(&[("request_uri", "https://client.example/x")]), "request_uri_not_supported"),
        (authorization_but(&[("request", "x"), ("request_uri", "https://client.example/x")]), "invalid_request"),
        (of("pushing-app", "http://localhost:8009/callback"), "invalid_request"),
        (of("signing-app", "http://localhost:8010/callback"), "invalid_request"),
    ] {
        let path = authorize_path(&request);
        let reply = site.get(&path).await;
        assert!(reply.location().starts_with("/accounts/login/"), "{path} {reply:?}");
        assert_eq!(site.alice().await.get(&path).await.parameter("error"), error, "{path}");
        let mut silent = request.clone();
        silent.push(("prompt", "none"));
        assert_eq!(site.get(&authorize_path(&silent)).await.parameter("error"), error, "{path}");
    }
}

/// OpenID Connect Core §3.1.2.1: the consent page would not show that the client learns who the user is.
#[tokio::test]
async fn an_id_token_needs_the_scope_openid() {
    let legacy = json!({ "legacy": { "implicit": true, "hybrid": true } });
    let site = Site::with(Config { policy: Policy::default().patched(&legacy).unwrap(), ..Config::embedded() }).await;
    let mut alice = site.alice().await;
    for response_type in ["id_token", "id_token token", "code id_token", "code id_token token"] {
        let of = |scope| {
            let client = [("client_id", "legacy-app"), ("redirect_uri", "http://localhost:8004/callback")];
            let asked = [("response_type", response_type), ("nonce", "n"), ("scope", scope)];
            authorization_but(&[client.as_slice(), &asked].concat())
        };
        let refused = alice.get(&authorize_path(&of("read"))).await;
        assert_eq!(refused.parameter("error"), "invalid_request", "{response_type}");
        assert!(!alice.authorize(&of("openid read")).await.parameter("id_token").is_empty(), "{response_type}");
    }
}

/// RFC 9110 §9.2.1: HEAD is safe.
#[tokio::test]
async fn head_issues_no_code_and_ends_no_session() {
    let mut config = Config::embedded();
    config.policy.consent.asked = reference_provider::policy::ConsentFrequency::Never;
    let site = Site::with(config).await;
    let mut alice = site.alice().await;
    let pushed = site.post_as(CONSUMER, "/o/par/", &authorization()).await.text("request_uri");
    let at = authorize_path(&[("client_id", CONSUMER.0), ("request_uri", &pushed)]);
    for path in [at.as_str(), "/o/logout/"] {
        let head = alice.send(site.request(Method::HEAD, path)).await;
        assert_eq!((head.status, head.location()), (StatusCode::METHOD_NOT_ALLOWED, ""), "{path}");
        assert_eq!(head.header("allow"), "GET, POST", "{path}");
    }
    assert!(!alice.get(&at).await.parameter("code").is_empty());
}

#[tokio::test]
async fn head_is_answered_like_get_where_the_rules_say_so() {
    let mut config = Config::embedded();
    config.policy.consent.asked = reference_provider::policy::ConsentFrequency::Never;
    config.policy.request.head_refused = false;
    let site = Site::with(config).await;
    let mut alice = site.alice().await;
    let head = alice.send(site.request(Method::HEAD, &authorize_path(&authorization()))).await;
    assert!(head.body.is_empty() && !head.parameter("code").is_empty(), "{head:?}");
}

#[tokio::test]
async fn a_body_of_another_media_type_is_not_read_as_a_form() {
    let site = Site::strict().await;
    let mut alice = site.alice().await;
    let form = encode(&authorization());
    for content_type in ["application/json", "text/plain", "multipart/form-data; boundary=x"] {
        for path in ["/o/authorize/", "/accounts/login/", "/accounts/logout/", "/o/logout/", "/o/device/"] {
            let request = site.request(Method::POST, path).header("content-type", content_type).body(form.clone());
            let page = alice.send(request).await;
            page.assert_page(400);
            assert!(page.body.contains("not form-encoded"), "{path}: {page:?}");
        }
    }
}

/// RFC 7636 §4.2: a code for any other challenge could never be redeemed.
#[tokio::test]
async fn a_challenge_that_no_verifier_meets_is_refused() {
    let site = Site::strict().await;
    let mut alice = site.alice().await;
    for challenge in [&"a".repeat(50), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw~cM"] {
        let path = authorize_path(&authorization_but(&[("code_challenge", challenge)]));
        alice.get(&path).await.assert_reported("invalid_request");
    }
}
