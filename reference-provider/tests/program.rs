//! The program: what it refuses, and that it serves.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Output, Stdio};

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reference-provider"));
    command.args(arguments);
    command
}

fn refused(arguments: &[&str]) -> String {
    let Output { status, stderr, .. } = program(arguments).output().unwrap();
    assert_eq!(status.code(), Some(2));
    String::from_utf8(stderr).unwrap()
}

#[test]
fn it_prints_where_it_serves_and_serves_there() {
    let mut child =
        program(&["--listen", "127.0.0.1:0", "--fault", "code-reusable"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let printed: Vec<String> =
        lines.by_ref().take_while(|line| line.as_deref().ok() != Some("Faults")).map(Result::unwrap).collect();
    let fault = lines.next().unwrap().unwrap();
    let address = first.split("http://").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut page = String::new();
    stream.read_to_string(&mut page).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(first.contains("not for production"), "{first}");
    assert!(printed.iter().any(|line| line.contains("alice / wonderland-1")), "{printed:?}");
    assert!(printed.iter().any(|line| line.contains("test-consumer / test-consumer-secret")), "{printed:?}");
    assert_eq!(fault, "  code-reusable");
    assert!(page.contains("It works!"), "{page}");
}

#[test]
fn other_machines_are_kept_out_unless_asked_in() {
    let message = refused(&["--listen", "0.0.0.0:0"]);
    assert!(message.contains("--allow-remote"), "{message}");
}

#[test]
fn an_unknown_fault_is_named_with_what_it_may_mean() {
    let message = refused(&["--fault", "pkce-not-require"]);
    assert!(
        message.starts_with("error: unknown fault `pkce-not-require`; did you mean pkce-not-required"),
        "{message}"
    );
}

#[test]
fn a_configuration_that_is_not_there_is_named() {
    let message = refused(&["--config", "/no/such/file.yaml"]);
    assert!(message.starts_with("error: cannot read /no/such/file.yaml: "), "{message}");
}

#[test]
fn a_port_in_use_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let message = refused(&["--listen", &address]);
    assert!(message.starts_with(&format!("error: cannot listen on {address}: ")), "{message}");
}

#[test]
fn its_certificate_can_be_written_down() {
    let file = std::env::temp_dir().join(format!("reference-provider-{}.pem", std::process::id()));
    let path = file.to_str().unwrap();
    let mut child = program(&["--listen", "127.0.0.1:0", "--tls", "--write-certificate", path])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let first = BufReader::new(child.stdout.take().unwrap()).lines().next().unwrap().unwrap();
    let written = std::fs::read_to_string(&file);
    child.kill().unwrap();
    child.wait().unwrap();
    std::fs::remove_file(&file).unwrap();
    assert!(first.contains("https://127.0.0.1:"), "{first}");
    assert!(written.unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
}

#[test]
fn a_certificate_that_is_not_there_cannot_be_shown() {
    let message = refused(&["--listen", "127.0.0.1:0", "--write-certificate", "/tmp/c.pem"]);
    assert!(message.starts_with("error: --write-certificate is for https"), "{message}");
    let message = refused(&["--listen", "127.0.0.1:0", "--certificate", "/no/such.pem", "--key", "/no/such.pem"]);
    assert!(message.starts_with("error: cannot read /no/such.pem: "), "{message}");
}
