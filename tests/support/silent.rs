//! A run that does not come to an end by itself: its provider takes connections and never answers.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;

use super::program::{Folder, harness};

/// The provider.
pub(crate) struct Silent {
    target: PathBuf,
    _listener: TcpListener,
}

impl Silent {
    /// Starts it; its target file is in the folder.
    pub(crate) fn start(folder: &Folder) -> Silent {
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
        Silent { target: folder.file("silent.yaml"), _listener: listener }
    }

    /// A run against it, with these reports: the cases of the consumer are skipped, and so told at once.
    pub(crate) fn run(&self, reports: &[String]) -> Command {
        let mut command = harness(&["run", "scenarios/consumer", "scenarios/provider/code-single-use.yaml"]);
        command.args(reports.iter().map(|report| format!("--report={report}")));
        command.arg(format!("--target={}", self.target.display()));
        command
    }
}
