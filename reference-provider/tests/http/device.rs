//! The device authorization grant: RFC 8628.

use reqwest::StatusCode;

use crate::site::*;

const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
const TELEVISION: (&str, &str) = ("client_id", "television");

impl Site {
    async fn device(&self) -> Reply {
        self.device_for("read").await
    }

    async fn device_for(&self, scope: &str) -> Reply {
        let reply = self.post("/o/device-authorization/", &[TELEVISION, ("scope", scope)]).await;
        assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
        reply
    }

    async fn poll(&self, device: &Reply) -> Reply {
        let code = device.text("device_code");
        self.post("/o/token/", &[TELEVISION, ("grant_type", DEVICE_CODE), ("device_code", &code)]).await
    }
}

#[tokio::test]
async fn a_device_gets_the_verification_uri_and_the_user_code() {
    let site = Site::strict().await;
    let device = site.device().await;
    let (place, code) = (format!("{}/o/device/", site.provider.url()), device.text("user_code"));
    assert_eq!(device.text("verification_uri"), place);
    assert_eq!(device.text("verification_uri_complete"), format!("{place}?user_code={code}"));
    assert_eq!((device.json()["expires_in"].as_u64(), device.json()["interval"].as_u64()), (Some(600), Some(5)));
    assert_eq!(device.header("cache-control"), "no-store");
}

#[tokio::test]
async fn the_user_types_the_code_in_and_agrees() {
    let site = Site::strict().await;
    let device = site.device().await;
    site.poll(&device).await.assert_error(400, "authorization_pending");
    let mut alice = site.alice().await;
    let page = alice.get("/o/device/").await;
    // As users type it.
    let typed = device.text("user_code").to_lowercase().replace('-', " ");
    let question = alice.submit("/o/device/", &page, &[("user_code", &typed)]).await;
    question.assert_page(200);
    assert!(question.body.contains(&device.text("user_code")) && question.body.contains("Television"), "{question:?}");
    let done = alice.submit("/o/device/", &question, &[("allow", "Authorize")]).await;
    assert!(done.body.contains("Your device is connected"), "{done:?}");

    let tokens = site.poll(&device).await;
    assert_eq!(site.profile(&tokens.text("access_token")).await.json()["user_id"], 1);
    assert!(!tokens.text("refresh_token").is_empty());
    site.poll(&device).await.assert_error(400, "invalid_grant");
}

/// OpenID Connect Back-Channel Logout §2.7 is about the session of the browser, which a device does not have.
#[tokio::test]
async fn a_device_outlasts_the_logout_of_the_browser_that_connected_it() {
    let site = Site::strict().await;
    let device = site.device_for("openid read").await;
    let mut alice = site.alice().await;
    let page = alice.get("/o/device/").await;
    let question = alice.submit("/o/device/", &page, &[("user_code", &device.text("user_code"))]).await;
    alice.submit("/o/device/", &question, &[("allow", "Authorize")]).await.assert_page(200);
    let refresh_token = site.poll(&device).await.text("refresh_token");
    let page = alice.get("/accounts/logout/").await;
    alice.submit("/accounts/logout/", &page, &[]).await.assert_page(200);
    let form = [TELEVISION, ("grant_type", "refresh_token"), ("refresh_token", &refresh_token)];
    assert_eq!(site.post("/o/token/", &form).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_address_with_the_code_leads_over_the_login_to_the_question_and_no_further() {
    let site = Site::strict().await;
    let device = site.device().await;
    let path = device.text("verification_uri_complete").replace(site.provider.url(), "");
    let mut alice = site.browser();
    assert!(alice.get(&path).await.location().starts_with("/accounts/login/?next=/o/device/"));
    assert_eq!(alice.log_in("alice", "wonderland-1", &path).await.location(), path);
    let question = alice.get(&path).await;
    assert!(question.body.contains(&device.text("user_code")));
    site.poll(&device).await.assert_error(400, "authorization_pending");
    alice.submit("/o/device/", &question, &[("deny", "Cancel")]).await.assert_page(200);
    site.poll(&device).await.assert_error(400, "access_denied");
}

#[tokio::test]
async fn another_sites_form_decides_nothing() {
    let site = Site::strict().await;
    let device = site.device().await;
    let mut alice = site.alice().await;
    let forged = [("user_code", device.text("user_code")), ("allow", "Authorize".to_owned())];
    let forged: Vec<(&str, &str)> = forged.iter().map(|(name, value)| (*name, value.as_str())).collect();
    alice.post("/o/device/", &forged).await.assert_page(403);
    site.poll(&device).await.assert_error(400, "authorization_pending");
}

#[tokio::test]
async fn a_hasty_device_waits_longer_each_time() {
    let site = Site::strict().await;
    let device = site.device().await;
    site.poll(&device).await.assert_error(400, "authorization_pending");
    site.poll(&device).await.assert_error(400, "slow_down");
    site.advance(9);
    site.poll(&device).await.assert_error(400, "slow_down");
    site.advance(14);
    site.poll(&device).await.assert_error(400, "slow_down");
    site.advance(20);
    site.poll(&device).await.assert_error(400, "authorization_pending");
}

#[tokio::test]
async fn codes_run_out_and_say_so() {
    let site = Site::strict().await;
    let device = site.device().await;
    site.advance(600);
    site.poll(&device).await.assert_error(400, "expired_token");
    let mut alice = site.alice().await;
    let page = alice.get("/o/device/").await;
    let reply = alice.submit("/o/device/", &page, &[("user_code", &device.text("user_code"))]).await;
    assert!(reply.body.contains("Unknown or expired code"), "{reply:?}");
}

#[tokio::test]
async fn a_device_code_belongs_to_its_client() {
    let site = Site::strict().await;
    let device = site.device().await;
    let code = device.text("device_code");
    let fields = [("grant_type", DEVICE_CODE), ("device_code", code.as_str())];
    site.post_as(SECOND, "/o/token/", &fields).await.assert_error(400, "invalid_grant");
    site.post_as(CONSUMER, "/o/token/", &[fields[0], ("device_code", "unknown")])
        .await
        .assert_error(400, "invalid_grant");
    site.post_as(CONSUMER, "/o/token/", &fields[..1]).await.assert_error(400, "invalid_request");
}

#[tokio::test]
async fn wrong_codes_can_be_tried_five_times() {
    let site = Site::strict().await;
    let device = site.device().await;
    let mut alice = site.alice().await;
    for _ in 0..5 {
        alice.get("/o/device/?user_code=BBBB-BBBB").await.assert_page(200);
    }
    let right = format!("/o/device/?user_code={}", device.text("user_code"));
    let refused = alice.get(&right).await;
    assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "301"));
    site.advance(300);
    assert!(alice.get(&right).await.body.contains("Television"));
}

#[tokio::test]
async fn who_may_ask_for_a_device() {
    let site = Site::strict().await;
    for (fields, status, error) in [
        (vec![("client_id", "legacy-app"), ("client_secret", "legacy-app-secret")], 400, "unauthorized_client"),
        (vec![("client_id", "unknown")], 401, "invalid_client"),
        (vec![("client_id", "test-consumer")], 401, "invalid_client"),
        (vec![TELEVISION, ("scope", "everything")], 400, "invalid_scope"),
        (vec![TELEVISION, ("scope", "read"), ("scope", "write")], 400, "invalid_request"),
    ] {
        site.post("/o/device-authorization/", &fields).await.assert_error(status, error);
    }
}
