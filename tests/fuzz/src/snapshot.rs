//! Stored transcripts: what was stored is the same when it is compared, whatever is in it.

use oauth_harness::record::snapshot::{Comparison, against, path, split, stored};

use super::input::{first_line, text};

/// Reads it.
pub fn read(data: &[u8]) {
    let text = text(data);
    assert_eq!(against(&stored("scenarios/x.yaml", &text), &text), Comparison::Same);
    // What a person has done to the file.
    let (case, rest) = first_line(&text);
    against(&text, rest);
    against(rest, &text);
    split(case);
    let file = path("snapshots".as_ref(), "provider/x/row");
    assert!(file.starts_with("snapshots"));
}
