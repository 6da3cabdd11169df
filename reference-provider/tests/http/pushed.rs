//! Pushed authorization requests: RFC 9126.

use reference_provider::{Config, Policy};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::signer::Signer;
use crate::site::*;

const PAR: &str = "/o/par/";

async fn push(site: &Site, fields: &[(&str, &str)]) -> Reply {
    site.post_as(CONSUMER, PAR, fields).await
}

fn taking_up(request_uri: &str) -> Vec<(&str, &str)> {
    vec![("client_id", CONSUMER.0), ("request_uri", request_uri)]
}

#[tokio::test]
async fn what_was_pushed_is_taken_up_once() {
    let site = Site::strict().await;
    let pushed = push(&site, &authorization()).await;
    assert_eq!((pushed.status, pushed.json()["expires_in"].as_u64()), (StatusCode::CREATED, Some(60)));
    assert_eq!(pushed.header("cache-control"), "no-store");
    let request_uri = pushed.text("request_uri");
    assert!(request_uri.starts_with("urn:ietf:params:oauth:request_uri:"), "{request_uri}");
    let mut alice = site.alice().await;
    let code = alice.authorize(&taking_up(&request_uri)).await.parameter("code");
    assert_eq!(site.redeem(&code).await.status, StatusCode::OK);
    let again = alice.get(&format!("/o/authorize/?client_id={}&request_uri={request_uri}", CONSUMER.0)).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_request_runs_out_after_a_minute() {
    let site = Site::strict().await;
    let request_uri = push(&site, &authorization()).await.text("request_uri");
    let at = format!("/o/authorize/?client_id={}&request_uri={request_uri}", CONSUMER.0);
    let mut alice = site.alice().await;
    site.advance(59);
    assert_eq!(alice.get(&at).await.status, StatusCode::OK);
    site.advance(1);
    assert_eq!(site.alice().await.get(&at).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(site.get(&at).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn errors_are_returned_to_the_client() {
    let site = Site::strict().await;
    for (name, value, error) in [
        ("scope", "unheard-of", "invalid_scope"),
        ("response_type", "nothing", "unsupported_response_type"),
        ("redirect_uri", "https://elsewhere.example/", "invalid_request"),
        ("client_id", SECOND.0, "invalid_request"),
        ("request_uri", "urn:ietf:params:oauth:request_uri:x", "invalid_request"),
        ("resource", "https://unheard-of.example/", "invalid_target"),
        ("code_challenge", "", "invalid_request"),
    ] {
        push(&site, &authorization_but(&[(name, value)])).await.assert_error(400, error);
    }
    site.post_as((CONSUMER.0, "wrong"), PAR, &authorization()).await.assert_error(401, "invalid_client");
    assert_eq!(site.send(site.request(Method::GET, PAR)).await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn an_authenticated_client_may_push_a_redirect_uri_where_the_rules_allow_it() {
    let rules = json!({ "pushed": { "unregistered-redirect-uri": "authenticated-clients" } });
    let site = Site::with(Config { policy: Policy::default().patched(&rules).unwrap(), ..Config::embedded() }).await;
    let elsewhere = [("redirect_uri", "https://elsewhere.example/callback")];
    let request_uri = push(&site, &authorization_but(&elsewhere)).await.text("request_uri");
    let reply = site.alice().await.authorize(&taking_up(&request_uri)).await;
    assert!(reply.header("location").starts_with("https://elsewhere.example/callback?code="), "{reply:?}");
    let unauthenticated = authorization_but(&[("client_id", "public-app"), elsewhere[0]]);
    site.post(PAR, &unauthenticated).await.assert_error(400, "invalid_request");
}

#[tokio::test]
async fn all_requests_are_pushed_where_the_rules_say_so() {
    let rules = json!({ "pushed": { "required": true } });
    let site = Site::with(Config { policy: Policy::default().patched(&rules).unwrap(), ..Config::embedded() }).await;
    let mut alice = site.alice().await;
    let direct = alice.get(&authorize_path(&authorization())).await;
    assert_eq!(direct.parameter("error"), "invalid_request");
    let request_uri = push(&site, &authorization()).await.text("request_uri");
    assert!(!alice.authorize(&taking_up(&request_uri)).await.parameter("code").is_empty());
}

/// RFC 9449 §10.1: even if the request is an object, which does not contain the key.
#[tokio::test]
async fn a_proof_with_a_pushed_object_binds_the_code_to_its_key() {
    let signer = Signer::new(1);
    let mut config = Config::embedded();
    config.clients[0].jwks = Some(json!({ "keys": [signer.jwk()] }));
    let site = Site::with(config).await;
    let (key, other) = (Signer::new(2), Signer::new(3));
    let pushed = async |more: &[(&str, &str)], jti: &str| {
        let parameters = [&authorization()[..], more].concat();
        let claims = parameters.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value)));
        let object = signer.jwt(json!({}), &Value::Object(claims.collect()));
        let request = site.request(Method::POST, PAR).header("authorization", basic(CONSUMER));
        let request = request.header("dpop", key.proof(&site, PAR, jti));
        site.send(form_body(request, &[("request", &object), ("client_id", CONSUMER.0)])).await
    };
    let redeemed = async |code: &str, proof: Option<String>| {
        let request = site.request(Method::POST, "/o/token/").header("authorization", basic(CONSUMER));
        let request = proof.into_iter().fold(request, |request, proof| request.header("dpop", proof));
        site.send(form_body(request, &redemption(code))).await
    };

    let request_uri = pushed(&[], "1").await.text("request_uri");
    let code = site.alice().await.authorize(&taking_up(&request_uri)).await.parameter("code");
    redeemed(&code, None).await.assert_error(400, "invalid_grant");
    redeemed(&code, Some(other.proof(&site, "/o/token/", "2"))).await.assert_error(400, "invalid_grant");
    let tokens = redeemed(&code, Some(key.proof(&site, "/o/token/", "3"))).await;
    assert_eq!(tokens.text("token_type"), "DPoP");
    let foreign = ("dpop_jkt", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    pushed(&[foreign], "4").await.assert_error(400, "invalid_dpop_proof");
}

const LOGIN: &str = "/accounts/login/";

/// RFC 9126 §2.2: the expiration is for the first use at the authorization endpoint, not for the user.
#[tokio::test]
async fn a_request_that_came_in_time_does_not_expire_while_the_user_types() {
    let site = Site::strict().await;
    let request_uri = push(&site, &authorization()).await.text("request_uri");
    let at = authorize_path(&taking_up(&request_uri));
    let mut alice = site.browser();
    let login = alice.get(&at).await.location().to_owned();
    let form = alice.get(&login).await;
    site.advance(300);
    let password = [("username", "alice"), ("password", "wonderland-1")];
    let next = alice.submit(LOGIN, &form, &password).await.location().to_owned();
    let question = alice.get(&next).await;
    question.assert_page(200);
    site.alice().await.get(&at).await.assert_page(400);
    site.logged_in("mallory", "malice-333").await.get(&at).await.assert_page(400);
    site.advance(299);
    let answer = alice.submit(&at, &question, &[("allow", "Authorize")]).await;
    assert_eq!(site.redeem(&answer.parameter("code")).await.status, StatusCode::OK);
    alice.get(&at).await.assert_page(400);
}

/// RFC 9126 §4: any response uses the request up.
#[tokio::test]
async fn an_error_uses_the_request_up() {
    let site = Site::strict().await;
    let silent = push(&site, &authorization_but(&[("prompt", "none")])).await.text("request_uri");
    let at = authorize_path(&taking_up(&silent));
    let mut alice = site.alice().await;
    assert_eq!(alice.get(&at).await.parameter("error"), "consent_required");
    alice.get(&at).await.assert_page(400);
}

#[tokio::test]
async fn the_users_time_ends_too() {
    let site = Site::strict().await;
    let request_uri = push(&site, &authorization()).await.text("request_uri");
    let at = authorize_path(&taking_up(&request_uri));
    let mut alice = site.alice().await;
    let question = alice.get(&at).await;
    site.advance(600);
    alice.submit(&at, &question, &[("allow", "Authorize")]).await.assert_page(400);
}

/// A login page that was opened too late does not start an interaction.
#[tokio::test]
async fn a_request_that_came_too_late_is_not_revived_by_a_login() {
    let site = Site::strict().await;
    let request_uri = push(&site, &authorization()).await.text("request_uri");
    let at = authorize_path(&taking_up(&request_uri));
    site.advance(60);
    let mut alice = site.browser();
    let next = alice.log_in("alice", "wonderland-1", &at).await.location().to_owned();
    assert_eq!(next, at);
    alice.get(&next).await.assert_page(400);
}

/// RFC 9101 §4: the same for the `exp` of a request object.
#[tokio::test]
async fn an_object_that_came_in_time_does_not_expire_while_the_user_types() {
    let signer = Signer::new(1);
    let mut config = Config::embedded();
    config.clients[0].jwks = Some(json!({ "keys": [signer.jwk()] }));
    let site = Site::with(config).await;
    let asked = authorization();
    let claims = asked.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value)));
    let claims = claims.chain([("exp".to_owned(), 1_700_000_120.into())]).collect();
    let object = signer.jwt(json!({}), &Value::Object(claims));
    let asked = [("client_id", CONSUMER.0), ("redirect_uri", CALLBACK), ("request", object.as_str())];
    let at = authorize_path(&asked);
    let mut alice = site.browser();
    let login = alice.get(&at).await.location().to_owned();
    let form = alice.get(&login).await;
    site.advance(240);
    let password = [("username", "alice"), ("password", "wonderland-1")];
    let next = alice.submit(LOGIN, &form, &password).await.location().to_owned();
    let question = alice.get(&next).await;
    site.advance(240);
    let answer = alice.submit(&at, &question, &[("allow", "Authorize")]).await;
    assert_eq!((answer.find_parameter("error"), answer.parameter("state")), (None, "xyz".to_owned()));
    assert_eq!(alice.get(&at).await.parameter("error"), "invalid_request_object");
}

/// RFC 9101 §6.2: nothing next to the object says where the browser would have to go, and no browser is involved.
#[tokio::test]
async fn an_error_in_an_object_alone_is_reported() {
    let (signer, stranger) = (Signer::new(1), Signer::new(2));
    let mut config = Config::embedded();
    config.clients[0].jwks = Some(json!({ "keys": [signer.jwk()] }));
    config.clients[0].redirect_uris.push("https://second.example/callback".to_owned());
    let site = Site::with(config).await;
    let pushed = async |object: &str| push(&site, &[("client_id", CONSUMER.0), ("request", object)]).await;
    let claims = |more: &[(&str, &str)]| {
        let parameters = authorization_but(more);
        Value::Object(parameters.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect())
    };
    assert_eq!(pushed(&signer.jwt(json!({}), &claims(&[]))).await.status, StatusCode::CREATED);
    for object in [
        "garbage".to_owned(),
        stranger.jwt(json!({}), &claims(&[])),
        signer.jwt(json!({}), &claims(&[("aud", "https://elsewhere.example")])),
        signer.jwt(json!({}), &claims(&[("client_id", SECOND.0)])),
    ] {
        pushed(&object).await.assert_error(400, "invalid_request_object");
    }
    pushed(&signer.jwt(json!({}), &claims(&[("redirect_uri", "")]))).await.assert_error(400, "invalid_request");
}

/// Public clients can push requests, and some of them are scripts in a page.
#[tokio::test]
async fn a_page_may_push() {
    let site = Site::strict().await;
    let asked = site.request(Method::OPTIONS, PAR).header("origin", "https://spa.example");
    let reply = site.send(asked.header("access-control-request-method", "POST")).await;
    assert_eq!((reply.status, reply.header("access-control-allow-origin")), (StatusCode::NO_CONTENT, "*"));
    assert_eq!(reply.header("access-control-allow-methods"), "POST");
    for reply in [push(&site, &authorization()).await, push(&site, &[]).await] {
        assert_eq!(reply.header("access-control-allow-origin"), "*", "{reply:?}");
    }
}

/// RFC 9449 §4.2: a unique identifier.
#[tokio::test]
async fn a_blank_jti_names_no_proof() {
    let (site, key) = (Site::strict().await, Signer::new(1));
    let pushed = async |site: &Site, jti: &str| {
        let request = site.request(Method::POST, PAR).header("authorization", basic(CONSUMER));
        site.send(form_body(request.header("dpop", key.proof(site, PAR, jti)), &authorization())).await
    };
    for blank in ["", " ", "\u{a0}\t"] {
        pushed(&site, blank).await.assert_error(400, "invalid_dpop_proof");
    }
    assert_eq!(pushed(&site, "1").await.status, StatusCode::CREATED);
    let mut config = Config::embedded();
    config.policy.dpop.blank_jti_refused = false;
    assert_eq!(pushed(&Site::with(config).await, "").await.status, StatusCode::CREATED);
}
