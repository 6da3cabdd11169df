//! The program, killed while it works: what it has acknowledged over HTTP is kept.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use reqwest::StatusCode;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::file;
use crate::site::{basic, client, form_body};

/// The program, which is killed when this is dropped.
struct Program {
    child: Child,
    /// Its standard output, kept open.
    _output: BufReader<ChildStdout>,
    url: String,
    management: String,
    http: reqwest::ClientRegistration,
}

impl Program {
    fn start(store: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_reference-provider"))
            .args(["--listen", "127.0.0.1:0", "--manage", "127.0.0.1:0", "--store"])
            .arg(store)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut lines = output.by_ref().lines().map(Result::unwrap);
        let mut address = |before: &str| {
            let line = lines.find(|line| line.starts_with(before)).unwrap();
            line[before.len()..].split([' ', ',']).next().unwrap().to_owned()
        };
        let url = address("Reference provider at ");
        let management = address("Management at ");
        Self { child, _output: output, url, management, http: client(None) }
    }

    /// Like `kill -9`; returns when it has exited.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    async fn manage(&self, path: &str, body: &Value) -> StatusCode {
        let request = self.http.post(format!("{}{path}", self.management)).header(CONTENT_TYPE, "application/json");
        request.body(body.to_string()).send().await.unwrap().status()
    }

    async fn managed(&self, path: &str) -> String {
        self.http.get(format!("{}{path}", self.management)).send().await.unwrap().text().await.unwrap()
    }

    async fn authenticates(&self, (id, secret): &(String, String)) -> bool {
        let request = form_body(self.http.post(format!("{}/o/introspect/", self.url)), &[("token", "x")]);
        request.header(AUTHORIZATION, basic((id, secret))).send().await.unwrap().status().is_success()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Registers a client (RFC 7591 §3): its identifier and its secret, if that was acknowledged.
async fn register(http: reqwest::ClientRegistration, url: String) -> Option<(String, String)> {
    let request = http.post(format!("{url}/o/register/")).header(CONTENT_TYPE, "application/json");
    let reply = request.body(r#"{"redirect_uris":["https://client.example/callback"]}"#).send().await.ok()?;
    let client: Value = serde_json::from_str(&reply.text().await.ok()?).ok()?;
    Some((client["client_id"].as_str()?.to_owned(), client["client_secret"].as_str()?.to_owned()))
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() {
    let store = file("killed");
    let mut program = Program::start(&store);
    let client = register(program.http.clone(), program.url.clone()).await.unwrap();
    let carol = json!({
        "username": "carol", "password": "keys-4", "email": "carol@example.com", "user-id": 4,
        "date-joined": "2024-01-01T00:00:00Z", "secret-message": "C",
    });
    assert_eq!(program.manage("/users", &carol).await, StatusCode::CREATED);
    program.kill();
    let after = Program::start(&store);
    assert!(after.authenticates(&client).await);
    assert!(after.managed("/users").await.contains("carol@example.com"));
    assert!(after.managed("/health").await.contains("\"store-trouble\":null"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_amid_changes_loses_none_that_was_acknowledged() {
    let store = file("killed-amid");
    let mut registered = Vec::new();
    for round in 1..=4 {
        let mut program = Program::start(&store);
        let mut registrations = JoinSet::new();
        for _ in 0..30 {
            registrations.spawn(register(program.http.clone(), program.url.clone()));
        }
        // Others are in progress.
        for _ in 0..round * 5 {
            registered.push(registrations.join_next().await.unwrap().unwrap().unwrap());
        }
        program.kill();
        registered.extend(registrations.join_all().await.into_iter().flatten());
    }
    let after = Program::start(&store);
    for client in &registered {
        assert!(after.authenticates(client).await, "{client:?}");
    }
    assert!(registered.len() >= 50);
}

/// The magic number of a database is written last.
#[tokio::test]
async fn a_store_that_was_never_finished_is_made_again() {
    let store = file("killed-at-birth");
    drop(redb::Database::create(&store).unwrap());
    let mut content = std::fs::read(&store).unwrap();
    content[..9].fill(0);
    content[320..].fill(0);
    std::fs::write(&store, content).unwrap();
    let mut first = Program::start(&store);
    let client = register(first.http.clone(), first.url.clone()).await.unwrap();
    first.kill();
    assert!(Program::start(&store).authenticates(&client).await);
}

#[tokio::test]
async fn a_store_that_cannot_be_opened_is_reported_before_the_port_is_bound() {
    let store = file("killed-in-use");
    let _first = Program::start(&store);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let sqlite = file("killed-sqlite");
    std::fs::write(&sqlite, b"SQLite format 3\0 and so on").unwrap();
    for (store, message) in [(store, "another provider is using it"), (sqlite, "it is an SQLite database")] {
        let store = store.to_str().unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_reference-provider"))
            .args(["--listen", &address, "--store", store])
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with(&format!("error: {store}: {message}")), "{said}");
        assert_eq!(output.status.code(), Some(2));
    }
}
