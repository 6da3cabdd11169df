//! The program: what it rejects, and that it serves.

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
    let mut child = program(&["--listen", "127.0.0.1:0", "--fault", "code-replay-accepted"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
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
    assert_eq!(fault, "  code-replay-accepted");
    assert!(page.contains("It works!"), "{page}");
}

#[test]
fn other_machines_are_kept_out_unless_asked_in() {
    let message = refused(&["--listen", "0.0.0.0:0"]);
    assert!(message.contains("--allow-remote"), "{message}");
}

/// The error is about the arguments, and not that the port is in use.
#[test]
fn bad_arguments_are_refused_before_the_port_is_bound() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for (arguments, message) in [
        (&["--fault", "pkce-not-require"][..], "unknown fault `pkce-not-require`"),
        (&["--fault", "code-replay-acepted@me"], "unknown fault `code-replay-acepted`"),
        (&["--policy", "code.lifetme=30"], "--policy code.lifetme=30: "),
        (&["--random-faults", "x"], "--random-faults x: "),
        (&["--config", "/no/such/file.yaml"], "cannot read /no/such/file.yaml: "),
        (&["--consumer", "mailto:a@b.example"], "`mailto:a@b.example` is not the URL of a website"),
        (&["--issuer", "op.example"], "issuer `op.example` "),
        (
            &["--issuer", "https://op.example/x"],
            "issuer `https://op.example/x` must be a public URL with the path `/o`",
        ),
        (
            &["--issuer", "https://a.example/o", "--public-url", "https://b.example"],
            "issuer `https://a.example/o` does ",
        ),
        (
            &["--public-url", "http://op.example", "--tls"],
            "the public URL `http://op.example` is http, but the provider serves https; use an https URL",
        ),
        (&["--issuers", "a,a"], "issuer name `a` is a duplicate"),
        (&["--manage", "0.0.0.0:0"], "manage: 0.0.0.0:0 "),
        (&["--write-certificate", "/no/such/c.pem"], "--write-certificate requires https"),
        (&["--certificate", "/no/such.pem", "--key", "/no/such.pem"], "cannot read /no/such.pem: "),
        (&["--store", "/"], "/: it is a directory"),
    ] {
        let said = refused(&[&["--listen", &address], arguments].concat());
        assert!(said.starts_with(&format!("error: {message}")), "{said}");
    }
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
    assert!(message.starts_with("error: --write-certificate requires https"), "{message}");
    let message = refused(&["--listen", "127.0.0.1:0", "--certificate", "/no/such.pem", "--key", "/no/such.pem"]);
    assert!(message.starts_with("error: cannot read /no/such.pem: "), "{message}");
}

#[test]
fn the_flags_about_rules_say_what_they_do_not_understand() {
    for (arguments, message) in [
        (
            ["--policy", "code.lifetme=30"],
            "--policy code.lifetme=30: `code.lifetme`: unknown field `lifetme`, expected ",
        ),
        (
            ["--policy", "code.lifetime=long"],
            "--policy code.lifetime=long: `code.lifetime`: invalid type: string \"long\", expected u32",
        ),
        (["--policy", "code.lifetime"], "--policy code.lifetime: expected KEY=VALUE"),
        (
            ["--fault", "code-replay-acepted@me"],
            "unknown fault `code-replay-acepted`; did you mean code-replay-accepted",
        ),
        (["--random-faults", "7:2"], "--random-faults 7:2: expected SEED or SEED:CHANCE"),
        (["--issuers", "a,B"], "issuer name `B` must consist of"),
        (["--issuer", "op.example"], "issuer `op.example` must be an absolute"),
        (["--manage", "0.0.0.0:0"], "manage: 0.0.0.0:0 is not a loopback address"),
    ] {
        let said = refused(&["--listen", "127.0.0.1:0", arguments[0], arguments[1]]);
        assert!(said.starts_with(&format!("error: {message}")), "{said}");
    }
}

#[test]
fn the_rules_of_all_flags_are_printed() {
    let arguments = ["--policy", "code.lifetime=30", "--fault", "pkce-not-required", "--print-policy"];
    let Output { stdout, .. } = program(&arguments).output().unwrap();
    let rules: serde_json::Value = serde_json::from_slice(&stdout).unwrap();
    assert_eq!((&rules["code"]["lifetime"], &rules["pkce"]["required"]), (&30.into(), &false.into()));
}

#[test]
fn the_management_and_the_issuers_are_where_it_says() {
    let flags = ["--manage", "127.0.0.1:0", "--issuers", "honest,evil", "--paths", "plain", "--random-faults", "7"];
    let arguments: Vec<&str> =
        ["--listen", "127.0.0.1:0", "--fault", "code-replay-accepted@public-app"].into_iter().chain(flags).collect();
    let mut child = program(&arguments).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut lines: Vec<String> = lines.take_while(|line| !line.starts_with("  at random")).collect();
    let address = lines.iter().find_map(|line| line.strip_prefix("Management at http://")?.split(',').next());
    let mut stream = TcpStream::connect(address.unwrap()).unwrap();
    stream.write_all(b"GET /overrides HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(lines.pop().as_deref(), Some("  code-replay-accepted@public-app"));
    assert!(lines.iter().any(|line| line.starts_with("  issuer     http://") && line.ends_with("/evil")), "{lines:?}");
    for part in ["\"code-replay-accepted@public-app\"", "\"client\":\"public-app\"", "\"seed\":7", "\"chance\":0.1"] {
        assert!(answer.contains(part), "{answer}");
    }
}
