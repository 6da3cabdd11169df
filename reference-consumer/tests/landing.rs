//! Where a login leads: to the configured path, or to a `next` on this site (RFC 9700 section 4.11.1).

use crate::support::{ALICE, LOGIN, Pair};

async fn landing(pair: &Pair, next: &str) -> String {
    let mut alice = pair.browser();
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
    let state = alice.start_login_at(&format!("{LOGIN}?{query}")).await.parameter("state").expect("a state");
    let page = alice.callback(&[("code", "alice"), ("state", &state)]).await;
    assert_eq!(page.status, 302);
    assert!(alice.sees(ALICE).await);
    page.location().to_owned()
}

#[tokio::test]
async fn next_leads_to_a_path_of_this_site() {
    let pair = Pair::start().await;
    for next in ["/profile?tab=1#x", "/"] {
        assert_eq!(landing(&pair, next).await, next);
    }
}

#[tokio::test]
async fn next_leads_nowhere_else() {
    let pair = Pair::start().await;
    for next in
        ["http://evil.test/", "//evil.test", "/\\evil.test", "/\t/evil.test", "/.//evil.test", "javascript:x", ""]
    {
        assert_eq!(landing(&pair, next).await, "/", "{next:?}");
    }
}

#[tokio::test]
async fn next_on_the_callback_is_just_an_unknown_parameter() {
    let pair = Pair::start().await;
    let mut alice = pair.browser();
    let state = alice.start_login().await.parameter("state").expect("a state");
    let page = alice.callback(&[("code", "alice"), ("state", &state), ("next", "/elsewhere")]).await;
    assert_eq!(page.location(), "/");
}

#[tokio::test]
async fn the_configured_place_is_used_otherwise() {
    let pair = Pair::with(|config| config.login_redirect = "/welcome".to_owned()).await;
    let mut alice = pair.browser();
    assert_eq!(alice.sign_in("alice").await.location(), "/welcome");
}
