//! Damaged stores: rejected unchanged, or fully usable.

use std::fs;
use std::path::Path;

use reference_provider::{ClientRegistration, Config};

use super::{file, kept_in, refusal};
use crate::site::Site;

/// A store with twenty clients, once after its provider was dropped and once after it was killed.
async fn stores(test: &str) -> [Vec<u8>; 2] {
    let file = file(test);
    let site = Site::with(kept_in(&file)).await;
    for number in 0..20 {
        let client =
            ClientRegistration { client_id: format!("client-{number}"), ..Config::embedded().clients[0].clone() };
        site.provider.management().root().put_client(&client).unwrap();
    }
    let killed = fs::read(&file).unwrap();
    drop(site);
    [fs::read(&file).unwrap(), killed]
}

async fn is_whole(file: &Path) -> bool {
    let site = Site::with(kept_in(file)).await;
    site.provider.management().root().clients().len() == Config::embedded().clients.len() + 20
}

#[tokio::test]
async fn a_store_that_was_cut_short_is_refused() {
    let file = file("cut");
    for store in stores("cut-whole").await {
        fs::write(&file, &store).unwrap();
        assert!(is_whole(&file).await);
        for length in [10, 319, 320, 4096, 8192, store.len() / 2, store.len() - 4096, store.len() - 1] {
            fs::write(&file, &store[..length]).unwrap();
            let said = refusal(&file).unwrap();
            assert!(said.starts_with(&format!("it is damaged: it has {length} of ")), "{said}");
            assert_eq!(fs::metadata(&file).unwrap().len(), length as u64);
        }
    }
}

#[tokio::test]
async fn a_store_that_was_written_over_is_refused() {
    let file = file("over");
    for store in stores("over-whole").await {
        for range in [320..4096, 4096..store.len(), 4096..store.len() / 2, store.len() / 2..store.len(), 0..store.len()]
        {
            let mut damaged = store.clone();
            let begins_well = range.start.max(9);
            damaged[begins_well..range.end].fill(0x55);
            fs::write(&file, &damaged).unwrap();
            match refusal(&file) {
                Some(said) => {
                    assert_eq!(said, "it is damaged; restore a backup, or choose a new file");
                    assert!(fs::read(&file).unwrap() == damaged, "{range:?}");
                }
                None => assert!(is_whole(&file).await, "{range:?}"),
            }
        }
    }
}

#[tokio::test]
async fn a_bit_that_counts_is_missed() {
    let file = file("bit");
    let mut refused = 0;
    for store in stores("bit-whole").await {
        let header = [12, 17, 22, 28, 64, 70, 110, 190, 192, 200, 250, 319];
        for at in header.into_iter().chain((4100..store.len()).step_by(12 * 1024)) {
            let mut damaged = store.clone();
            damaged[at] ^= 0x10;
            fs::write(&file, &damaged).unwrap();
            match refusal(&file) {
                Some(said) => {
                    assert!(said.starts_with("it is damaged"), "{at}: {said}");
                    assert!(fs::read(&file).unwrap() == damaged, "{at}");
                    refused += 1;
                }
                None => assert!(is_whole(&file).await, "{at}"),
            }
        }
    }
    assert!(refused > 10, "{refused}");
}
