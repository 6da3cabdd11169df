//! What is wrong with a target file, or on the way to its target, is reported as what it is.

use std::net::{TcpListener, TcpStream};
use std::process::Output;

use crate::support::program::{Folder, harness, text};

const PAGES: &str = "pages: {authorization: /a, token: /t}";
const USERS: &str = "users: {alice: {name: a, password: b, shows: c}}";

/// A target with this client secret.
fn with_secret(secret: &str) -> String {
    format!(
        "title: T\nprovider: {{url: 'http://localhost:1', {PAGES}}}\n\
         clients: {{web: {{id: w, secret: {secret}, redirect-uri: 'http://rp.test/cb'}}}}\n{USERS}\n"
    )
}

fn check(folder: &Folder, target: &str, set: impl FnOnce(&mut std::process::Command)) -> Output {
    folder.write("targets/t.yaml", target);
    let mut command = harness(&["check"]);
    set(command.arg(folder.file("targets/t.yaml")));
    command.output().expect("it starts")
}

#[test]
fn a_number_that_is_meant_as_text_has_to_be_written_in_quotes() {
    let folder = Folder::new("numbers");
    for number in ["1e3", "3.10"] {
        let told = text(&check(&folder, &with_secret(number), |_| {}).stderr);
        assert!(told.contains("write it in quotes"), "{told}");
        let ended = check(&folder, &with_secret(&format!("'{number}'")), |_| {});
        assert_eq!(ended.status.code(), Some(0), "{}", text(&ended.stderr));
    }
}

/// A CI server makes an empty variable of a secret that it does not have.
#[test]
fn an_environment_variable_without_a_value_is_named() {
    let folder = Folder::new("environment");
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
    let folder = Folder::new("encoding");
    let broken = std::ffi::OsStr::from_bytes(b"\xff\xfe");
    let ended = check(&folder, &with_secret("'${env.SECRET}'"), |command| _ = command.env("SECRET", broken));
    assert!(text(&ended.stderr).contains("the environment variable SECRET is not UTF-8"), "{}", text(&ended.stderr));
}

#[test]
fn a_proxy_that_does_not_answer_is_not_the_provider() {
    let folder = Folder::new("proxy");
    // A port that a client has: nobody else gets it, and nobody listens there.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let client = TcpStream::connect(listener.local_addr().expect("bound")).expect("a connection");
    let proxy = format!("http://{}", client.local_addr().expect("bound"));
    let target = with_secret("s").replace("users:", &format!("connection: {{proxy: '{proxy}'}}\nusers:"));
    folder.write("t.yaml", &target);
    let mut command = harness(&["run", "--only", "code-single-use", "--target"]);
    let ended = command.arg(folder.file("t.yaml")).output().expect("it starts");
    let told = text(&ended.stderr);
    assert_eq!(ended.status.code(), Some(3), "{told}");
    assert!(told.contains(&format!("the proxy {proxy} that leads to the provider")), "{told}");
    assert!(told.contains("start the proxy"), "{told}");
}
