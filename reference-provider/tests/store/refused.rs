//! Files that are not a store: the error, and that they are left unchanged.

use std::fs;
use std::path::Path;

use redb::{Database, TableDefinition};
use reference_provider::{Config, Environment, Provider};

use super::{file, kept_in, refusal};
use crate::site::Site;

fn refused(file: &Path) -> String {
    refusal(file).expect("no store can be there")
}

#[test]
fn a_file_that_is_not_a_store_is_left_unchanged() {
    let file = file("wrong");
    let mut sqlite = b"SQLite format 3\0".to_vec();
    sqlite.resize(8192, 7);
    let foreign = "it is not a store of this program; it was left unchanged; choose a new file";
    for (content, message) in [
        (
            sqlite.as_slice(),
            "it is an SQLite database of an earlier version of this program, which this version does not read",
        ),
        (b"SQLite format 3\0", "it is an SQLite database of an earlier version"),
        (b"SQLite format 3", foreign),
        (b"users: []\n", foreign),
        (b"\0", foreign),
        (&[0; 4096], foreign),
        (&[0x55; 10_000], foreign),
        (b"redb\x1a\x0a\xa9\x0d\x0a", "it is damaged: it has 9 of 320 bytes; restore a backup, or choose a new"),
    ] {
        fs::write(&file, content).unwrap();
        let said = refused(&file);
        assert!(said.starts_with(message), "{said}");
        assert!(fs::read(&file).unwrap() == content, "{said}");
    }
}

#[test]
fn a_path_that_is_not_a_file_is_named_in_the_error() {
    let file = file("no-file");
    let said = refused(file.parent().unwrap());
    assert_eq!(said, "it is a directory; choose a file");
    let said = refused(&file.with_extension("missing").join("provider.store"));
    assert!(said.starts_with("it cannot be opened: No such file or directory"), "{said}");
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_named() {
    let file = file("loop");
    std::os::unix::fs::symlink(&file, &file).unwrap();
    let said = refused(&file);
    fs::remove_file(&file).unwrap();
    assert!(said.starts_with("it cannot be opened: Too many levels of symbolic links"), "{said}");
    assert_eq!(refused(Path::new("/dev/null")), "it is not a regular file; choose another one");
}

#[test]
fn a_database_of_another_program_or_version_is_left_as_it_is() {
    const MINE: TableDefinition<'_, u64, u64> = TableDefinition::new("mine");
    const ABOUT: TableDefinition<'_, &str, u64> = TableDefinition::new("reference-provider");
    const OTHER_ABOUT: TableDefinition<'_, u64, u64> = TableDefinition::new("reference-provider");
    let file = file("foreign");
    let write = |write: &dyn Fn(&redb::WriteTransaction)| {
        let _ = fs::remove_file(&file);
        let database = Database::create(&file).unwrap();
        let transaction = database.begin_write().unwrap();
        write(&transaction);
        transaction.commit().unwrap();
    };
    let foreign = "it is not a store of this program; it was left unchanged; choose a new file";
    write(&|transaction| drop(transaction.open_table(MINE).unwrap()));
    assert_eq!(refused(&file), foreign);
    write(&|transaction| drop(transaction.open_table(OTHER_ABOUT).unwrap()));
    assert_eq!(refused(&file), foreign);
    write(&|transaction| drop(transaction.open_table(ABOUT).unwrap().insert("version", 2).unwrap()));
    let before = fs::read(&file).unwrap();
    assert_eq!(refused(&file), "it is a store of version 2, but this program reads version 1; choose a new file");
    assert!(fs::read(&file).unwrap() == before);
}

/// RFC 9700 §4.15.1: the configuration and the file are valid on their own, but not together.
#[tokio::test]
async fn a_client_id_that_became_a_user_id_is_named() {
    let file = file("subject");
    let before = Site::with(kept_in(&file)).await;
    let mut client = Config::embedded().clients[0].clone();
    client.client_id = "7".to_owned();
    before.provider.management().root().put_client(&client).unwrap();
    drop(before);
    assert_eq!(refusal(&file), None);
    let mut config = kept_in(&file);
    config.users[1].user_id = 7;
    let said = Provider::prepare(&config, Environment::system()).err().unwrap().to_string();
    assert!(said.starts_with(&format!("{}: client-id `7` is also a user-id", file.display())), "{said}");
}

#[tokio::test]
async fn one_provider_at_a_time() {
    let file = file("taken");
    let first = Site::with(kept_in(&file)).await;
    let in_use = "another provider is using it; stop that one, or choose another file";
    assert_eq!(refused(&file), in_use);
    // A remaining handle of the first provider does not keep the file locked.
    let management = first.provider.management().clone();
    drop(first);
    let _second = Site::with(kept_in(&file)).await;
    assert_eq!(management.health().store_trouble, None);
    assert_eq!(refused(&file), in_use);
}
