//! The program on its own: in an empty folder, with an empty environment.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::temporary_folder::TemporaryFolder;

#[test]
fn every_command_works_in_an_empty_folder() {
    let folder = TemporaryFolder::new("empty");
    for (arguments, shown) in [
        (["run", "pair/sign-in.yaml"].as_slice(), "pair"),
        (&["run", "--only", "pair/two-users", "--target", "reference-tls"], "two-users"),
        (&["list", "scenarios/pair"], "single-sign-on"),
        (&["list", "--requirements"], "rfc6749"),
        (&["check"], "no mistakes"),
        (&["check", "consumer"], "no mistakes"),
        (&["explain", "code-single-use"], "Authorization codes are single-use"),
        (&["schema", "target"], "\"$schema\""),
        (&["provider", "--list-faults"], "code-replay-accepted"),
        (&["consumer", "--list-faults"], "state"),
    ] {
        let ended = run(&folder, arguments);
        let output = text(&ended.stdout);
        assert_eq!(ended.status.code(), Some(0), "{arguments:?}: {output}{}", text(&ended.stderr));
        assert!(output.contains(shown), "{arguments:?} shows no {shown}:\n{output}");
    }
    assert_eq!(folder.entries(), [""; 0], "nothing is left behind");
}

#[test]
fn the_references_serve_in_an_empty_folder() {
    let folder = TemporaryFolder::new("serving");
    let consumer = ["--provider", "http://localhost:1", "--client-id", "a", "--client-secret", "b"];
    for (name, arguments) in [("provider", [].as_slice()), ("consumer", &consumer)] {
        let mut command = command(&folder, [name, "--listen", "127.0.0.1:0"].iter().chain(arguments));
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
        let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let url = lines
            .map_while(Result::ok)
            .find(|line| line.contains("http://127.0.0.1:") || line.contains("http://localhost:"));
        child.kill().expect("it runs until it is stopped");
        child.wait().expect("it ends");
        assert!(url.is_some(), "{name} says where it serves");
    }
}

#[test]
fn own_scenarios_extend_or_replace_the_built_in_ones() {
    let folder = TemporaryFolder::new("own");
    assert_eq!(run(&folder, ["new", "mine/pair/our-scenario.yaml"]).status.code(), Some(0));
    let file = folder.file("mine/pair/our-scenario.yaml");
    let written = std::fs::read_to_string(&file).expect("it was written");
    let ours = written.replace("TODO", "rfc6749-4.1.2-code-single-use");
    std::fs::write(&file, &ours).expect("writable");
    let all = text(&run(&folder, ["list", "--scenarios", "mine"]).stdout);
    assert!(all.contains("our-scenario") && all.contains("code-single-use"), "{all}");
    let replaced = ours.replace("id: our-scenario", "id: sign-in").replace("title: ", "title: Ours. ");
    std::fs::rename(&file, folder.file("mine/pair/sign-in.yaml")).expect("renamed");
    std::fs::write(folder.file("mine/pair/sign-in.yaml"), replaced).expect("writable");
    let listed = text(&run(&folder, ["list", "--scenarios", "mine", "pair"]).stdout);
    assert!(listed.contains("sign-in  Ours. ") && listed.contains("two-users"), "{listed}");
    assert!(!listed.contains("a user signs in at the consumer"), "{listed}");
}

#[test]
fn eject_writes_the_built_in_files() {
    let folder = TemporaryFolder::new("eject");
    let ended = run(&folder, ["eject", "out/scenarios"]);
    assert_eq!(ended.status.code(), Some(0), "{}", text(&ended.stderr));
    let checked = text(&run(&folder, ["check", "out/scenarios"]).stdout);
    assert_eq!(checked, text(&run(&folder, ["check"]).stdout));
    let target = "out/scenarios/targets/reference.yaml";
    assert_eq!(run(&folder, ["run", "out/scenarios/pair/sign-in.yaml", "--target", target]).status.code(), Some(0));
    assert!(folder.file("out/scenarios/schema/scenario.json").is_file(), "editors find it");
}

#[test]
fn eject_does_not_overwrite_a_file() {
    let folder = TemporaryFolder::new("eject-twice");
    std::fs::create_dir_all(folder.file("out/pair")).expect("a folder");
    std::fs::write(folder.file("out/pair/sign-in.yaml"), "mine").expect("writable");
    std::fs::write(folder.file("file"), "mine").expect("writable");
    for (place, message) in [
        ("out", "pair/sign-in.yaml already exists; nothing was written"),
        ("file", "file is not a folder"),
        ("file/below", "file/below/"),
    ] {
        let ended = run(&folder, ["eject", place]);
        let output = text(&ended.stderr);
        assert_eq!(ended.status.code(), Some(2), "{place}: {output}");
        assert!(output.contains(message) && output.contains("try: "), "{place}: {output}");
    }
    assert_eq!(std::fs::read_to_string(folder.file("out/pair/sign-in.yaml")).expect("it is there"), "mine");
    assert_eq!(std::fs::read_dir(folder.file("out")).expect("it is there").count(), 1);
}

#[test]
fn a_path_without_scenarios_is_named() {
    let folder = TemporaryFolder::new("nowhere");
    std::fs::create_dir(folder.file("hollow")).expect("a folder");
    std::fs::create_dir(folder.file("closed")).expect("a folder");
    let closed = close(&folder.file("closed"));
    let mut places =
        vec![("gone", "cannot read the scenarios: No such file"), ("hollow", "this folder contains no scenario")];
    // Root may read everything.
    places.extend(closed.then_some(("closed", "cannot read the folder: Permission denied")));
    for (place, message) in places {
        for arguments in
            [["run", "--scenarios", place], ["list", "--scenarios", place], ["check", "--scenarios", place]]
        {
            let ended = run(&folder, arguments);
            let output = text(&ended.stderr);
            assert_eq!(ended.status.code(), Some(2), "{arguments:?}: {output}");
            assert!(output.contains(message) && output.contains(place), "{arguments:?}: {output}");
        }
    }
}

/// Removes all permissions; returns whether that has an effect.
#[cfg(unix)]
fn close(folder: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o000)).expect("it belongs to this test");
    std::fs::read_dir(folder).is_err()
}

#[cfg(not(unix))]
fn close(_: &Path) -> bool {
    false
}

fn text(bytes: &[u8]) -> String {
    anstream::adapter::strip_str(&String::from_utf8_lossy(bytes)).to_string()
}

fn command<A: AsRef<OsStr>>(folder: &TemporaryFolder, arguments: impl IntoIterator<Item = A>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oauth-harness"));
    command.args(arguments).current_dir(folder.path()).env_clear();
    command
}

fn run<A: AsRef<OsStr>>(folder: &TemporaryFolder, arguments: impl IntoIterator<Item = A>) -> Output {
    command(folder, arguments).output().expect("it starts")
}
