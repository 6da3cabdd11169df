//! Every fault does what it says, and a strict provider does not.

use reference_provider::faults;
use reqwest::{Method, StatusCode, header};

use crate::site::*;

#[tokio::test]
async fn each_fault_shows_itself_and_strictness_does_not() {
    for fault in faults::all() {
        assert!(!misbehaves(&Site::strict().await, fault.name).await, "the strict provider shows {}", fault.name);
        assert!(misbehaves(&Site::faulty(fault.name).await, fault.name).await, "{} does not show", fault.name);
    }
}

/// Whether the provider makes the mistake that the fault of this name stands for.
async fn misbehaves(site: &Site, fault: &str) -> bool {
    match fault.split('-').next() {
        Some("code") => code(site, fault).await,
        Some("pkce") => pkce(site, fault).await,
        Some("redirect" | "unknown" | "invalid" | "repeated" | "response") if is_request(fault) => {
            request(site, fault).await
        }
        Some("state" | "denial" | "consent" | "error" | "authorization") => answer(site, fault).await,
        Some("client" | "secret" | "token" | "refresh") => back_channel(site, fault).await,
        Some("missing" | "unknown" | "expired" | "revoked" | "introspection" | "scope" | "profile") => {
            resource(site, fault).await
        }
        _ => pages(site, fault).await,
    }
}

fn is_request(fault: &str) -> bool {
    !matches!(fault, "unknown-token-accepted" | "redirect-repeats-form")
}

async fn redeems(site: &Site, client: (&str, &str), code: &str, changes: &[(&str, &str)]) -> bool {
    site.post_as(client, "/o/token/", &redemption_but(code, changes)).await.status == StatusCode::OK
}

async fn code(site: &Site, fault: &str) -> bool {
    let code = site.code().await;
    match fault {
        "code-reusable" => redeems(site, CONSUMER, &code, &[]).await && redeems(site, CONSUMER, &code, &[]).await,
        "code-replay-keeps-tokens" => {
            let access = site.redeem(&code).await.text("access_token");
            assert!(!redeems(site, CONSUMER, &code, &[]).await);
            site.profile(&access).await.status == StatusCode::OK
        }
        "code-not-bound-to-client" => redeems(site, SECOND, &code, &[]).await,
        "code-not-bound-to-redirect-uri" => {
            redeems(site, CONSUMER, &code, &[("redirect_uri", "https://evil.example/")]).await
        }
        "code-long-lived" => {
            site.advance(11 * 60);
            redeems(site, CONSUMER, &code, &[]).await
        }
        _ => panic!("no probe for {fault}"),
    }
}

async fn pkce(site: &Site, fault: &str) -> bool {
    const BARE: [(&str, &str); 2] = [("code_challenge", ""), ("code_challenge_method", "")];
    const OTHER: &str = "another-verifier-that-is-long-enough-to-be-one";
    let mut alice = site.alice().await;
    match fault {
        "pkce-not-required" => alice.get(&authorize_path(&authorization_but(&BARE))).await.status == StatusCode::OK,
        "pkce-plain-accepted" => {
            let plain = authorization_but(&[("code_challenge", VERIFIER), ("code_challenge_method", "plain")]);
            if alice.get(&authorize_path(&plain)).await.status != StatusCode::OK {
                return false;
            }
            let code = alice.authorize(&plain).await.parameter("code");
            redeems(site, CONSUMER, &code, &[]).await
        }
        "pkce-verifier-ignored" => redeems(site, CONSUMER, &site.code().await, &[("code_verifier", OTHER)]).await,
        "pkce-downgrade-accepted" => {
            if alice.get(&authorize_path(&authorization_but(&BARE))).await.status != StatusCode::OK {
                return false;
            }
            let code = alice.authorize(&authorization_but(&BARE)).await.parameter("code");
            redeems(site, CONSUMER, &code, &[]).await
        }
        "pkce-verifier-guessable" => {
            let code = site.code().await;
            assert!(!redeems(site, CONSUMER, &code, &[("code_verifier", OTHER)]).await);
            redeems(site, CONSUMER, &code, &[]).await
        }
        _ => panic!("no probe for {fault}"),
    }
}

async fn request(site: &Site, fault: &str) -> bool {
    let mut alice = site.alice().await;
    let changes = match fault {
        "redirect-uri-prefix-match" => [("redirect_uri", format!("{CALLBACK}evil"))],
        "redirect-uri-ignore-query" => [("redirect_uri", format!("{CALLBACK}?x=1"))],
        "redirect-uri-case-insensitive" => [("redirect_uri", CALLBACK.replace("/login/", "/LOGIN/"))],
        "redirect-uri-any-port" => [("redirect_uri", CALLBACK.replace("8001", "6666"))],
        "redirect-uri-normalised" => [("redirect_uri", CALLBACK.replace("/login/", "/x/..%2f%6cogin/"))],
        "redirect-uri-host-suffix" => [("redirect_uri", CALLBACK.replace("localhost", "evil-localhost"))],
        "unknown-client-redirected" => [("client_id", "unknown".to_owned())],
        "invalid-redirect-followed" => [("redirect_uri", "https://evil.example/".to_owned())],
        "response-type-optional" => [("response_type", String::new())],
        "invalid-scope-ignored-and-granted" => [("scope", "read admin".to_owned())],
        "repeated-parameter-accepted" => {
            let mut parameters = authorization();
            parameters.push(("state", "again"));
            return alice.get(&authorize_path(&parameters)).await.status == StatusCode::OK;
        }
        _ => panic!("no probe for {fault}"),
    };
    let changes: Vec<(&str, &str)> = changes.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let parameters = authorization_but(&changes);
    let reply = alice.get(&authorize_path(&parameters)).await;
    if matches!(fault, "unknown-client-redirected" | "invalid-redirect-followed") {
        return reply.status.is_redirection();
    }
    if reply.status != StatusCode::OK {
        return false;
    }
    alice.authorize(&parameters).await.find_parameter("code").is_some()
}

async fn answer(site: &Site, fault: &str) -> bool {
    let mut alice = site.alice().await;
    match fault {
        "state-dropped" => alice.authorize(&authorization()).await.find_parameter("state").is_none(),
        "state-decoded-twice" => {
            let reply = alice.authorize(&authorization_but(&[("state", "a%2Bb")])).await;
            reply.parameter("state") == "a+b"
        }
        "state-dropped-on-error" => alice.answer(&authorization(), &[]).await.find_parameter("state").is_none(),
        "state-repeated" => {
            let reply = alice.authorize(&authorization()).await;
            reply.location().matches("state=").count() == 2
        }
        "error-outside-ascii" => !alice.answer(&authorization(), &[]).await.parameter("error_description").is_ascii(),
        "authorization-cors" => {
            let page = alice.get(&authorize_path(&authorization())).await;
            !page.header("access-control-allow-origin").is_empty()
        }
        "denial-unregistered" => alice.answer(&authorization(), &[]).await.parameter("error") == "user_said_no",
        "denial-grants" => alice.answer(&authorization(), &[]).await.find_parameter("code").is_some(),
        "denial-silent" => alice.answer(&authorization(), &[]).await.location().is_empty(),
        "consent-csrf-unchecked" => {
            let path = authorize_path(&authorization());
            let page = alice.get(&path).await;
            let mut mallory = site.logged_in("mallory", "malice-333").await;
            let reply = mallory.submit(&path, &page, &[("allow", "Authorize")]).await;
            let Some(code) = reply.find_parameter("code") else { return false };
            let access = site.redeem(&code).await.text("access_token");
            site.profile(&access).await.json()["user_id"] == 3
        }
        "consent-skipped" => alice.get(&authorize_path(&authorization())).await.find_parameter("code").is_some(),
        _ => panic!("no probe for {fault}"),
    }
}

async fn back_channel(site: &Site, fault: &str) -> bool {
    match fault {
        "client-secret-unchecked" => redeems(site, (CONSUMER.0, "wrong"), &site.code().await, &[]).await,
        "client-secret-optional" => {
            let code = site.code().await;
            site.post("/o/token/", &redemption_but(&code, &[("client_id", CONSUMER.0)])).await.status == StatusCode::OK
        }
        "client-secret-in-query" => {
            let path = format!("/o/token/?{}", encode(&[("client_id", CONSUMER.0), ("client_secret", CONSUMER.1)]));
            site.post(&path, &redemption(&site.code().await)).await.status == StatusCode::OK
        }
        "secret-stored-shown-again" => {
            let mut alice = site.alice().await;
            let page = alice.get("/o/applications/register/").await;
            let fields = [("name", "A"), ("client_type", "confidential"), ("redirect_uris", "https://a.example/")];
            let page = alice.submit("/o/applications/register/", &page, &fields).await;
            let detail = alice.get(&format!("/o/applications/{}/", page.input("client_id").unwrap())).await;
            detail.input("client_secret") == page.input("client_secret")
        }
        "token-cacheable" => site.redeem(&site.code().await).await.header("cache-control").is_empty(),
        "token-unlabelled" => {
            site.redeem(&site.code().await).await.header("content-type") == "text/plain; charset=utf-8"
        }
        "token-error-as-page" => site.redeem("made-up").await.header("content-type") == "text/html; charset=utf-8",
        "refresh-not-rotated" => {
            let token = refresh_token(site).await;
            site.refresh(&token).await.text("refresh_token") == token
        }
        "refresh-replay-accepted" => {
            let token = refresh_token(site).await;
            site.refresh(&token).await;
            site.refresh(&token).await.status == StatusCode::OK
        }
        "refresh-replay-keeps-family" => {
            let token = refresh_token(site).await;
            let next = site.refresh(&token).await.text("refresh_token");
            site.refresh(&token).await.assert_error(400, "invalid_grant");
            site.refresh(&next).await.status == StatusCode::OK
        }
        _ => panic!("no probe for {fault}"),
    }
}

async fn refresh_token(site: &Site) -> String {
    site.tokens().await["refresh_token"].as_str().unwrap().to_owned()
}

async fn resource(site: &Site, fault: &str) -> bool {
    let mut bob = site.logged_in("bob", "builder-22").await;
    let scope = if fault == "scope-not-checked" { "write" } else { "read" };
    let code = bob.authorize(&authorization_but(&[("scope", scope)])).await.parameter("code");
    let access = site.redeem(&code).await.text("access_token");
    match fault {
        "missing-token-accepted" => site.get("/api/profile/").await.status == StatusCode::OK,
        "unknown-token-accepted" => site.profile("made-up").await.status == StatusCode::OK,
        "expired-token-accepted" => {
            site.advance(3600);
            site.profile(&access).await.status == StatusCode::OK
        }
        "revoked-token-accepted" => {
            site.post_as(CONSUMER, "/o/revoke_token/", &[("token", &access)]).await;
            site.profile(&access).await.status == StatusCode::OK
        }
        "introspection-ignores-revocation" => {
            site.post_as(CONSUMER, "/o/revoke_token/", &[("token", &access)]).await;
            let said = site.post_as(CONSUMER, "/o/introspect/", &[("token", &access)]).await;
            said.json()["active"] == true
        }
        "scope-not-checked" => site.profile(&access).await.status == StatusCode::OK,
        "profile-of-first-user" => site.profile(&access).await.json()["user_id"] == 1,
        _ => panic!("no probe for {fault}"),
    }
}

async fn pages(site: &Site, fault: &str) -> bool {
    let mut browser = site.browser();
    match fault {
        "login-csrf-unchecked" => {
            let fields = [("username", "mallory"), ("password", "malice-333")];
            let request = form_body(site.request(Method::POST, "/accounts/login/"), &fields);
            browser.send(request.header(header::ORIGIN, "https://evil.example")).await.status.is_redirection()
        }
        "login-any-password" => browser.log_in("alice", "wrong", "/").await.status.is_redirection(),
        "login-guessable" => {
            for _ in 0..20 {
                browser.log_in("alice", "guess", "/").await;
            }
            browser.log_in("alice", "wonderland-1", "/").await.status.is_redirection()
        }
        "login-repeats-password" => {
            browser.log_in("alice", "a-slip-of-the-finger", "/").await.body.contains("a-slip-of-the-finger")
        }
        "next-open-redirect" => {
            browser.log_in("alice", "wonderland-1", "//evil.example").await.location() == "//evil.example"
        }
        "session-fixed" => {
            browser.cookies.insert("sessionid".to_owned(), "planted".to_owned());
            browser.log_in("alice", "wonderland-1", "/").await;
            browser.cookies["sessionid"] == "planted" && browser.get("/o/applications/").await.status == StatusCode::OK
        }
        "logout-keeps-session" => {
            browser.log_in("alice", "wonderland-1", "/").await;
            let session = browser.cookies["sessionid"].clone();
            let page = browser.get("/accounts/logout/").await;
            browser.submit("/accounts/logout/", &page, &[]).await;
            browser.cookies.insert("sessionid".to_owned(), session);
            browser.get("/o/applications/").await.status == StatusCode::OK
        }
        "session-cookie-bare" => {
            let reply = browser.log_in("alice", "wonderland-1", "/").await;
            let cookie = reply.header("set-cookie");
            cookie.starts_with("sessionid=") && !cookie.contains("HttpOnly") && !cookie.contains("SameSite")
        }
        "session-in-url" => {
            let reply = browser.log_in("alice", "wonderland-1", "/o/applications/").await;
            reply.location() == format!("/o/applications/?sessionid={}", browser.cookies["sessionid"])
        }
        "redirect-repeats-form" => {
            let reply = browser.log_in("alice", "wonderland-1", "/").await;
            reply.status == StatusCode::TEMPORARY_REDIRECT
        }
        "pages-cacheable" => browser.get("/accounts/login/").await.header("cache-control").is_empty(),
        "pages-sniffable" => browser.get("/accounts/login/").await.header("x-content-type-options").is_empty(),
        "referrer-unrestricted" => {
            let page = browser.get("/accounts/login/").await;
            let sent_on = browser.log_in("alice", "wonderland-1", "/").await;
            [page, sent_on].iter().all(|reply| reply.header("referrer-policy") == "unsafe-url")
        }
        "innards-shown" => browser.get("/nowhere/").await.body.contains("Traceback"),
        "pages-frameable" => {
            let page = browser.get("/accounts/login/").await;
            page.header("x-frame-options").is_empty()
                && !page.header("content-security-policy").contains("frame-ancestors")
        }
        _ => panic!("no probe for {fault}"),
    }
}
