//! Ids of the last version are accepted in target files, by `--only`, `--fault`, `--variant` and `explain`, each with a note that
//! has the new name.

use crate::support::program::{harness, text};
use crate::support::temporary_folder::TemporaryFolder;

const TARGET: &str = "\
title: T
provider:
  reference: { faults: [code-reusable], variants: [refusal-page-403] }
  pages: { authorization: /o/authorize/, token: /o/token/ }
offers: [bound-client]
deviations:
  rfc9700-2.4-password-grant-off: { reason: known, only: [pages-unframeable, code-made-up, redirect-uri-near-miss/host-in-another-case] }
";

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = harness(arguments).output().expect("the program runs");
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_target_file_may_have_old_ids() {
    let folder = TemporaryFolder::new("renamed-ids");
    folder.write("site.yaml", TARGET);
    let file = folder.file("site.yaml");
    let (code, _, notes) =
        run(&["list", "--target", file.to_str().expect("a path in UTF-8"), "--only", "code-single-use"]);
    assert_eq!(code, Some(0), "{notes}");
    for (line, old, new) in [
        (3, "code-reusable", "code-replay-accepted"),
        (3, "refusal-page-403", "error-page-403"),
        (5, "bound-client", "dpop-client"),
        (7, "rfc9700-2.4-password-grant-off", "rfc9700-2.4-password-grant-disabled"),
        (7, "pages-unframeable", "clickjacking"),
        (7, "code-made-up", "code-forged"),
        (7, "redirect-uri-near-miss/host-in-another-case", "redirect-uri-exact-match/host-case"),
    ] {
        let note = format!("note: {}:{line}: `{old}` is now `{new}`; ", file.display());
        assert!(notes.contains(&note), "no {note} in:\n{notes}");
    }
}

#[test]
fn an_old_id_selects_what_replaced_it() {
    let (code, cases, notes) =
        run(&["list", "--only", "consumer/callback-replayed", "--only", "always/sessions-renewed"]);
    assert_eq!(code, Some(0), "{notes}");
    assert!(cases.contains("callback-replay  ") && cases.contains("session-fixation"), "{cases}");
    assert!(notes.contains("note: `consumer/callback-replayed` is now `consumer/callback-replay`; "), "{notes}");
    assert!(notes.contains("note: `always/sessions-renewed` is now `always/session-fixation`; "), "{notes}");
}

#[test]
fn an_old_fault_or_variant_is_switched_on() {
    let only = ["run", "--only", "provider/code-single-use", "--no-snapshots"];
    let (code, _, notes) = run(&[&only[..], &["--fault", "provider/code-reusable"]].concat());
    assert_eq!(code, Some(1), "{notes}");
    assert!(notes.contains("note: `provider/code-reusable` is now `provider/code-replay-accepted`; "), "{notes}");
    let (code, _, notes) = run(&[&only[..], &["--variant", "provider/refusal-page-403"]].concat());
    assert_eq!(code, Some(0), "{notes}");
    assert!(notes.contains("note: `provider/refusal-page-403` is now `provider/error-page-403`; "), "{notes}");
}

#[test]
fn an_old_id_is_explained_by_its_new_name() {
    for (old, new) in [
        ("callback-replayed", "callback-replay"),
        ("always/pages-unframeable", "always/clickjacking"),
        ("bound-client", "dpop-client"),
        ("provider/code-reusable", "provider/code-replay-accepted"),
        ("rfc9700-2.4-password-grant-off", "rfc9700-2.4-password-grant-disabled"),
    ] {
        let (code, explained, notes) = run(&["explain", old]);
        assert_eq!(code, Some(0), "{notes}");
        assert!(notes.starts_with(&format!("note: `{old}` is now `{new}`; ")), "{notes}");
        assert!(explained.contains(new), "{explained}");
    }
}
