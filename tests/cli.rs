//! The program as its user meets it: every `tests/cli/GROUP/CASE/command`, found at run time, is a test of its own.
//!
//! A case is a folder: `command` is the argument line (the program's name left out), run in that folder; `stdout`, `stderr`
//! and `code` are what must come of it. Beside them may lie the files that the command speaks of, and
//! - `peer`: the name of the [odd peer](peers) to start; its address is the environment variable `PROVIDER_URL`;
//! - `interrupt`: a text; when it has been printed, the program is sent SIGINT.
//!
//! `UPDATE_GOLDENS=1 cargo test -p oauth-harness --test cases cli/` writes the three; review the difference before you commit it.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use libtest_mimic::{Failed, Trial};
use oauth_harness::record::snapshot::unified_diff;

mod normal;
mod peers;

use peers::Peer;

/// No case takes as long as this, on however slow a machine.
const HANGS: Duration = Duration::from_secs(60);
/// After an interrupt nothing is left to wait for.
const PROMPTLY: Duration = Duration::from_secs(5);

pub(super) fn trials() -> Vec<Trial> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cli");
    let mut cases: Vec<PathBuf> = folders(&root).iter().flat_map(|group| folders(group)).collect();
    cases.retain(|folder| folder.join("command").is_file());
    cases.sort();
    let trials = cases.into_iter().map(|folder| {
        let name = folder.strip_prefix(&root).expect("it was found there").to_string_lossy().replace('\\', "/");
        Trial::test(format!("cli/{name}"), move || check(&folder))
    });
    trials.collect()
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(path).expect("tests/cli is part of the repository");
    entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir()).collect()
}

/// Runs the case and compares what came of it with its goldens.
fn check(folder: &Path) -> Result<(), Failed> {
    let came = run(folder)?;
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let mut complaints = Vec::new();
    for (name, text) in [("code", &came.code), ("stderr", &came.stderr), ("stdout", &came.stdout)] {
        let path = folder.join(name);
        if update {
            std::fs::write(&path, text)?;
            continue;
        }
        match std::fs::read_to_string(&path) {
            Ok(golden) if golden == *text => {}
            Ok(golden) => {
                let difference = unified_diff(&golden, text);
                complaints.push(format!("{} is not as stored (- stored, + seen):\n{difference}", path.display()));
            }
            Err(error) => complaints.push(format!("{}: {error}; UPDATE_GOLDENS=1 writes:\n{text}", path.display())),
        }
    }
    if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n").into()) }
}

/// What came of a case, with times and ports taken out.
struct Came {
    code: String,
    stderr: String,
    stdout: String,
}

fn run(folder: &Path) -> Result<Came, Failed> {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    let line = read("command").ok_or("a case has a `command`")?;
    let peer = read("peer").map(|name| Peer::start(name.trim())).transpose()?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_oauth-harness"));
    command.args(line.split_whitespace()).current_dir(folder).env_clear();
    command.envs(peer.as_ref().map(|peer| ("PROVIDER_URL", peer.url.as_str())));
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (status, stdout, stderr) = watch(child, read("interrupt"))?;
    let code = status.code().map_or_else(|| status.to_string(), |code| code.to_string());
    Ok(Came { code: format!("{code}\n"), stderr: normal::form(&stderr), stdout: normal::form(&stdout) })
}

/// Reads what the child prints until it ends; interrupts it when it has printed a certain text.
fn watch(mut child: Child, interrupt_at: Option<String>) -> Result<(ExitStatus, String, String), Failed> {
    let stderr = child.stderr.take().expect("it is piped");
    let stderr = std::thread::spawn(move || {
        let mut text = Vec::new();
        BufReader::new(stderr).read_to_end(&mut text).map(|_| String::from_utf8_lossy(&text).into_owned())
    });
    let lines = lines_of(&mut child);
    let mut interrupt_at = interrupt_at;
    let mut stdout = String::new();
    let mut until = Instant::now() + HANGS;
    loop {
        match lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(line) => stdout += &line,
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                child.kill()?;
                child.wait()?;
                return Err(format!("it does not come to an end; printed so far:\n{stdout}").into());
            }
        }
        if interrupt_at.as_ref().is_some_and(|text| stdout.contains(text.trim())) {
            interrupt_at = None;
            interrupt(&child)?;
            until = Instant::now() + PROMPTLY;
        }
    }
    let status = child.wait()?;
    let stderr = stderr.join().map_err(|_| "the reader of standard error panicked")??;
    match interrupt_at {
        Some(text) => Err(format!("it ended before it printed `{}`:\n{stdout}{stderr}", text.trim()).into()),
        None => Ok((status, stdout, stderr)),
    }
}

/// The lines on standard output as they are printed. The channel closes with the output.
fn lines_of(child: &mut Child) -> Receiver<String> {
    let stdout = child.stdout.take().expect("it is piped");
    let (sender, lines) = channel();
    std::thread::spawn(move || {
        let mut reader = BufReader::new(stdout);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            if sender.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                break;
            }
            line.clear();
        }
    });
    lines
}

fn interrupt(child: &Child) -> Result<(), Failed> {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status()?;
    if sent.success() { Ok(()) } else { Err(format!("kill: {sent}").into()) }
}
