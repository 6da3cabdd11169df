//! The token endpoint and the authorization code grant: RFC 6749 §3.2, §4.1.3, §5; RFC 7636 §4.5 and §4.6.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reference_provider::Config;
use reqwest::{Method, StatusCode, header};

use crate::site::*;

#[tokio::test]
async fn a_code_is_redeemed_for_tokens() {
    let site = Site::strict().await;
    let reply = site.redeem(&site.code().await).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(reply.header("pragma"), "no-cache");
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    let tokens = reply.json();
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 3600);
    assert_eq!(tokens["scope"], "read");
    assert_eq!(reply.text("access_token").len(), 43);
    assert_eq!(reply.text("refresh_token").len(), 43);
    assert_eq!(site.profile(&reply.text("access_token")).await.json()["email"], "alice@example.com");
}

#[tokio::test]
async fn credentials_may_come_in_the_body() {
    let site = Site::strict().await;
    let code = site.code().await;
    let mut fields = redemption(&code);
    fields.extend([("client_id", CONSUMER.0), ("client_secret", CONSUMER.1)]);
    assert_eq!(site.post("/o/token/", &fields).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_public_client_names_itself() {
    let site = Site::strict().await;
    let uri = "http://localhost:8003/callback";
    let parameters = authorization_but(&[("client_id", "public-app"), ("redirect_uri", uri)]);
    let code = site.alice().await.authorize(&parameters).await.parameter("code");
    let fields = redemption_but(&code, &[("redirect_uri", uri)]);
    site.post("/o/token/", &fields).await.assert_error(401, "invalid_client");
    site.post_as(("public-app", "guess"), "/o/token/", &fields).await.assert_error(401, "invalid_client");
    let named = redemption_but(&code, &[("redirect_uri", uri), ("client_id", "public-app")]);
    assert_eq!(site.post("/o/token/", &named).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_confidential_client_needs_its_secret() {
    let site = Site::strict().await;
    let code = site.code().await;
    let wrong = site.post_as((CONSUMER.0, "wrong"), "/o/token/", &redemption(&code)).await;
    wrong.assert_error(401, "invalid_client");
    assert_eq!(wrong.header("www-authenticate"), "Basic realm=\"reference-provider\"");
    for secret in ["", "wrong"] {
        let fields = redemption_but(&code, &[("client_id", CONSUMER.0), ("client_secret", secret)]);
        site.post("/o/token/", &fields).await.assert_error(401, "invalid_client");
        site.post_as((CONSUMER.0, secret), "/o/token/", &redemption(&code)).await.assert_error(401, "invalid_client");
    }
    site.post_as(("unknown", "x"), "/o/token/", &redemption(&code)).await.assert_error(401, "invalid_client");
    assert_eq!(site.redeem(&code).await.status, StatusCode::OK, "none of this used the code up");
}

#[tokio::test]
async fn basic_credentials_are_form_decoded() {
    let mut config = Config::embedded();
    let secret = "a:b%c+d e";
    config.clients[0].client_secret = Some(secret.to_owned());
    let site = Site::with(config).await;
    let code = site.code().await;
    let raw = format!("Basic {}", STANDARD.encode(format!("{}:{secret}", CONSUMER.0)));
    let request = form_body(site.request(Method::POST, "/o/token/"), &redemption(&code));
    site.send(request.header(header::AUTHORIZATION, raw)).await.assert_error(401, "invalid_client");
    let encoded = site.post_as((CONSUMER.0, secret), "/o/token/", &redemption(&code)).await;
    assert_eq!(encoded.status, StatusCode::OK);
}

#[tokio::test]
async fn one_way_to_authenticate_and_never_in_the_query() {
    let site = Site::strict().await;
    let code = site.code().await;
    let twice = redemption_but(&code, &[("client_id", CONSUMER.0), ("client_secret", CONSUMER.1)]);
    site.post_as(CONSUMER, "/o/token/", &twice).await.assert_error(400, "invalid_request");
    let other = redemption_but(&code, &[("client_id", SECOND.0)]);
    site.post_as(CONSUMER, "/o/token/", &other).await.assert_error(400, "invalid_request");
    let path = format!("/o/token/?{}", encode(&[("client_id", CONSUMER.0), ("client_secret", CONSUMER.1)]));
    site.post(&path, &redemption(&code)).await.assert_error(400, "invalid_request");
    let request = form_body(site.request(Method::POST, "/o/token/"), &redemption(&code));
    site.send(request.bearer_auth("x")).await.assert_error(401, "invalid_client");
    let same = redemption_but(&code, &[("client_id", CONSUMER.0)]);
    assert_eq!(site.post_as(CONSUMER, "/o/token/", &same).await.status, StatusCode::OK);
}

#[tokio::test]
async fn guessing_secrets_has_to_wait() {
    let site = Site::strict().await;
    let code = site.code().await;
    for _ in 0..20 {
        site.post_as((CONSUMER.0, "guess"), "/o/token/", &redemption(&code)).await.assert_error(401, "invalid_client");
    }
    let blocked = site.redeem(&code).await;
    blocked.assert_error(429, "invalid_client");
    assert_eq!(blocked.header("retry-after"), "301");
    site.advance(300);
    assert_eq!(site.redeem(&site.code().await).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_code_works_once_and_its_replay_ends_what_it_gave() {
    let site = Site::strict().await;
    let code = site.code().await;
    let tokens = site.redeem(&code).await;
    let access = tokens.text("access_token");
    let stranger = site.post_as((CONSUMER.0, "wrong"), "/o/token/", &redemption(&code)).await;
    stranger.assert_error(401, "invalid_client");
    let other = site.post_as(SECOND, "/o/token/", &redemption(&code)).await;
    other.assert_error(400, "invalid_grant");
    let guess = redemption_but(&code, &[("code_verifier", "a-wrong-verifier-that-is-long-enough-to-be-one")]);
    site.post_as(CONSUMER, "/o/token/", &guess).await.assert_error(400, "invalid_grant");
    assert_eq!(site.profile(&access).await.status, StatusCode::OK, "a replay by another client does not revoke it");

    site.redeem(&code).await.assert_error(400, "invalid_grant");
    site.profile(&access).await.assert_error(401, "invalid_token");
    site.refresh(&tokens.text("refresh_token")).await.assert_error(400, "invalid_grant");
}

#[tokio::test]
async fn of_many_at_once_one_is_first() {
    let site = Site::strict().await;
    let code = site.code().await;
    let fields = redemption(&code);
    let race = (0..20).map(|_| {
        let request = form_body(site.request(Method::POST, "/o/token/"), &fields);
        tokio::spawn(request.header(header::AUTHORIZATION, basic(CONSUMER)).send())
    });
    let mut successes = 0;
    for racer in race.collect::<Vec<_>>() {
        successes += usize::from(racer.await.unwrap().unwrap().status() == StatusCode::OK);
    }
    assert_eq!(successes, 1);
}

/// Two requests read the clock, and the later one gets the lock first.
#[tokio::test]
async fn a_code_works_once_for_a_request_that_read_an_earlier_time() {
    let site = Site::strict().await;
    let code = site.code().await;
    site.redeem(&code).await.text("access_token");
    site.go_back(1);
    site.redeem(&code).await.assert_error(400, "invalid_grant");
}

#[tokio::test]
async fn a_code_runs_out_after_a_minute() {
    let site = Site::strict().await;
    let (fresh, stale) = (site.code().await, site.code().await);
    site.advance(59);
    assert_eq!(site.redeem(&fresh).await.status, StatusCode::OK);
    site.advance(1);
    site.redeem(&stale).await.assert_error(400, "invalid_grant");
}

#[tokio::test]
async fn a_code_is_bound_to_client_redirect_uri_and_verifier() {
    let site = Site::strict().await;
    let code = site.code().await;
    site.post_as(SECOND, "/o/token/", &redemption(&code)).await.assert_error(400, "invalid_grant");
    for changes in [
        [("redirect_uri", "http://localhost:8002/callback")],
        [("redirect_uri", "")],
        [("code_verifier", "")],
        [("code", "made-up")],
    ] {
        site.post_as(CONSUMER, "/o/token/", &redemption_but(&code, &changes)).await.assert_error(400, "invalid_grant");
    }
    assert_eq!(site.redeem(&code).await.status, StatusCode::OK, "none of this used the code up");
}

#[tokio::test]
async fn a_wrong_verifier_ends_the_code() {
    let site = Site::strict().await;
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    for wrong in [challenge, "short", "a-wrong-verifier-that-is-long-enough-to-be-one"] {
        let code = site.code().await;
        let fields = redemption_but(&code, &[("code_verifier", wrong)]);
        site.post_as(CONSUMER, "/o/token/", &fields).await.assert_error(400, "invalid_grant");
        site.redeem(&code).await.assert_error(400, "invalid_grant");
    }
}

#[tokio::test]
async fn a_verifier_without_a_challenge_is_refused() {
    let mut config = Config::embedded();
    config.policy.pkce.required = false;
    let site = Site::with(config).await;
    let bare = authorization_but(&[("code_challenge", ""), ("code_challenge_method", "")]);
    let code = site.alice().await.authorize(&bare).await.parameter("code");
    site.redeem(&code).await.assert_error(400, "invalid_grant");
    let fields = redemption_but(&code, &[("code_verifier", "")]);
    assert_eq!(site.post_as(CONSUMER, "/o/token/", &fields).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_unnamed_redirect_uri_need_not_be_named_again() {
    let site = Site::strict().await;
    let mut alice = site.alice().await;
    for (uri, status) in [("", 200), (CALLBACK, 200), ("https://evil.example/", 400)] {
        let code = alice.authorize(&authorization_but(&[("redirect_uri", "")])).await.parameter("code");
        let reply = site.post_as(CONSUMER, "/o/token/", &redemption_but(&code, &[("redirect_uri", uri)])).await;
        assert_eq!(reply.status.as_u16(), status, "{uri}");
    }
}

#[tokio::test]
async fn malformed_requests_are_named_and_cost_nothing() {
    let site = Site::strict().await;
    let code = site.code().await;
    for (changes, error) in [
        (vec![("grant_type", "")], "invalid_request"),
        (vec![("grant_type", "bogus")], "unsupported_grant_type"),
        (vec![("grant_type", "password")], "unsupported_grant_type"),
        (vec![("grant_type", "bogus")], "unsupported_grant_type"),
        (vec![("code", "")], "invalid_request"),
    ] {
        site.post_as(CONSUMER, "/o/token/", &redemption_but(&code, &changes)).await.assert_error(400, error);
    }
    for (name, value) in redemption(&code) {
        let mut fields = redemption(&code);
        fields.push((name, value));
        site.post_as(CONSUMER, "/o/token/", &fields).await.assert_error(400, "invalid_request");
    }
    let mut fields = redemption(&code);
    fields.extend([("unknown", "1"), ("unknown", "2")]);
    assert_eq!(site.post_as(CONSUMER, "/o/token/", &fields).await.status, StatusCode::OK);
}

#[tokio::test]
async fn only_a_form_by_post_is_read() {
    let site = Site::strict().await;
    let code = site.code().await;
    let query = encode(&redemption(&code));
    let get = site.request(Method::GET, &format!("/o/token/?{query}")).header(header::AUTHORIZATION, basic(CONSUMER));
    let reply = site.send(get).await;
    assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(reply.header("allow").contains("POST"), "{reply:?}");
    reply.assert_error(405, "invalid_request");
    for content_type in ["application/json", "multipart/form-data; boundary=x", "text/plain"] {
        let request = site
            .request(Method::POST, "/o/token/")
            .header(header::AUTHORIZATION, basic(CONSUMER))
            .header(header::CONTENT_TYPE, content_type)
            .body(query.clone());
        site.send(request).await.assert_error(400, "invalid_request");
    }
    assert_eq!(site.redeem(&code).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_browser_app_may_ask_before_it_posts() {
    let site = Site::strict().await;
    for path in ["/o/token/", "/o/revoke_token/", "/api/profile/"] {
        let reply = site.send(site.request(Method::OPTIONS, path).header(header::ORIGIN, "https://app.example")).await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT, "{path}");
        assert_eq!(reply.header("access-control-allow-origin"), "*");
        assert_eq!(reply.header("access-control-allow-headers"), "Authorization, Content-Type, DPoP, *");
        assert_eq!(reply.header("access-control-allow-credentials"), "");
    }
}
