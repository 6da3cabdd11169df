//! `validate` and `init`: a URL on the command line, and nothing that a machine can find out.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

use reference_provider::{Config, Environment, Provider};
use tokio::task::spawn_blocking;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::program::{harness, text};
use crate::support::temporary_folder::TemporaryFolder;

async fn provider() -> Provider {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    Provider::start(Config::embedded(), Environment::system(), listener).await.expect("it starts")
}

/// The program's output, while the test serves its provider.
async fn program(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = harness(arguments);
    for name in ["OAUTH_HARNESS_CLIENT_SECRET", "OAUTH_HARNESS_PASSWORD", "OAUTH_HARNESS_SECOND_PASSWORD"] {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied()).stdin(Stdio::null());
    spawn_blocking(move || command.output()).await.expect("it ends").expect("it runs")
}

const CLIENT: [&str; 4] = [
    "--client",
    "test-consumer:test-consumer-secret",
    "--redirect-uri",
    "http://localhost:8001/accounts/testprovider/login/callback/",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_url_alone_is_enough_for_what_needs_no_user() {
    let provider = provider().await;
    let before = provider.management().root().clients().len();
    for url in [
        format!("{}/o", provider.url()),
        provider.url().to_owned(),
        format!("{}/o/authorize/", provider.url()),
        format!("{}/o/.well-known/openid-configuration", provider.url()),
    ] {
        let output = program(&["validate", &url], &[]).await;
        let shown = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{url}: {shown}{}", text(&output.stderr));
        for line in [
            format!("issuer     announced  {}/o", provider.url()),
            "sign-in    not known  not tried: it needs a client and a user".to_owned(),
            "✓ jwks-well-formed".to_owned(),
            "--user NAME:PASSWORD".to_owned(),
        ] {
            assert!(shown.contains(&line), "{url}: no {line} in\n{shown}");
        }
    }
    assert_eq!(provider.management().root().clients().len(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_is_enough_where_clients_can_be_registered() {
    let provider = provider().await;
    let before = provider.management().root().clients().len();
    let arguments = ["validate", provider.url(), "--user", "alice", "--second-user", "bob:builder-22"];
    let output = program(&arguments, &[("OAUTH_HARNESS_PASSWORD", "wonderland-1")]).await;
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{shown}{}", text(&output.stderr));
    assert!(shown.contains("clients for web, other, spa, jwt, hmac, dpop, pushing"), "{shown}");
    assert!(!shown.contains("wonderland-1") && !shown.contains("builder-22"), "{shown}");
    assert_eq!(provider.management().root().clients().len(), before, "the clients are gone");
}

/// Also if the user interrupts the run.
#[tokio::test(flavor = "multi_thread")]
async fn registered_clients_are_removed_from_an_interrupted_run() {
    let provider = provider().await;
    let clients = || provider.management().root().clients().len();
    let before = clients();
    let mut command = harness(&["validate", provider.url(), "--user", "alice:wonderland-1"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines().map_while(Result::ok);
    let waiting = spawn_blocking(move || (lines.any(|line| line.contains("registered")), lines));
    let (has_registered, lines) = waiting.await.expect("it ends");
    assert!(has_registered && clients() > before);
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.expect("kill is there").success());
    let ended = spawn_blocking(move || (lines.count(), child.wait().expect("it ends"))).await.expect("it ends");
    assert_eq!((ended.1.code(), clients()), (Some(130), before));
}

/// A folder of the user is not mistaken for the built-in scenarios.
#[tokio::test(flavor = "multi_thread")]
async fn the_scenarios_are_the_built_in_ones_in_every_folder() {
    let (provider, folder) = (provider().await, TemporaryFolder::new("validate"));
    folder.write("provider/notes.yaml", "not: a scenario\n");
    let mut command = harness(&["validate", provider.url(), "--only", "jwks-well-formed"]);
    command.current_dir(folder.path());
    let output = spawn_blocking(move || command.output()).await.expect("it ends").expect("it runs");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selection_runs_with_the_client_that_is_given() {
    let provider = provider().await;
    let user = ["--user", "alice:wonderland-1", "--safe"];
    let only = ["--only", "code-single-use"];
    let output = program(&[&["validate", provider.url()], &CLIENT[..], &user, &only].concat(), &[]).await;
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{shown}{}", text(&output.stderr));
    assert!(shown.contains("✓ code-single-use") && shown.contains("registration, because of --safe"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_password_is_one_clear_block() {
    let provider = provider().await;
    let output = program(&[&["validate", provider.url()], &CLIENT[..], &["--user", "alice:wrong"]].concat(), &[]).await;
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(4), "{shown}");
    assert!(shown.contains("the provider rejects the login of `alice`"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_without_a_provider_is_named() {
    let server = MockServer::start().await;
    let page = ResponseTemplate::new(200).set_body_raw("<h1>Shop</h1>", "text/html");
    Mock::given(any()).respond_with(page).mount(&server).await;
    let output = program(&["validate", &server.uri()], &[]).await;
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.starts_with(&format!("error: no authorization server was found at {}/\n", server.uri())), "{said}");
    assert!(said.contains("/.well-known/openid-configuration: status 200, text/html\n"), "{said}");
    let free = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("bound");
    let output = program(&["validate", &format!("http://{free}")], &[]).await;
    let said = text(&output.stderr);
    assert_eq!((output.status.code(), said.lines().count()), (Some(3), 4), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn arguments_that_cannot_be_are_explained() {
    for (arguments, said) in [
        (&["validate", "file:///etc/passwd"][..], "is not an http or https URL"),
        (&["validate", "http://localhost:1", "--user", "alice"], "no password for the user `alice`"),
        (&["validate", "http://localhost:1", "--client", "web"], "--redirect-uri"),
        (&["validate", "http://localhost:1", "--ca", "/no/such.pem"], "cannot use /no/such.pem"),
        (&["validate"], "<URL>"),
    ] {
        let output = program(arguments, &[]).await;
        let shown = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {shown}");
        assert!(shown.contains(said), "{arguments:?}: {shown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn init_writes_a_target_file_that_runs() {
    let (provider, folder) = (provider().await, TemporaryFolder::new("init"));
    let file = folder.file("site.yaml");
    let place = file.to_str().expect("a path in UTF-8");
    let secrets = [("OAUTH_HARNESS_PASSWORD", "wonderland-1"), ("OAUTH_HARNESS_CLIENT_SECRET", "test-consumer-secret")];
    let client = ["--client", "test-consumer", CLIENT[2], CLIENT[3], "--user", "alice", "-o", place];
    let arguments = [&["init", provider.url()], &client[..]].concat();
    let output = program(&arguments, &secrets).await;
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{shown}{}", text(&output.stderr));
    let written = fs::read_to_string(&file).expect("written");
    assert!(!written.contains("wonderland-1") && !written.contains("test-consumer-secret"), "{written}");
    let run = ["run", "provider", "--target", place, "--only", "code-single-use", "--no-snapshots"];
    let output = program(&run, &secrets).await;
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
    let again = program(&arguments, &secrets).await;
    assert_eq!(again.status.code(), Some(2), "an existing file stays");
    assert_eq!(fs::read_to_string(&file).expect("still there"), written);
    let printed = program(&[&["init", provider.url()], &client[..6], &["-o", "-"]].concat(), &secrets).await;
    assert_eq!(text(&printed.stdout), written);
}
