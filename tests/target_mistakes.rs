//! Mistakes in a target file, and problems on the connection to its target, are reported with their actual cause.

use std::net::{TcpListener, TcpStream};
use std::process::Output;

use crate::support::program::{harness, text};
use crate::support::temporary_folder::TemporaryFolder;

const PAGES: &str = "pages: {authorization: /a, token: /t}";
const USERS: &str = "users: {alice: {name: a, password: b, shows: c}}";

/// A target with this client secret.
fn with_secret(secret: &str) -> String {
    format!(
        "title: T\nprovider: {{url: 'http://localhost:1', {PAGES}}}\n\
         clients: {{web: {{id: w, secret: {secret}, redirect-uri: 'http://rp.test/cb'}}}}\n{USERS}\n"
    )
}

fn check(folder: &TemporaryFolder, target: &str, set: impl FnOnce(&mut std::process::Command)) -> Output {
    folder.write("targets/t.yaml", target);
    let mut command = harness(&["check"]);
    set(command.arg(folder.file("targets/t.yaml")));
    command.output().expect("it starts")
}

#[test]
fn a_number_as_text_needs_quotes() {
    let folder = TemporaryFolder::new("numbers");
    for number in ["1e3", "3.10"] {
        let stderr = text(&check(&folder, &with_secret(number), |_| {}).stderr);
        assert!(stderr.contains("write it in quotes"), "{stderr}");
        let ended = check(&folder, &with_secret(&format!("'{number}'")), |_| {});
        assert_eq!(ended.status.code(), Some(0), "{}", text(&ended.stderr));
    }
}

/// CI servers set an empty variable for a secret that does not exist.
#[test]
fn an_unset_or_empty_environment_variable_is_named() {
    let folder = TemporaryFolder::new("environment");
    let (plain, default) = (with_secret("'${env.SECRET}'"), with_secret("\"${env.SECRET | default('x')}\""));
    let unset = check(&folder, &plain, |command| _ = command.env_remove("SECRET"));
    assert!(text(&unset.stderr).contains("the environment variable SECRET is not set"), "{}", text(&unset.stderr));
    let empty = check(&folder, &plain, |command| _ = command.env("SECRET", ""));
    assert_eq!(empty.status.code(), Some(2));
    assert!(text(&empty.stderr).contains("the environment variable SECRET is empty"), "{}", text(&empty.stderr));
    let defaulted = check(&folder, &default, |command| _ = command.env("SECRET", ""));
    assert_eq!(defaulted.status.code(), Some(0), "{}", text(&defaulted.stderr));
}

#[cfg(unix)]
#[test]
fn an_environment_variable_that_is_not_utf_8_is_named() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = TemporaryFolder::new("encoding");
    let broken = std::ffi::OsStr::from_bytes(b"\xff\xfe");
    let ended = check(&folder, &with_secret("'${env.SECRET}'"), |command| _ = command.env("SECRET", broken));
    assert!(text(&ended.stderr).contains("the environment variable SECRET is not UTF-8"), "{}", text(&ended.stderr));
}

#[test]
fn an_unreachable_proxy_is_not_reported_as_the_provider() {
    let folder = TemporaryFolder::new("proxy");
    // The port of a client socket: no other process gets it, and connections to it are refused.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let client = TcpStream::connect(listener.local_addr().expect("bound")).expect("a connection");
    let proxy = format!("http://{}", client.local_addr().expect("bound"));
    let target = with_secret("s").replace("users:", &format!("connection: {{proxy: '{proxy}'}}\nusers:"));
    folder.write("t.yaml", &target);
    let mut command = harness(&["run", "--only", "code-single-use", "--target"]);
    let ended = command.arg(folder.file("t.yaml")).output().expect("it starts");
    let stderr = text(&ended.stderr);
    assert_eq!(ended.status.code(), Some(3), "{stderr}");
    assert!(stderr.contains(&format!("the proxy {proxy} that leads to the provider")), "{stderr}");
    assert!(stderr.contains("start the proxy"), "{stderr}");
}
