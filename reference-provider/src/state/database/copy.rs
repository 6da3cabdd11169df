//! A copy in memory of a database, opened in a way that looks at all of it.
//!
//! `redb` verifies what it finds only after a crash, and mends in place what it can. Here a crash is made up: with one of
//! the two commit slots gone, all that the other one leads to must be whole, or the copy is refused. Where the bits are:
//! `redb`'s design document, "File format", version 3.

use redb::backends::InMemoryBackend;
use redb::{Builder, Database, RepairSession, StorageBackend as _};

use super::trouble::Trouble;

/// How many bytes the header has, with its two commit slots.
pub(super) const HEADER: usize = 320;

/// Which slot counts, and how it was written.
const FLAGS: usize = 9;
const SECOND_SLOT_COUNTS: u8 = 1;
const RECOVERY_REQUIRED: u8 = 2;
const TWO_PHASE_COMMIT: u8 = 4;
/// Four numbers of 32 bits that are the same in all databases below 4 GiB: how many bytes a page has, how many pages are in
/// front of a region and in it, and how many regions are full.
const LAYOUT: [u32; 4] = [PAGE, 0, 1 << 20, 0];
const LAYOUT_AT: usize = 12;
const PAGE: u32 = 4096;
/// How many pages the last region has. There is one more, for the header.
const PAGES_AT: usize = 28;
/// A slot begins with the version of the format, and ends with a checksum.
const SLOTS_AT: [usize; 2] = [64, 192];
const VERSION: u8 = 3;
const CHECKSUM_AT: usize = 112;

/// Whether these bytes describe a database, whatever they begin with.
pub(super) fn is_header(bytes: &[u8]) -> bool {
    bytes.len() >= HEADER
        && LAYOUT
            .iter()
            .zip((LAYOUT_AT..).step_by(4))
            .all(|(number, at)| bytes[at..].starts_with(&number.to_le_bytes()))
        && SLOTS_AT.iter().all(|slot| bytes[*slot] == VERSION)
}

/// A database with this content, all of which is as it was written.
pub(super) fn verified(mut content: Vec<u8>) -> Result<Database, Trouble> {
    let is = content.len() as u64;
    if content.len() < HEADER {
        return Err(Trouble::CutShort { is, should_be: HEADER as u64 });
    }
    if !is_header(&content) {
        return Err(Trouble::Damaged);
    }
    let pages = content[PAGES_AT..PAGES_AT + 4].try_into().expect("four bytes");
    let should_be = (u64::from(u32::from_le_bytes(pages)) + 1) * u64::from(PAGE);
    if is < should_be {
        return Err(Trouble::CutShort { is, should_be });
    }
    let flags = content[FLAGS];
    let other = SLOTS_AT[usize::from(flags & SECOND_SLOT_COUNTS == 0)];
    content[other + CHECKSUM_AT] ^= 0xff;
    content[FLAGS] = (flags | RECOVERY_REQUIRED) & !TWO_PHASE_COMMIT;
    let copy = InMemoryBackend::new();
    copy.set_len(is)?;
    copy.write(0, &content)?;
    Ok(Builder::new().set_repair_callback(refuse_the_other_slot).create_with_backend(copy)?)
}

/// `redb` asks before each stage of a repair. Where it gets to 0.3, the slot that counts is not whole, and the other one
/// would be next.
fn refuse_the_other_slot(session: &mut RepairSession) {
    if (0.2..0.4).contains(&session.progress()) {
        session.abort();
    }
}
