//! Logout requests of clients, and notifications: OpenID Connect RP-Initiated, Front-Channel and Back-Channel Logout.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reference_provider::{Config, Outcome, Policy};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::site::*;

const LOGOUT: &str = "/o/logout/";
const AFTER: &str = "http://localhost:8001/after";

/// Alice, signed in to a client that gets all notifications, with her ID token.
struct SignedIn<'s> {
    alice: Browser<'s>,
    id_token: String,
}

impl<'s> SignedIn<'s> {
    async fn to(site: &'s Site) -> Self {
        let mut alice = site.alice().await;
        let asked = authorization_but(&[("scope", "openid"), ("nonce", "n-1")]);
        let code = alice.authorize(&asked).await.parameter("code");
        let id_token = site.redeem(&code).await.text("id_token");
        Self { alice, id_token }
    }

    async fn ask(&mut self, parameters: &[(&str, &str)]) -> Reply {
        self.alice.get(&format!("{LOGOUT}?{}", encode(parameters))).await
    }

    async fn is_logged_in(&mut self) -> bool {
        self.alice.get("/").await.body.contains("class=\"who\"")
    }
}

fn config() -> Config {
    let mut config = Config::embedded();
    config.clients[0].post_logout_redirect_uris = vec![AFTER.to_owned()];
    config
}

#[tokio::test]
async fn a_fitting_hint_logs_out_and_leads_back() {
    let site = Site::with(config()).await;
    let mut alice = SignedIn::to(&site).await;
    let hint = alice.id_token.clone();
    let parameters = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", AFTER), ("state", "a b")];
    let reply = alice.ask(&parameters).await;
    assert_eq!((reply.status, reply.location()), (StatusCode::FOUND, "http://localhost:8001/after?state=a%20b"));
    assert!(!alice.is_logged_in().await);
}

/// Whichever of two requests is first: a code does not outlive the session that it was issued in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_authorized_at_the_moment_of_a_logout_ends_with_it() {
    let mut config = config();
    config.policy.consent.asked = reference_provider::policy::ConsentFrequency::Never;
    let site = Site::with(config).await;
    let asked = authorize_path(&authorization_but(&[("scope", "openid"), ("nonce", "n-1")]));
    for _ in 0..10 {
        let mut alice = site.alice().await;
        let code = alice.get(&asked).await.parameter("code");
        let hint = site.redeem(&code).await.text("id_token");
        let mut other_tab = alice.clone();
        let logout = format!("{LOGOUT}?{}", encode(&[("id_token_hint", &hint)]));
        let (authorized, left) = tokio::join!(other_tab.get(&asked), alice.get(&logout));
        assert!(left.status.is_success(), "{left:?}");
        if let Some(code) = authorized.find_parameter("code") {
            site.redeem(&code).await.assert_error(400, "invalid_grant");
        }
    }
}

/// RFC 8725 §3.11: resource servers have access tokens, too.
#[tokio::test]
async fn an_access_token_is_not_a_hint() {
    let mut config = config();
    config.policy = Policy::default().patched(&json!({ "token": { "format": "jwt" } })).unwrap();
    let site = Site::with(config).await;
    let mut alice = SignedIn::to(&site).await;
    let asked = authorization_but(&[("scope", "openid read"), ("nonce", "n-1")]);
    let code = alice.alice.authorize(&asked).await.parameter("code");
    let token = site.redeem(&code).await.text("access_token");
    alice.ask(&[("id_token_hint", &token)]).await.assert_page(400);
    let hinted = authorization_but(&[("id_token_hint", &token)]);
    alice.alice.get(&authorize_path(&hinted)).await.assert_reported("invalid_request");
    assert!(alice.is_logged_in().await);
}

#[tokio::test]
async fn without_a_hint_the_user_is_asked() {
    let site = Site::with(config()).await;
    let mut alice = SignedIn::to(&site).await;
    let parameters = [("client_id", "test-consumer"), ("post_logout_redirect_uri", AFTER), ("state", "s")];
    let page = alice.ask(&parameters).await;
    page.assert_page(200);
    assert!(page.body.contains("<strong>Test Consumer</strong> has asked to log you out"), "{page:?}");
    assert!(page.body.contains("You will also be logged out of connected applications."), "{page:?}");
    assert!(alice.is_logged_in().await);
    let forged = alice.alice.post(LOGOUT, &[("confirmed", "yes")]).await;
    forged.assert_page(403);
    assert!(alice.is_logged_in().await);
    let reply = alice.alice.submit(LOGOUT, &page, &[("confirmed", "yes")]).await;
    assert_eq!((reply.status, reply.location()), (StatusCode::SEE_OTHER, "http://localhost:8001/after?state=s"));
    assert!(!alice.is_logged_in().await);
}

#[tokio::test]
async fn a_hint_of_another_session_or_user_is_not_enough() {
    let site = Site::with(config()).await;
    let hint = SignedIn::to(&site).await.id_token;
    let mut again = SignedIn::to(&site).await;
    again.ask(&[("id_token_hint", &hint)]).await.assert_page(200);
    assert!(again.is_logged_in().await, "it is of another session of hers");
    let mut bob = SignedIn { alice: site.logged_in("bob", "builder-22").await, id_token: hint.clone() };
    bob.ask(&[("id_token_hint", &hint)]).await.assert_page(200);
    assert!(bob.is_logged_in().await);
}

#[tokio::test]
async fn an_unregistered_uri_is_not_followed() {
    let site = Site::with(config()).await;
    let mut alice = SignedIn::to(&site).await;
    let hint = alice.id_token.clone();
    for (parameters, status) in [
        (vec![("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", "http://localhost:8001/after/")], 400),
        (vec![("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", CALLBACK)], 400),
        (vec![("id_token_hint", hint.as_str()), ("client_id", "second-consumer")], 400),
        (vec![("client_id", "unknown")], 400),
        (vec![("id_token_hint", "e30.e30.")], 400),
        (vec![("state", "a"), ("state", "b")], 400),
        (vec![("post_logout_redirect_uri", AFTER)], 200),
    ] {
        alice.ask(&parameters).await.assert_page(status);
        assert!(alice.is_logged_in().await, "{parameters:?}");
    }
    site.get(&format!("{LOGOUT}?{}", encode(&[("post_logout_redirect_uri", AFTER)]))).await.assert_page(200);
}

#[tokio::test]
async fn a_form_of_another_site_is_sent_again_from_here() {
    let site = Site::with(config()).await;
    let mut alice = SignedIn::to(&site).await;
    let fields = [("id_token_hint", alice.id_token.as_str()), ("post_logout_redirect_uri", AFTER)];
    let page = site.post(LOGOUT, &fields).await;
    page.assert_page(200);
    assert!(!page.header("content-security-policy").contains("form-action"), "it leads to the client: {page:?}");
    let reply = alice.alice.submit(LOGOUT, &page, &[]).await;
    assert_eq!(reply.location(), AFTER);
    assert!(!alice.is_logged_in().await);
    let anonymous = site.post(LOGOUT, &[("again", "1")]).await;
    anonymous.assert_page(200);
}

#[tokio::test]
async fn pages_of_clients_are_framed() {
    let mut config = config();
    config.clients[0].frontchannel_logout_uri = Some("http://localhost:8001/gone?a=1".to_owned());
    let site = Site::with(config).await;
    let mut alice = SignedIn::to(&site).await;
    let hint = alice.id_token.clone();
    let page = alice.ask(&[("id_token_hint", &hint), ("post_logout_redirect_uri", AFTER)]).await;
    page.assert_page(200);
    assert!(page.header("content-security-policy").contains("; frame-src http://localhost:8001;"), "{page:?}");
    let sid = claims(&hint)["sid"].as_str().unwrap().to_owned();
    assert!(page.body.contains(&format!("sid={sid}")), "{page:?}");
    assert!(page.body.contains("http-equiv=\"refresh\""), "{page:?}");
}

#[tokio::test]
async fn clients_get_a_logout_token_over_the_back_channel() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut config = config();
    config.clients[0].backchannel_logout_uri = Some(format!("http://{}/notified", listener.local_addr().unwrap()));
    config.policy.logout.token_lifetime = reference_provider::policy::Seconds(90);
    let inbox = tokio::task::spawn_blocking(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut text = String::new();
        let mut buffer = [0; 4096];
        while !text.contains("logout_token=") || !text.contains("\r\n\r\n") || text.ends_with("\r\n\r\n") {
            let read = stream.read(&mut buffer).unwrap();
            text.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
        }
        stream.write_all(b"HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n").unwrap();
        text
    });
    let site = Site::with(config).await;
    let mut alice = SignedIn::to(&site).await;
    let page = alice.alice.get("/accounts/logout/").await;
    alice.alice.submit("/accounts/logout/", &page, &[]).await.assert_page(200);
    let deliveries = site.provider.logout_deliveries().await;
    assert_eq!(
        deliveries.iter().map(|delivery| delivery.outcome.clone()).collect::<Vec<_>>(),
        [Outcome::Answered(204)]
    );
    let request = inbox.await.unwrap();
    assert!(request.starts_with("POST /notified HTTP/1.1\r\n"), "{request}");
    let claims = claims(request.split_once("logout_token=").unwrap().1);
    assert_eq!(claims["aud"], "test-consumer");
    assert_eq!(claims["sub"], "1");
    assert_eq!((&claims["iat"], &claims["exp"]), (&json!(1_700_000_000), &json!(1_700_000_090)));
    assert!(claims["events"]["http://schemas.openid.net/event/backchannel-logout"].is_object());
    assert_eq!(claims.get("nonce"), None);
}

const SECOND_CALLBACK: (&str, &str) = ("redirect_uri", "http://localhost:8002/callback");

/// An ID token for the second client, for which the user has to log in again.
async fn logged_in_again(site: &Site, browser: &mut Browser<'_>, username: &str, password: &str) -> String {
    let asked = authorization_but(&[
        ("client_id", SECOND.0),
        SECOND_CALLBACK,
        ("scope", "openid"),
        ("nonce", "n-2"),
        ("prompt", "login"),
    ]);
    let path = authorize_path(&asked);
    assert!(browser.get(&path).await.location().starts_with("/accounts/login/"));
    browser.log_in(username, password, &path).await;
    let code = browser.authorize(&asked).await.parameter("code");
    let redemption = redemption_but(&code, &[SECOND_CALLBACK]);
    site.post_as(SECOND, "/o/token/", &redemption).await.text("id_token")
}

/// Back-Channel Logout §2.5, Front-Channel Logout §2: it is the same session with another identifier.
#[tokio::test]
async fn clients_of_before_a_second_login_hear_of_the_logout() {
    let mut config = config();
    config.clients[0].frontchannel_logout_uri = Some("http://localhost:8001/gone".to_owned());
    config.clients[0].backchannel_logout_uri = Some("http://127.0.0.1:1/".to_owned());
    let site = Site::with(config).await;
    let mut alice = SignedIn::to(&site).await;
    let (first, cookie) = (alice.id_token.clone(), alice.alice.cookies["sessionid"].clone());
    let second = logged_in_again(&site, &mut alice.alice, "alice", "wonderland-1").await;
    assert_ne!(alice.alice.cookies["sessionid"], cookie);
    assert_eq!(claims(&first)["sid"], claims(&second)["sid"]);
    let page = alice.ask(&[("id_token_hint", &second)]).await;
    assert!(page.body.contains("localhost:8001&#x2f;gone?iss="), "{page:?}");
    let deliveries = site.provider.logout_deliveries().await;
    assert_eq!(deliveries.iter().map(|delivery| delivery.client_id.as_str()).collect::<Vec<_>>(), [CONSUMER.0]);
    assert!(!alice.is_logged_in().await);
}

#[tokio::test]
async fn another_users_login_ends_the_session_of_the_one_before() {
    let mut config = config();
    config.clients[0].frontchannel_logout_uri = Some("http://localhost:8001/gone".to_owned());
    config.clients[0].backchannel_logout_uri = Some("http://127.0.0.1:1/".to_owned());
    let site = Site::with(config).await;
    let mut alice = SignedIn::to(&site).await;
    let first = claims(&alice.id_token)["sid"].clone();
    let page = alice.alice.log_in("bob", "builder-22", "/o/applications/").await;
    page.assert_page(200);
    assert!(page.body.contains(&format!("sid={}", first.as_str().unwrap())), "{page:?}");
    assert!(page.body.contains("content=\"1; url=&#x2f;o&#x2f;applications&#x2f;\""), "{page:?}");
    assert!(page.header("content-security-policy").contains("; frame-src http://localhost:8001;"), "{page:?}");
    let deliveries = site.provider.logout_deliveries().await;
    assert_eq!(deliveries.iter().map(|delivery| delivery.client_id.as_str()).collect::<Vec<_>>(), [CONSUMER.0]);
    let second = logged_in_again(&site, &mut alice.alice, "bob", "builder-22").await;
    assert_ne!(claims(&second)["sid"], first);
    assert_eq!(claims(&second)["sub"], "2");
}

/// Back-Channel Logout §2.7.
#[tokio::test]
async fn a_logout_ends_what_was_granted_for_the_session() {
    let site = Site::with(config()).await;
    let mut alice = site.alice().await;
    let mut tokens = Vec::new();
    for scope in ["openid read", "openid read offline_access", "read"] {
        let code = alice.authorize(&authorization_but(&[("scope", scope), ("nonce", "n")])).await.parameter("code");
        tokens.push(site.redeem(&code).await.json());
    }
    let code = alice.authorize(&authorization_but(&[("scope", "openid"), ("nonce", "n")])).await.parameter("code");
    let elsewhere = SignedIn::to(&site).await;
    let hint = tokens[0]["id_token"].as_str().unwrap();
    alice.get(&format!("{LOGOUT}?{}", encode(&[("id_token_hint", hint)]))).await.assert_page(200);
    for (tokens, status) in tokens.iter().zip([400, 200, 200]) {
        let reply = site.refresh(tokens["refresh_token"].as_str().unwrap()).await;
        assert_eq!(reply.status.as_u16(), status, "{tokens} {reply:?}");
    }
    site.redeem(&code).await.assert_error(400, "invalid_grant");
    let mut elsewhere = elsewhere;
    assert!(elsewhere.is_logged_in().await);
}

#[tokio::test]
async fn an_unreachable_client_does_not_prevent_the_logout() {
    let mut config = config();
    config.clients[0].backchannel_logout_uri = Some("http://127.0.0.1:1/".to_owned());
    let site = Site::with(config).await;
    let mut alice = SignedIn::to(&site).await;
    let hint = alice.id_token.clone();
    alice.ask(&[("id_token_hint", &hint)]).await.assert_page(200);
    assert!(!alice.is_logged_in().await);
    let deliveries = site.provider.logout_deliveries().await;
    assert!(matches!(deliveries[0].outcome, Outcome::Failed(_)), "{deliveries:?}");
}

fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// RFC 8725 §3.12: it has the issuer, the subject and the signature of an ID token.
#[tokio::test]
async fn signed_userinfo_is_not_a_hint() {
    let mut config = config();
    config.clients[0].userinfo_signed_response_alg = Some("RS256".to_owned());
    let site = Site::with(config).await;
    let mut alice = site.alice().await;
    let asked = authorization_but(&[("scope", "openid"), ("nonce", "n-1")]);
    let tokens = site.redeem(&alice.authorize(&asked).await.parameter("code")).await.json();
    let request = site.request(reqwest::Method::GET, "/o/userinfo/");
    let userinfo = site.send(request.bearer_auth(tokens["access_token"].as_str().unwrap())).await.body;
    assert_eq!(claims(&userinfo)["sub"], "1", "{userinfo}");
    alice.get(&format!("{LOGOUT}?{}", encode(&[("id_token_hint", &userinfo)]))).await.assert_page(400);
    let silent = [("scope", "openid"), ("nonce", "n-2"), ("prompt", "none")];
    let by = |hint| authorize_path(&authorization_but(&[&silent[..], &[("id_token_hint", hint)]].concat()));
    let with_userinfo = alice.get(&by(&userinfo)).await.parameter("error");
    let with_id_token = alice.get(&by(tokens["id_token"].as_str().unwrap())).await.parameter("error");
    assert_eq!((with_userinfo.as_str(), with_id_token.as_str()), ("invalid_request", "consent_required"));
}
