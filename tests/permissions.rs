//! Every MAY, OPTIONAL and SHOULD of the documents in the catalog: what a conforming provider or consumer may do differently. Each
//! has a variant, or a reason why this project cannot observe it. `docs/permissions.md` is generated from the files in
//! `tests/permissions`: `UPDATE_PERMISSIONS=1 cargo test -p oauth-harness --test behavior permissions`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use oauth_harness::system;
use serde::Deserialize;

use crate::support::root;

/// One sentence of a document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Permission {
    /// Its section in the document.
    section: String,
    /// The keyword of RFC 2119, in capitals.
    level: String,
    /// What it permits.
    permits: String,
    /// `provider` or `consumer`.
    party: String,
    /// The variant that exercises it.
    variant: Option<String>,
    /// Why this project cannot observe it.
    unseen: Option<String>,
    /// A variant that would exercise it and does not exist yet.
    planned: Option<String>,
    /// Whether the `text` was read, or it is from `memory`.
    basis: String,
}

/// A document by its title, with its permissions in order.
struct Document {
    title: String,
    permissions: Vec<Permission>,
}

#[test]
fn each_permission_has_a_variant_or_a_reason() {
    let variants: BTreeSet<String> = system::variants().iter().map(system::Variant::full_name).collect();
    let mut wrong = Vec::new();
    for (file, document) in documents() {
        for permission in document.permissions {
            let Permission { section, level, party, variant, unseen, planned, basis, .. } = permission;
            let mut bad = |why: String| wrong.push(format!("{file} §{section}: {why}"));
            if [variant.is_some(), unseen.is_some(), planned.is_some()].into_iter().filter(|given| *given).count() != 1
            {
                bad("it has not exactly one of `variant`, `unseen` and `planned`".to_owned());
            }
            if !["MAY", "OPTIONAL", "SHOULD", "SHOULD NOT", "RECOMMENDED", "NOT RECOMMENDED"].contains(&level.as_str())
            {
                bad(format!("`{level}` permits nothing"));
            }
            if !["text", "memory"].contains(&basis.as_str()) {
                bad(format!("`{basis}` is not a basis"));
            }
            for name in variant.iter().filter(|name| !variants.contains(&format!("{party}/{name}"))) {
                bad(format!("no variant `{party}/{name}`"));
            }
            for name in planned.iter().filter(|name| variants.contains(&format!("{party}/{name}"))) {
                bad(format!("`{party}/{name}` is built by now"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_page_is_up_to_date() {
    let (file, page) = (root().join("docs/permissions.md"), page());
    if std::env::var_os("UPDATE_PERMISSIONS").is_some() {
        std::fs::write(&file, page).expect("the file can be written");
        return;
    }
    assert!(
        std::fs::read_to_string(&file).unwrap_or_default() == page,
        "docs/permissions.md is old: UPDATE_PERMISSIONS=1 cargo test -p oauth-harness --test behavior permissions"
    );
}

fn page() -> String {
    let documents = documents();
    let count = |test: fn(&Permission) -> bool| {
        documents.values().flat_map(|document| &document.permissions).filter(|permission| test(permission)).count()
    };
    let all = count(|_| true);
    let (varied, unseen) = (count(|one| one.variant.is_some()), count(|one| one.unseen.is_some()));
    let planned = count(|one| one.planned.is_some());
    let mut text = format!(
        "# What the documents permit\n\nEvery MAY, OPTIONAL and SHOULD of the documents that the catalog cites, read for what \
         a conforming provider or consumer may do differently: {all} sentences. {varied} of them have a \
         [variant](../scenarios/VARIANTS.md), this project cannot observe {unseen}, and {planned} need a new variant.\nGenerated \
         by `tests/permissions.rs` from `tests/permissions`.\n"
    );
    for document in documents.values() {
        let _ = write!(
            text,
            "\n## {}\n\n| § | level | party | it permits | variant |\n| --- | --- | --- | --- | --- |\n",
            document.title
        );
        for Permission { section, level, permits, party, variant, unseen, planned, .. } in &document.permissions {
            let variant = variant.iter().map(|name| format!("`{party}/{name}`"));
            let planned = planned.iter().map(|name| format!("not yet: {name}"));
            let last: Vec<String> = variant.chain(planned).chain(unseen.iter().map(|why| cell(why))).collect();
            let _ = writeln!(text, "| {section} | {level} | {party} | {} | {} |", cell(permits), last.join(" "));
        }
    }
    text
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The documents, by their file names. The first line of a file is a comment with the title and the URL.
fn documents() -> BTreeMap<String, Document> {
    let folder = root().join("tests/permissions");
    let files = std::fs::read_dir(folder).expect("the folder can be read");
    let files: Vec<PathBuf> = files.map(|entry| entry.expect("the entry can be read").path()).collect();
    files.iter().map(|file| (file.file_stem().unwrap_or_default().to_string_lossy().into_owned(), read(file))).collect()
}

fn read(file: &PathBuf) -> Document {
    let text = std::fs::read_to_string(file).expect("the file can be read");
    let title = text.lines().next().and_then(|line| line.strip_prefix("# ")).unwrap_or_default();
    let permissions = serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let (name, url) = title.rsplit_once(" https://").unwrap_or_else(|| panic!("{}: no URL", file.display()));
    Document { title: format!("[{}](https://{url})", name.trim_end_matches([',', ':'])), permissions }
}
