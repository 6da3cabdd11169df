//! The program: what it prints, and what it rejects.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Output, Stdio};

use crate::support::Browser;

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reference-consumer"));
    command.env_clear();
    command
}

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = program().args(arguments).output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (status.code(), text(stdout), text(stderr))
}

#[tokio::test]
async fn it_says_where_it_is_and_is_there() {
    let mut child = program()
        .args(["--listen", "127.0.0.1:0", "--provider", "http://localhost:8000"])
        .env("OAUTH_CONSUMER_CLIENT_ID", "from-the-environment")
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut line = || lines.next().expect("a line").expect("text");
    assert_eq!(line(), "reference consumer (not for production)");
    let site = line().rsplit(' ').next().expect("an address").trim_end_matches('/').to_owned();
    let redirect_uri = line();
    assert!(redirect_uri.ends_with(&format!(" {site}/accounts/testprovider/login/callback/")), "{redirect_uri}");

    let redirect = Browser::new(&site).start_login().await;
    child.kill().expect("it can be stopped");
    child.wait().expect("it stops");
    assert_eq!(redirect.parameter("client_id").as_deref(), Some("from-the-environment"));
    assert_eq!(redirect.parameter("redirect_uri"), Some(format!("{site}/accounts/testprovider/login/callback/")));
}

/// The error is about the arguments, and not that the port is in use.
#[test]
fn bad_arguments_are_explained() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    let client = ["--provider", "http://localhost:8000", "--client-id", "c"];
    for (arguments, explanation) in [
        (&[][..], "no provider: use --provider URL"),
        (&["--provider", "http://localhost:8000"], "no client ID: use --client-id ID"),
        (&["--provider", "localhost:8000", "--client-id", "c"], "authorization: must be an http or https URL"),
        (&["--listen", "0.0.0.0:0"], "or --allow-remote to listen there anyway"),
        (
            &["--fault", "login-csrf-state-uncheckd"],
            "unknown fault `login-csrf-state-uncheckd`; did you mean login-csrf-state-unchecked",
        ),
        (&["--variant", "nope"], "unknown variant `nope` (`--list-variants` lists all)"),
        (&["--config", "/nowhere/consumer.yaml"], "cannot read /nowhere/consumer.yaml: "),
        (&[&client[..], &["--client-secret", ""]].concat(), "client-secret: must not be empty"),
        (&[&client[..], &["--base-url", "https://c.test/app"]].concat(), "base-url: must be an http or https origin"),
    ] {
        let listen = if arguments.contains(&"--listen") { &[][..] } else { &["--listen", &address] };
        let (code, stdout, stderr) = run(&[arguments, listen].concat());
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(stderr.contains(explanation), "{arguments:?}: {stderr}");
    }
}

/// The provider chooses them, and random ones sometimes start with a hyphen.
#[test]
fn credentials_may_start_with_a_hyphen() {
    let provider = ["--listen", "127.0.0.1:0", "--provider", "http://localhost:8000"];
    let credentials = ["--client-id", "-9aX", "--client-secret", "--fault"];
    let (code, _, stderr) = run(&[&provider[..], &credentials, &["--base-url", "https://c.test/app"]].concat());
    assert_eq!((code, stderr.contains("base-url: must be an http or https origin")), (Some(2), true), "{stderr}");
}

#[test]
fn an_address_that_is_taken_comes_with_a_way_out() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    let (code, _, stderr) = run(&["--provider", "http://localhost:8000", "--client-id", "c", "--listen", &address]);
    assert_eq!(code, Some(2));
    assert!(stderr.starts_with(&format!("error: cannot listen on {address}: ")), "{stderr}");
    assert!(stderr.contains("`--listen 127.0.0.1:0` takes a free port"), "{stderr}");
}

#[test]
fn help_keeps_the_secret() {
    let output = program().arg("--help").env("OAUTH_CONSUMER_CLIENT_SECRET", "hush-hush").output().expect("it runs");
    let help = String::from_utf8(output.stdout).expect("text");
    assert!(help.contains("OAUTH_CONSUMER_CLIENT_SECRET"));
    assert!(!help.contains("hush-hush"));
}

#[test]
fn the_faults_are_listed() {
    let (code, stdout, _) = run(&["--list-faults"]);
    assert_eq!(code, Some(0));
    // Every other line is about a requirement.
    let names: Vec<&str> = stdout.lines().step_by(2).filter_map(|line| line.split(' ').next()).collect();
    let expected: Vec<&str> = reference_consumer::faults::all().map(|fault| fault.name).collect();
    assert_eq!(names, expected);
}
