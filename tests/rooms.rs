//! The rooms of the reference provider: the folders of its sources, as layers. A file imports only from its own room and from
//! rooms below it.

use std::collections::BTreeSet;
use std::{env, fs};

use crate::support::imports::{Files, Module, imports, read, sample_crate};
use crate::support::root;

const SOURCES: &str = "reference-provider/src";

/// From the bottom to the top.
const ROOMS: [&str; 20] = [
    "base",
    "jose",
    "policy",
    "faults",
    "variants",
    "http",
    "oauth",
    "config",
    "state",
    "browser",
    "authorization",
    "client",
    "token",
    "logout",
    "registration",
    "endpoint",
    "dispatch",
    "management",
    "server",
    "program",
];

#[test]
fn files_import_from_their_own_room_and_from_rooms_below() {
    let wrong = upward(&read(&root().join(SOURCES)), &ROOMS);
    assert!(wrong.is_empty(), "imports that lead upward:\n{}", wrong.join("\n"));
}

#[test]
fn every_room_is_listed() {
    let files = read(&root().join(SOURCES));
    let rooms: BTreeSet<&str> = files.keys().filter_map(|module| module.first()).map(String::as_str).collect();
    assert_eq!(rooms, BTreeSet::from(ROOMS), "the rooms in `ROOMS` are not those in {SOURCES}");
}

#[test]
fn the_documentation_of_the_crate_names_the_rooms_in_their_order() {
    let text = fs::read_to_string(root().join(SOURCES).join("lib.rs")).expect("a source file is text");
    let list = text.split_once("From the bottom to the").and_then(|(_, rest)| rest.split_once(". The `mod.rs`"));
    let (list, _) = list.expect("the documentation lists the rooms");
    let named: Vec<&str> = list.split('`').skip(1).step_by(2).collect();
    assert_eq!(named, ROOMS);
}

/// `UPDATE_ROOMS=1` draws the picture again.
#[test]
fn the_picture_shows_the_rooms_in_their_order() {
    const BEGIN: &str = "<!-- rooms: drawn by tests/rooms.rs -->\n";
    const END: &str = "<!-- rooms end -->";
    let path = root().join("ARCHITECTURE.md");
    let text = fs::read_to_string(&path).expect("the file is text");
    let (before, rest) = text.split_once(BEGIN).expect("the picture has a beginning");
    let (drawn, after) = rest.split_once(END).expect("the picture has an end");
    let expected = picture();
    if env::var_os("UPDATE_ROOMS").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{expected}{END}{after}")).expect("the file can be written");
    } else {
        assert_eq!(drawn, expected, "UPDATE_ROOMS=1 cargo test --test behavior rooms");
    }
}

#[test]
fn an_upward_import_is_found() {
    let found = |file: &str, text: &str| {
        let files = [
            ("", "mod below; mod above; pub use above::thing::Thing; fn of_the_root() {}"),
            ("below", "pub(crate) mod part; pub(crate) mod other;"),
            ("above", "pub(crate) mod thing; pub(crate) mod other;"),
        ];
        let mut files = sample_crate(&files);
        files.extend(sample_crate(&[("above::thing", ""), ("below::part", ""), (file, text)]));
        upward(&files, &["below", "above"])
    };
    for text in [
        "use crate::above::thing::Thing;",
        "use crate::{above::thing};",
        "use super::super::above::thing::Thing;",
        "use crate::Thing;",
        "fn f() { crate::above::thing::f() }",
    ] {
        assert_eq!(found("below::other", text), ["below::other imports above::thing"], "{text}");
    }
    assert_eq!(found("below::other", "fn f() { crate::of_the_root() }"), ["below::other imports the root"]);
    for text in ["use super::part::Part;", "use crate::below::part::Part;"] {
        assert_eq!(found("below::other", text), Vec::<String>::new(), "{text}");
    }
    for text in ["use crate::below::part::Part;", "use super::thing::Thing;", "use crate::Thing;"] {
        assert_eq!(found("above::other", text), Vec::<String>::new(), "{text}");
    }
}

/// The imports from a room above, or of items that are defined in the root.
fn upward(files: &Files, rooms: &[&str]) -> Vec<String> {
    let place = |module: &Module| {
        let room = module.first()?;
        rooms.iter().position(|known| known == room)
    };
    let mut wrong = Vec::new();
    for (module, imported) in imports(files) {
        let Some(here) = place(&module) else { continue };
        for other in imported {
            if place(&other).is_none_or(|there| there > here) {
                let other = if other.is_empty() { "the root".to_owned() } else { other.join("::") };
                wrong.push(format!("{} imports {other}", module.join("::")));
            }
        }
    }
    wrong
}

/// The rooms from the top to the bottom, each with the first sentence of its documentation.
fn picture() -> String {
    let row = |room: &&str| format!("| `{room}` | {} |\n", first_sentence(room));
    format!("| room | |\n|---|---|\n{}", ROOMS.iter().rev().map(row).collect::<String>())
}

fn first_sentence(room: &str) -> String {
    let file = root().join(SOURCES).join(room).join("mod.rs");
    let text = fs::read_to_string(file).expect("a room has a `mod.rs`");
    let lines = text.lines().map_while(|line| line.strip_prefix("//! "));
    let paragraph = lines.collect::<Vec<_>>().join(" ");
    let sentence = paragraph.split_inclusive(". ").next().unwrap_or_default().trim_end();
    assert!(sentence.ends_with('.'), "the documentation of `{room}` has no first sentence: {sentence:?}");
    // Intra-doc links do not work in Markdown.
    sentence.replace("[`", "`").replace("`]", "`")
}
