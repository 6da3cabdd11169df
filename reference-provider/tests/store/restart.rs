//! What is kept across a restart, and what is lost.

use reference_provider::{ClientRegistration, Config, User};

use super::{file, kept_in};
use crate::site::*;

/// Registers an application in alice's browser: its identifier and its secret.
async fn register(site: &Site) -> (String, String) {
    let mut alice = site.alice().await;
    let path = "/o/applications/register/";
    let form = alice.get(path).await;
    let fields = [("name", "My App"), ("client_type", "confidential"), ("redirect_uris", "https://app.example/cb")];
    let page = alice.submit(path, &form, &fields).await;
    (page.input("client_id").unwrap(), page.input("client_secret").unwrap())
}

async fn authenticates(site: &Site, client: (&str, &str)) -> bool {
    site.post_as(client, "/o/introspect/", &[("token", "x")]).await.status.is_success()
}

#[tokio::test]
async fn an_application_registered_in_the_browser_survives_a_restart() {
    let file = file("application");
    let before = Site::with(kept_in(&file)).await;
    let (id, secret) = register(&before).await;
    drop(before);
    let after = Site::with(kept_in(&file)).await;
    assert!(authenticates(&after, (&id, &secret)).await);
    assert!(!authenticates(&after, (&id, "another")).await);
    let list = after.alice().await.get("/o/applications/").await;
    assert!(list.body.contains("My App") && list.body.contains(&id), "{list:?}");
    let of_bob = after.logged_in("bob", "builder-22").await.get("/o/applications/").await;
    assert!(!of_bob.body.contains("My App"), "{of_bob:?}");
    assert_eq!(after.provider.management().issuer("other").unwrap().clients().len(), Config::embedded().clients.len());
}

#[tokio::test]
async fn users_and_their_consents_survive_a_restart() {
    let file = file("users");
    let mut config = kept_in(&file);
    config.policy.consent.asked = reference_provider::policy::ConsentFrequency::Once;
    let before = Site::with(config.clone()).await;
    let carol =
        User { username: "carol".to_owned(), user_id: 4, password: "keys-4".to_owned(), ..config.users[0].clone() };
    before.provider.management().root().put_user(carol).unwrap();
    before.logged_in("carol", "keys-4").await.authorize(&authorization()).await.parameter("code");
    drop(before);
    let after = Site::with(config).await;
    let reply = after.logged_in("carol", "keys-4").await.get(&authorize_path(&authorization())).await;
    assert!(reply.location().starts_with(CALLBACK), "she is not asked again: {reply:?}");
    let elsewhere = after.browser().log_in("carol", "keys-4", "/").await;
    assert!(elsewhere.status.is_redirection());
}

#[tokio::test]
async fn what_is_removed_or_reset_stays_away() {
    let file = file("removed");
    let before = Site::with(kept_in(&file)).await;
    let root = before.provider.management().root();
    let client = |id: &str| ClientRegistration { client_id: id.to_owned(), ..Config::embedded().clients[0].clone() };
    root.put_client(&client("one")).unwrap();
    root.put_client(&client("two")).unwrap();
    assert!(root.remove_client("one"));
    drop((before, root));
    let after = Site::with(kept_in(&file)).await;
    assert!(!authenticates(&after, ("one", CONSUMER.1)).await);
    assert!(authenticates(&after, ("two", CONSUMER.1)).await);
    after.provider.management().reset();
    drop(after);
    assert!(!authenticates(&Site::with(kept_in(&file)).await, ("two", CONSUMER.1)).await);
}

/// An identifier that is reassigned, by the configuration or by the management API, is another user.
#[tokio::test]
async fn consents_do_not_survive_their_users() {
    let file = file("consents");
    let mut config = kept_in(&file);
    config.policy.consent.asked = reference_provider::policy::ConsentFrequency::Once;
    let named =
        |name: &str, user_id| User { username: name.to_owned(), user_id, ..Config::embedded().users[0].clone() };
    let with = |users: &[User]| Config { users: [&config.users, users].concat(), ..config.clone() };
    let before = Site::with(with(&[named("carol", 4)])).await;
    before.provider.management().root().put_user(named("erin", 5)).unwrap();
    for user in ["carol", "erin"] {
        before.logged_in(user, "wonderland-1").await.authorize(&authorization()).await.parameter("code");
    }
    assert!(before.provider.management().root().remove_user("erin"));
    drop(before);
    drop(Site::with(with(&[])).await);
    let after = Site::with(with(&[named("dave", 4), named("frank", 5)])).await;
    for user in ["dave", "frank"] {
        let mut browser = after.logged_in(user, "wonderland-1").await;
        let reply = browser.get(&authorize_path(&authorization_but(&[("prompt", "none")]))).await;
        assert_eq!(reply.parameter("error"), "consent_required", "{user}");
    }
}
