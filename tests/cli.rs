//! Command lines: every `tests/cli/GROUP/CASE/command` is one test, found at run time.
//!
//! A case is a folder: `command` has the arguments (without the program's name), which are run in that folder; `stdout`,
//! `stderr` and `code` have the expected result. The folder may also contain the files that the command names, and
//! - `peer`: the name of the [odd peer](peers) to start; its address is the environment variable `PROVIDER_URL`;
//! - `interrupt`: a text; as soon as it is printed, the program receives SIGINT.
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

use peers::CliPeer;

/// No case takes this long, even on a slow machine.
const HANGS: Duration = Duration::from_secs(60);
/// After an interrupt the program ends promptly.
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

/// Runs the case, and compares its outcome with the golden files.
fn check(folder: &Path) -> Result<(), Failed> {
    let outcome = run(folder)?;
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let mut differences = Vec::new();
    for (name, text) in [("code", &outcome.code), ("stderr", &outcome.stderr), ("stdout", &outcome.stdout)] {
        let path = folder.join(name);
        if update {
            std::fs::write(&path, text)?;
            continue;
        }
        match std::fs::read_to_string(&path) {
            Ok(golden) if golden == *text => {}
            Ok(golden) => {
                let difference = unified_diff(&golden, text);
                differences
                    .push(format!("{} differs from the golden file (- stored, + seen):\n{difference}", path.display()));
            }
            Err(error) => differences.push(format!("{}: {error}; UPDATE_GOLDENS=1 writes:\n{text}", path.display())),
        }
    }
    if differences.is_empty() { Ok(()) } else { Err(differences.join("\n").into()) }
}

/// The outcome of a case, without times and ports.
struct CaseOutcome {
    code: String,
    stderr: String,
    stdout: String,
}

fn run(folder: &Path) -> Result<CaseOutcome, Failed> {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    let line = read("command").ok_or("a case has a `command`")?;
    let peer = read("peer").map(|name| CliPeer::start(name.trim())).transpose()?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_oauth-harness"));
    command.args(line.split_whitespace()).current_dir(folder).env_clear();
    command.envs(peer.as_ref().map(|peer| ("PROVIDER_URL", peer.url.as_str())));
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (status, stdout, stderr) = watch(child, read("interrupt"))?;
    let code = status.code().map_or_else(|| status.to_string(), |code| code.to_string());
    Ok(CaseOutcome { code: format!("{code}\n"), stderr: normal::form(&stderr), stdout: normal::form(&stdout) })
}

/// Reads the output of the child until it ends; interrupts it as soon as a certain text is printed.
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
                return Err(format!("it does not end; printed so far:\n{stdout}").into());
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
