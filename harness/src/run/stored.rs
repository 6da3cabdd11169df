//! Stored transcripts: whether they can be written or read, and whether a case went as its transcript says.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use super::options::Options;
use crate::compile::plan::Case;
use crate::model::place::Place;
use crate::model::redacted::Redacted;
use crate::model::verdict::{CaseReport, Finding, RedactedMismatch, Verdict};
use crate::record::snapshot::{self, Comparison};

/// A transcript that cannot be stored, or cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the transcripts cannot be {verb}: {}: {cause}", path.display())]
pub struct TranscriptError {
    verb: &'static str,
    path: PathBuf,
    cause: io::Error,
}

/// Before anything runs, tests whether the transcripts of all cases can be stored or read as the options require.
pub fn check_transcripts(cases: &[Case], options: &Options) -> Result<(), TranscriptError> {
    let Some(root) = &options.snapshots else { return Ok(()) };
    let files: BTreeSet<PathBuf> = cases.iter().map(|case| snapshot::path(root, &case.name)).collect();
    let (verb, outcome) = if options.record {
        ("stored", snapshot::check_writable(&files))
    } else {
        ("read", snapshot::check_readable(&files))
    };
    outcome.map_err(|(path, cause)| TranscriptError { verb, path, cause })
}

/// Compares the transcript of a case that passed with the stored one, or stores it.
pub(super) fn compare(report: &mut CaseReport, case: &Case, options: &Options) {
    let Some(root) = &options.snapshots else { return };
    let path = snapshot::path(root, &case.name);
    let source = case.plan.scenario.source.path().display().to_string();
    let (verb, outcome) = if options.record {
        ("stored", snapshot::store(&path, &source, &report.transcript()).map(|()| Comparison::Same))
    } else {
        ("read", snapshot::compare(&path, &report.transcript()))
    };
    match outcome {
        Ok(Comparison::Same) => {}
        Ok(Comparison::New) => {
            report.reason = Some("the transcript is not stored yet: `--record` stores it".into());
        }
        Ok(Comparison::Different(changes)) => {
            report.verdict = Verdict::Failed;
            report.findings.push(Finding {
                step: "transcript".to_owned(),
                place: Place::Transcript { file: path },
                requirement: None,
                mismatch: RedactedMismatch::new("the transcript that is stored", Redacted::ours(changes))
                    .hint("if the change is intended, run again with `--record` and review the difference"),
                after_exchange: report.exchanges.len(),
            });
        }
        // A full disk is not a finding about the target.
        Err(error) => {
            report.verdict = Verdict::Inconclusive;
            report.reason = Some(Redacted::ours(TranscriptError { verb, path, cause: error }.to_string()));
        }
    }
}
