//! The program alone, in a folder that has nothing in it, for somebody who has no home.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

#[test]
fn every_command_works_in_an_empty_folder() {
    let folder = Folder::new("empty");
    for (arguments, shown) in [
        (["run", "pair/sign-in.yaml"].as_slice(), "pair"),
        (&["run", "--only", "pair/two-users", "--target", "reference-tls"], "two-users"),
        (&["list", "scenarios/pair"], "sign-in-again"),
        (&["list", "--requirements"], "rfc6749"),
        (&["check"], "no mistakes"),
        (&["check", "consumer"], "no mistakes"),
        (&["explain", "code-single-use"], "Authorization codes are single-use"),
        (&["schema", "target"], "\"$schema\""),
        (&["provider", "--list-faults"], "code-reusable"),
        (&["consumer", "--list-faults"], "state"),
    ] {
        let ended = folder.run(arguments);
        let told = text(&ended.stdout);
        assert_eq!(ended.status.code(), Some(0), "{arguments:?}: {told}{}", text(&ended.stderr));
        assert!(told.contains(shown), "{arguments:?} shows no {shown}:\n{told}");
    }
    assert_eq!(folder.entries(), [""; 0], "nothing is left behind");
}

#[test]
fn the_references_serve_in_an_empty_folder() {
    let folder = Folder::new("serving");
    let consumer = ["--provider", "http://localhost:1", "--client-id", "a", "--client-secret", "b"];
    for (name, arguments) in [("provider", [].as_slice()), ("consumer", &consumer)] {
        let mut command = folder.command([name, "--listen", "127.0.0.1:0"].iter().chain(arguments));
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
fn scenarios_of_ones_own_stand_beside_those_in_the_program_or_in_their_place() {
    let folder = Folder::new("own");
    assert_eq!(folder.run(["new", "mine/pair/our-story.yaml"]).status.code(), Some(0));
    let story = folder.0.join("mine/pair/our-story.yaml");
    let written = std::fs::read_to_string(&story).expect("it was written");
    let ours = written.replace("TODO", "rfc6749-4.1.2-code-single-use");
    std::fs::write(&story, &ours).expect("writable");
    let all = text(&folder.run(["list", "--scenarios", "mine"]).stdout);
    assert!(all.contains("our-story") && all.contains("code-single-use"), "{all}");
    let replaced = ours.replace("id: our-story", "id: sign-in").replace("title: ", "title: Ours. ");
    std::fs::rename(&story, folder.0.join("mine/pair/sign-in.yaml")).expect("renamed");
    std::fs::write(folder.0.join("mine/pair/sign-in.yaml"), replaced).expect("writable");
    let listed = text(&folder.run(["list", "--scenarios", "mine", "pair"]).stdout);
    assert!(listed.contains("sign-in  Ours. ") && listed.contains("two-users"), "{listed}");
    assert!(!listed.contains("a user signs in at the consumer"), "{listed}");
}

#[test]
fn what_is_ejected_is_what_is_in_the_program() {
    let folder = Folder::new("eject");
    let ended = folder.run(["eject", "out/scenarios"]);
    assert_eq!(ended.status.code(), Some(0), "{}", text(&ended.stderr));
    let checked = text(&folder.run(["check", "out/scenarios"]).stdout);
    assert_eq!(checked, text(&folder.run(["check"]).stdout));
    let target = "out/scenarios/targets/reference.yaml";
    assert_eq!(folder.run(["run", "out/scenarios/pair/sign-in.yaml", "--target", target]).status.code(), Some(0));
    assert!(folder.0.join("out/scenarios/schema/scenario.json").is_file(), "editors find it");
}

#[test]
fn nothing_is_ejected_over_a_file_that_is_there() {
    let folder = Folder::new("eject-twice");
    std::fs::create_dir_all(folder.0.join("out/pair")).expect("a folder");
    std::fs::write(folder.0.join("out/pair/sign-in.yaml"), "mine").expect("writable");
    std::fs::write(folder.0.join("file"), "mine").expect("writable");
    for (place, complaint) in [
        ("out", "pair/sign-in.yaml is there already; nothing was written"),
        ("file", "file is not a folder"),
        ("file/below", "file/below/"),
    ] {
        let ended = folder.run(["eject", place]);
        let told = text(&ended.stderr);
        assert_eq!(ended.status.code(), Some(2), "{place}: {told}");
        assert!(told.contains(complaint) && told.contains("try: "), "{place}: {told}");
    }
    assert_eq!(std::fs::read_to_string(folder.0.join("out/pair/sign-in.yaml")).expect("it is there"), "mine");
    assert_eq!(std::fs::read_dir(folder.0.join("out")).expect("it is there").count(), 1);
}

#[test]
fn a_place_without_scenarios_is_named() {
    let folder = Folder::new("nowhere");
    std::fs::create_dir(folder.0.join("hollow")).expect("a folder");
    std::fs::create_dir(folder.0.join("closed")).expect("a folder");
    let closed = close(&folder.0.join("closed"));
    let mut places =
        vec![("gone", "cannot read the scenarios: No such file"), ("hollow", "there is no scenario in this folder")];
    // Root may read everything.
    places.extend(closed.then_some(("closed", "cannot read the folder: Permission denied")));
    for (place, complaint) in places {
        for arguments in
            [["run", "--scenarios", place], ["list", "--scenarios", place], ["check", "--scenarios", place]]
        {
            let ended = folder.run(arguments);
            let told = text(&ended.stderr);
            assert_eq!(ended.status.code(), Some(2), "{arguments:?}: {told}");
            assert!(told.contains(complaint) && told.contains(place), "{arguments:?}: {told}");
        }
    }
}

/// Takes all rights away; true where that makes a difference.
#[cfg(unix)]
fn close(folder: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o000)).expect("it is ours");
    std::fs::read_dir(folder).is_err()
}

#[cfg(not(unix))]
fn close(_: &Path) -> bool {
    false
}

fn text(bytes: &[u8]) -> String {
    anstream::adapter::strip_str(&String::from_utf8_lossy(bytes)).to_string()
}

/// A folder that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("oauth-harness-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }

    fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_oauth-harness"));
        command.args(arguments).current_dir(&self.0).env_clear();
        command
    }

    fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Output {
        self.command(arguments).output().expect("it starts")
    }

    fn entries(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).expect("it is there");
        entries.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned()).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
