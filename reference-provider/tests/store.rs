//! The file behind the store: what is still there after a restart, and what is no such file.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

#[path = "http/site.rs"]
#[expect(dead_code, reason = "each test program uses some of it")]
mod site;

use std::fs;
use std::path::{Path, PathBuf};

use reference_provider::{Client, Config, Environment, Provider, StartError, User};

use self::site::*;

/// A file for the test of this name, not there yet.
fn file(test: &str) -> PathBuf {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}-{}.sqlite", std::process::id()));
    let _ = fs::remove_file(&file);
    file
}

fn kept_in(file: &Path) -> Config {
    Config { store: Some(file.to_owned()), issuers: vec!["other".to_owned()], ..Config::embedded() }
}

async fn refused(file: &Path) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let error = Provider::start(kept_in(file), Environment::system(), listener).await.unwrap_err();
    assert!(matches!(error, StartError::Store(_)), "{error:?}");
    let message = error.to_string();
    message.strip_prefix(&format!("{}: ", file.display())).unwrap_or_else(|| panic!("{message}")).to_owned()
}

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
    config.policy.consent.asked = reference_provider::policy::Asked::Once;
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
    let client = |id: &str| Client { client_id: id.to_owned(), ..Config::embedded().clients[0].clone() };
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

#[tokio::test]
async fn what_is_no_store_is_left_as_it_is() {
    let file = file("wrong");
    let folder = file.with_extension("missing").join("provider.sqlite");
    assert!(refused(&folder).await.starts_with("unable to open database file"), "{}", refused(&folder).await);

    fs::write(&file, "no database at all, but long enough to have a header that is none".repeat(20)).unwrap();
    assert_eq!(refused(&file).await, "it is not an SQLite database");

    fs::remove_file(&file).unwrap();
    rusqlite::Connection::open(&file).unwrap().execute_batch("CREATE TABLE mine (a)").unwrap();
    assert_eq!(refused(&file).await, "it is a database of another program");

    fs::remove_file(&file).unwrap();
    drop(Site::with(kept_in(&file)).await);
    rusqlite::Connection::open(&file).unwrap().execute_batch("PRAGMA user_version = 2").unwrap();
    assert_eq!(refused(&file).await, "its tables are of version 2; this program reads version 1");
}

#[tokio::test]
async fn a_damaged_file_is_said_to_be_one() {
    let file = file("damaged");
    let before = Site::with(kept_in(&file)).await;
    register(&before).await;
    drop(before);
    let mut bytes = fs::read(&file).unwrap();
    bytes[4096..].fill(0x55);
    fs::write(&file, bytes).unwrap();
    let message = refused(&file).await;
    assert!(message.starts_with("the file is damaged"), "{message}");
}
