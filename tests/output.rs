//! Output of the program: closed pipes, full disks, and reports that replace a complete file.

#![cfg(unix)]

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

use crate::support::program::{harness, text};
use crate::support::root;
use crate::support::silent_provider::SilentProvider;
use crate::support::temporary_folder::TemporaryFolder;

const SERVERS: [&[&str]; 2] = [
    &["provider", "--listen=127.0.0.1:0"],
    &["consumer", "--provider=http://localhost:1", "--client-id=a", "--client-secret=b", "--listen=127.0.0.1:0"],
];

/// Every command that ends on its own and prints something.
const COMMANDS: &[&[&str]] = &[
    &["--help"],
    &["--version"],
    &["run", "--help"],
    &["run", "--only", "code-single-use", "--no-snapshots"],
    &["run", "--only", "code-single-use", "--no-snapshots", "--report", "json=-"],
    &["list"],
    &["list", "--json"],
    &["check"],
    &["explain", "code-single-use"],
    &["explain-page", "tests/pages/adfs-login.html"],
    &["schema"],
    &["provider", "--list-faults"],
    &["provider", "--list-variants"],
    &["provider", "--print-config"],
    &["provider", "--print-policy"],
    &["consumer", "--list-faults"],
    &["consumer", "--list-variants"],
];

#[test]
fn a_closed_pipe_is_not_an_error() {
    for arguments in COMMANDS {
        let mut child = spawned(harness(arguments).stdout(Stdio::piped()));
        drop(child.stdout.take());
        let ended = child.wait_with_output().expect("it ends");
        assert_eq!(ended.status.code(), Some(0), "{arguments:?}: {}", text(&ended.stderr));
        assert!(!text(&ended.stderr).contains("incomplete"), "{arguments:?}: {}", text(&ended.stderr));
    }
}

#[test]
fn a_full_disk_is_an_error() {
    let Ok(full) = File::options().write(true).open("/dev/full") else { return };
    for arguments in COMMANDS {
        let ended = output(harness(arguments).stdout(full.try_clone().expect("a handle")));
        let stderr = text(&ended.stderr);
        assert!(!ended.status.success(), "{arguments:?} ends as if it had written everything");
        assert!(stderr.contains("No space left") && stderr.matches("error:").count() == 1, "{arguments:?}: {stderr}");
    }
    // Findings take precedence.
    let red = ["run", "--only", "code-single-use", "--no-snapshots", "--fault", "provider/code-replay-accepted"];
    assert_eq!(output(harness(&red).stdout(full)).status.code(), Some(1));
}

#[test]
fn a_reference_keeps_serving_if_its_banner_is_not_read() {
    for arguments in SERVERS {
        let mut child = spawned(harness(arguments).stdout(Stdio::piped()));
        let mut first = [0];
        // The banner is written in one go, and the rest of it is not read.
        child.stdout.take().expect("it is piped").read_exact(&mut first).expect("it is ready");
        assert!(child.try_wait().expect("its state").is_none(), "{arguments:?} has ended");
        child.kill().expect("it serves until it is stopped");
        child.wait().expect("it ends");
    }
}

#[test]
fn inaccessible_transcripts_are_reported_before_the_run() {
    let folder = TemporaryFolder::new("transcripts");
    let (file, readable) = (folder.file("file"), folder.file("readable"));
    fs::write(&file, "no folder").expect("writable");
    let snapshot = readable.join("provider/code-single-use.snap");
    fs::create_dir_all(&snapshot).expect("a folder where a file should be");
    for (record, root, path) in [
        (true, &file, "file/provider"),
        (false, &file, "file/provider/code-single-use.snap"),
        (true, &readable, "code-single-use.snap"),
        (false, &readable, "code-single-use.snap"),
    ] {
        let mut command = harness(&["run", "--only", "code-single-use", "--snapshots"]);
        command.arg(root).args(record.then_some("--record"));
        let ended = output(&mut command);
        let stderr = text(&ended.stderr);
        assert_eq!(ended.status.code(), Some(2), "{record} {root:?}: {stderr}");
        assert!(stderr.contains("the transcripts cannot be") && stderr.contains(path), "{stderr}");
        assert!(ended.stdout.is_empty(), "something ran: {}", text(&ended.stdout));
    }
    fs::remove_dir(&snapshot).expect("it is empty");
    let mut stored = harness(&["run", "--only", "code-single-use", "--record", "--snapshots"]);
    assert_eq!(output(stored.arg(&readable)).status.code(), Some(0));
    assert_eq!(names(&readable.join("provider")), ["code-single-use.snap"], "and no other file");
}

#[test]
fn a_report_replaces_neither_another_report_nor_a_file_that_the_run_reads() {
    let folder = TemporaryFolder::new("clash");
    let target = fs::read_to_string(root().join("scenarios/targets/reference.yaml")).expect("there is one");
    folder.write("target.yaml", &target);
    folder.write("report.xml", "");
    std::os::unix::fs::symlink("report.xml", folder.file("link.xml")).expect("a link");
    std::os::unix::fs::symlink("target.yaml", folder.file("link.yaml")).expect("a link");
    for (reports, message) in [
        (["json=run.out", "junit=./run.out"], "two reports cannot both go to"),
        (["json=report.xml", "junit=link.xml"], "two reports cannot both go to"),
        (["json=run.json", "junit=target.yaml"], "which this run reads"),
        (["json=run.json", "junit=./link.yaml"], "which this run reads"),
    ] {
        let mut command = harness(&["run", "--only", "code-single-use", "--no-snapshots", "--target", "target.yaml"]);
        command.current_dir(folder.path()).args(reports.into_iter().flat_map(|report| ["--report", report]));
        let ended = output(&mut command);
        let stderr = text(&ended.stderr);
        assert!(ended.status.code() == Some(2) && stderr.contains(message), "{reports:?}: {stderr}");
        assert!(ended.stdout.is_empty(), "something ran: {}", text(&ended.stdout));
        assert_eq!(fs::read_to_string(folder.file("target.yaml")).expect("there"), target);
        assert_eq!(names(folder.path()), ["link.xml", "link.yaml", "report.xml", "target.yaml"], "nothing is left");
    }
}

#[test]
fn a_report_replaces_a_file_only_when_it_is_complete() {
    let folder = TemporaryFolder::new("whole");
    let (json, xml, link) = (folder.file("run.json"), folder.file("run.xml"), folder.file("link.xml"));
    fs::write(&json, "a complete report\n").expect("writable");
    fs::write(&xml, "a complete report\n").expect("writable");
    std::os::unix::fs::symlink(&xml, &link).expect("a link");
    let silent = SilentProvider::start(&folder);
    // An event is written to standard output after the files.
    let reports = [format!("json={}", json.display()), format!("junit={}", link.display()), "json=-".to_owned()];
    let mut child = spawned(silent.run(&reports).stdout(Stdio::piped()));
    let partial = folder.file(&format!("run.json.{}.partial", child.id()));
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines().map_while(Result::ok);
    lines.find(|line| line.contains("case-finished")).expect("a case that is skipped");
    child.kill().expect("SIGKILL");
    child.wait().expect("it ends");
    for untouched in [&json, &xml] {
        assert_eq!(fs::read_to_string(untouched).expect("there"), "a complete report\n");
    }
    let so_far = fs::read_to_string(&partial).expect("what was written until then");
    let whole = so_far.rsplit_once('\n').expect("a line").0;
    let events: Vec<Value> = whole.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert!(events.iter().any(|event| event["event"] == "case-finished"));
    fs::remove_file(&partial).expect("removable");
    fs::remove_file(folder.file(&format!("run.xml.{}.partial", child.id()))).expect("next to the target of the link");
    let mut green = harness(&["run", "--only", "code-single-use", "--no-snapshots"]);
    green.arg(format!("--report=json={}", json.display())).arg(format!("--report=junit={}", link.display()));
    assert_eq!(output(&mut green).status.code(), Some(0));
    assert!(fs::read_to_string(&json).expect("written").lines().last().expect("a line").contains("finished"));
    assert!(fs::read_to_string(&xml).expect("written").ends_with("</testsuites>\n"));
    assert_eq!(names(folder.path()), ["link.xml", "run.json", "run.xml", "silent.yaml"], "nothing is left behind");
}

/// A user sends SIGINT, a CI server SIGTERM, and a terminal that closes SIGHUP.
#[test]
fn an_interrupted_run_reports_its_results_and_nothing_else() {
    for name in ["INT", "TERM", "HUP"] {
        let folder = TemporaryFolder::new(name);
        let (xml, silent) = (folder.file("run.xml"), SilentProvider::start(&folder));
        let mut run = silent.run(&["json=-".to_owned(), format!("junit={}", xml.display())]);
        let mut child = spawned(run.stdout(Stdio::piped()));
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines().map_while(Result::ok);
        let skipped = lines.find(|line| line.contains("case-finished")).expect("a case that is skipped");
        assert!(skipped.contains("\"verdict\":\"skip\""), "{skipped}");
        signal(&child, name);
        assert_eq!(child.wait().expect("it ends").code(), Some(130), "{name}");
        let events: Vec<Value> = lines.map(|line| serde_json::from_str(&line).expect("JSON")).collect();
        let last = events.last().expect("a line");
        assert_eq!((&last["event"], &last["interrupted"]), (&"finished".into(), &true.into()));
        let passed: Vec<&Value> = events.iter().filter(|event| event["verdict"] == "passed").collect();
        assert_eq!(passed, [&Value::Null; 0], "no case has been run, and no check has passed");
        let xml = fs::read_to_string(&xml).expect("written");
        assert!(xml.contains("every case is run") && xml.ends_with("</testsuites>\n"), "{xml}");
    }
}

fn output(command: &mut Command) -> Output {
    command.output().expect("it starts")
}

fn spawned(command: &mut Command) -> Child {
    command.stderr(Stdio::piped()).spawn().expect("it starts")
}

/// Sends a signal with `kill`, which needs no unsafe code.
fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status();
    assert!(sent.expect("kill is there").success());
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("there").map(|entry| entry.expect("readable").path());
    let name = |path: PathBuf| path.file_name().expect("a name").to_string_lossy().into_owned();
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort();
    names
}
