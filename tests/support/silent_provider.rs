//! A run that does not end on its own: its provider accepts connections and never responds.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;

use super::program::harness;
use super::temporary_folder::TemporaryFolder;

/// The provider that never responds.
pub(crate) struct SilentProvider {
    target: PathBuf,
    _listener: TcpListener,
}

impl SilentProvider {
    /// Starts it, and writes its target file to the folder.
    pub(crate) fn start(folder: &TemporaryFolder) -> SilentProvider {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("bound"));
        folder.write(
            "silent.yaml",
            &format!(
                "title: Silent\nprovider: {{url: '{url}', pages: {{authorization: /a, token: /t}}}}\n\
                 clients: {{web: {{id: a, redirect-uri: 'http://localhost:1/cb'}}}}\n\
                 users: {{alice: {{name: a, password: b, shows: c}}}}\nconnection: {{timeout-seconds: 600}}\n"
            ),
        );
        SilentProvider { target: folder.file("silent.yaml"), _listener: listener }
    }

    /// A run against it, with these reports. The cases of the consumer are skipped, so they are reported immediately.
    pub(crate) fn run(&self, reports: &[String]) -> Command {
        let mut command = harness(&["run", "scenarios/consumer", "scenarios/provider/code-single-use.yaml"]);
        command.args(reports.iter().map(|report| format!("--report={report}")));
        command.arg(format!("--target={}", self.target.display()));
        command
    }
}
