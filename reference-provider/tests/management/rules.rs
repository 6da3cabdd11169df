//! Overrides, policy, clock, keys and reset.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{ask, managed, problem, request, send};
use crate::site::*;

/// Whether errors of the token endpoint are pages, as with `token-error-as-page`.
async fn errors_as_page(site: &Site, path: &str, client: (&str, &str)) -> bool {
    let reply = site.post_as(client, path, &[("grant_type", "nonsense")]).await;
    reply.header("content-type").starts_with("text/html")
}

#[tokio::test]
async fn a_fault_can_be_put_on_and_off() {
    let site = managed().await;
    let fault = json!({ "faults": ["token-error-as-page"] });
    assert!(!errors_as_page(&site, "/o/token/", CONSUMER).await);
    let reply = send(&site, Method::PUT, "/overrides/page", &fault).await;
    assert_eq!(reply.json(), json!({ "overrides": { "page": fault } }));
    assert!(errors_as_page(&site, "/o/token/", CONSUMER).await);
    assert!(ask(&site, Method::DELETE, "/overrides/page").await.status.is_success());
    assert!(!errors_as_page(&site, "/o/token/", CONSUMER).await);
    let gone = ask(&site, Method::DELETE, "/overrides/page").await;
    assert_eq!(problem(&gone).1, "unknown override `page`");
}

#[tokio::test]
async fn a_fault_is_for_a_client_an_issuer_or_a_number_of_times() {
    let site = managed().await;
    for (scope, fates) in [
        (json!({ "client": "second-consumer" }), [false, true, false, true]),
        (json!({ "issuer": "evil" }), [false, false, true, false]),
        (json!({ "issuer": "" }), [true, true, false, true]),
        (json!({ "endpoint": "authorize" }), [false, false, false, false]),
        (json!({ "endpoint": "token", "times": 2 }), [true, true, false, false]),
    ] {
        let mut rules = scope;
        rules["faults"] = json!(["token-error-as-page"]);
        send(&site, Method::PUT, "/overrides/some", &rules).await;
        let mut met = Vec::new();
        for (path, client) in
            [("/o/token/", CONSUMER), ("/o/token/", SECOND), ("/evil/o/token/", CONSUMER), ("/o/token/", SECOND)]
        {
            met.push(errors_as_page(&site, path, client).await);
        }
        assert_eq!(met, fates, "{rules}");
    }
    assert_eq!(ask(&site, Method::GET, "/overrides").await.json(), json!({ "overrides": {} }));
}

#[tokio::test]
async fn a_fault_of_a_client_meets_its_access_tokens_too() {
    let site = managed().await;
    let token = site.tokens().await["access_token"].as_str().unwrap().to_owned();
    let rules = json!({ "client": "test-consumer", "policy": { "page": { "sniffing-refused": false } } });
    send(&site, Method::PUT, "/overrides/sniffed", &rules).await;
    assert_eq!(site.profile(&token).await.header("x-content-type-options"), "");
    assert_eq!(site.profile("another").await.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn what_no_override_can_be_is_explained() {
    let site = managed().await;
    for (rules, error, meant) in [
        (json!({}), "an override needs `faults`, `variants`, `policy` or `random: true`", "null"),
        (json!({ "fault": [] }), "unknown field `fault`, expected one of ", r#"["faults"]"#),
        (
            json!({ "faults": ["code-replay-acepted"] }),
            "unknown fault `code-replay-acepted`; did you mean code-replay-accepted",
            "null",
        ),
        (json!({ "random": true, "issuer": "evl" }), "unknown issuer `evl`; did you mean evil?", r#"["evil"]"#),
        (json!({ "random": true, "endpoint": "tokn" }), "unknown variant `tokn`, expected one of ", r#"["token"]"#),
        (json!({ "random": true, "times": 0 }), "`times` must be at least 1", "null"),
        (
            json!({ "policy": { "pkce": { "requird": true } } }),
            "`pkce.requird`: unknown field `requird`",
            r#"["required","required-of-public-clients"]"#,
        ),
    ] {
        let (status, said, did_you_mean) = problem(&send(&site, Method::PUT, "/overrides/wrong", &rules).await);
        assert_eq!(status, 422, "{said}");
        assert!(said.starts_with(error), "{said}");
        assert_eq!(did_you_mean, meant, "{said}");
    }
}

#[tokio::test]
async fn rules_can_be_read_and_changed_for_each_issuer() {
    let site = managed().await;
    let before = ask(&site, Method::GET, "/policy").await.json();
    assert_eq!(before["pkce"]["required"], true);
    let patch = json!({ "pkce": { "required": false } });
    assert_eq!(send(&site, Method::PATCH, "/policy?issuer=evil", &patch).await.json()["pkce"]["required"], false);
    assert_eq!(ask(&site, Method::GET, "/policy").await.json(), before);
    let strict = send(&site, Method::PATCH, "/policy?issuer=evil", &json!({ "pkce": null })).await;
    assert_eq!(strict.json(), before);
    let wrong = send(&site, Method::PATCH, "/policy", &json!({ "code": { "lifetme": 1 } })).await;
    assert_eq!((wrong.json()["at"].clone(), problem(&wrong).2.as_str()), ("code.lifetme".into(), r#"["lifetime"]"#));
    let wrong = send(&site, Method::PATCH, "/policy", &json!({ "code": { "lifetime": "long" } })).await;
    assert_eq!(
        (wrong.json()["at"].clone(), wrong.json()["expected"].clone()),
        ("code.lifetime".into(), json!(["u32"]))
    );
    let unknown = ask(&site, Method::GET, "/policy?issuer=evl").await;
    assert_eq!(problem(&unknown), (404, "unknown issuer `evl`".to_owned(), r#"["evil"]"#.to_owned()));
}

/// The last of two equal members does not win silently.
#[tokio::test]
async fn a_member_that_comes_twice_is_a_mistake() {
    let site = managed().await;
    let before = ask(&site, Method::GET, "/policy").await.json();
    let patch = async |body: &'static str| {
        let request = request(&site, Method::PATCH, "/policy").header("content-type", "application/json");
        problem(&site.send(request.body(body)).await)
    };
    for twice in [
        r#"{ "code": { "lifetime": 30 }, "code": { "single-use": false } }"#,
        r#"{ "code": { "lifetime": 30, "lifetime": 60 } }"#,
    ] {
        let (status, said, _) = patch(twice).await;
        assert!(status == 422 && said.starts_with("a member is repeated at line 1 "), "{status} {said}");
    }
    let (status, said, _) = patch("{").await;
    assert!(status == 400 && said.starts_with("the body is not JSON: "), "{status} {said}");
    assert_eq!(ask(&site, Method::GET, "/policy").await.json(), before);
}

#[tokio::test]
async fn time_can_be_moved() {
    let site = managed().await;
    let code = site.code().await;
    let reply = send(&site, Method::POST, "/clock", &json!({ "advance": 3600 })).await;
    assert_eq!(reply.json(), json!({ "time": 1_700_003_600 }));
    site.redeem(&code).await.assert_error(400, "invalid_grant");
    assert_eq!(send(&site, Method::POST, "/clock", &json!({ "time": 1 })).await.json(), json!({ "time": 1 }));
    for wrong in [json!({}), json!({ "advance": 1, "time": 1 }), json!({ "advance": u64::MAX }), json!({ "by": 1 })] {
        let reply = send(&site, Method::POST, "/clock", &wrong).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    assert_eq!(ask(&site, Method::GET, "/clock").await.json(), json!({ "time": 1 }));
}

/// The `kid` of an ID token that is issued now.
async fn kid(site: &Site) -> Value {
    use base64::Engine as _;
    let request = authorization_but(&[("scope", "openid read")]);
    let code = site.alice().await.authorize(&request).await.parameter("code");
    let token = site.redeem(&code).await.text("id_token");
    let header = token.split('.').next().unwrap();
    let header = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(header).unwrap();
    serde_json::from_slice::<Value>(&header).unwrap()["kid"].clone()
}

#[tokio::test]
async fn keys_can_be_rotated_and_come_back_at_reset() {
    let site = managed().await;
    let first = kid(&site).await;
    assert!(send(&site, Method::POST, "/keys", &json!({ "retire": true })).await.status.is_success());
    assert_ne!(kid(&site).await, first);
    send(&site, Method::POST, "/reset", &json!({})).await;
    assert_eq!(kid(&site).await, first);
}

#[tokio::test]
async fn reset_restores_the_initial_state() {
    let site = managed().await;
    let before = ask(&site, Method::GET, "/policy").await.json();
    let token = site.tokens().await["access_token"].as_str().unwrap().to_owned();
    assert!(site.profile(&token).await.status.is_success());
    send(&site, Method::PUT, "/overrides/any", &json!({ "random": true })).await;
    send(&site, Method::PATCH, "/policy", &json!({ "pkce": { "required": false } })).await;
    send(&site, Method::POST, "/clock", &json!({ "advance": 60 })).await;
    assert!(ask(&site, Method::DELETE, "/users/alice").await.status.is_success());
    assert!(ask(&site, Method::DELETE, "/clients/public-app").await.status.is_success());
    assert_eq!(send(&site, Method::POST, "/reset", &json!({})).await.status, StatusCode::NO_CONTENT);
    assert_eq!(ask(&site, Method::GET, "/policy").await.json(), before);
    assert_eq!(ask(&site, Method::GET, "/clock").await.json(), json!({ "time": 1_700_000_000 }));
    let health = ask(&site, Method::GET, "/health").await.json();
    assert_eq!((&health["overrides"], &health["journal"]), (&json!(0), &json!(0)));
    assert_eq!(site.profile(&token).await.status, StatusCode::UNAUTHORIZED);
    site.alice().await;
}
