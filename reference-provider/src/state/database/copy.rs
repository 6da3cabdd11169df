//! An in-memory copy of a database, opened in a way that verifies all of it.
//!
//! `redb` verifies its content only after a crash, and repairs in place what it can. Here a crash is simulated: without
//! one of the two commit slots, everything that the other one refers to must be intact, or the copy is rejected. The
//! layout is in `redb`'s design document, "File format", version 3.

use redb::backends::InMemoryBackend;
use redb::{Builder, Database, RepairSession, StorageBackend as _};

use super::database_error::DatabaseError;

/// The length of the header with its two commit slots, in bytes.
pub(super) const HEADER: usize = 320;

/// Which slot is valid, and how it was written.
const FLAGS: usize = 9;
const SECOND_SLOT_COUNTS: u8 = 1;
const RECOVERY_REQUIRED: u8 = 2;
const TWO_PHASE_COMMIT: u8 = 4;
/// Four 32-bit numbers that are the same in all databases below 4 GiB: the page size in bytes, the pages of a region's
/// header and of its data, and the number of full regions.
const LAYOUT: [u32; 4] = [PAGE, 0, 1 << 20, 0];
const LAYOUT_AT: usize = 12;
const PAGE: u32 = 4096;
/// The number of pages of the last region. There is one more, for the header.
const PAGES_AT: usize = 28;
/// A slot starts with the version of the format, and ends with a checksum.
const SLOTS_AT: [usize; 2] = [64, 192];
const VERSION: u8 = 3;
const CHECKSUM_AT: usize = 112;

/// Whether these bytes describe a database, whatever its magic number.
pub(super) fn is_header(bytes: &[u8]) -> bool {
    bytes.len() >= HEADER
        && LAYOUT
            .iter()
            .zip((LAYOUT_AT..).step_by(4))
            .all(|(number, at)| bytes[at..].starts_with(&number.to_le_bytes()))
        && SLOTS_AT.iter().all(|slot| bytes[*slot] == VERSION)
}

/// A database with this content, all of which is verified.
pub(super) fn verified(mut content: Vec<u8>) -> Result<Database, DatabaseError> {
    let is = content.len() as u64;
    if content.len() < HEADER {
        return Err(DatabaseError::CutShort { is, should_be: HEADER as u64 });
    }
    if !is_header(&content) {
        return Err(DatabaseError::Damaged);
    }
    let pages = content[PAGES_AT..PAGES_AT + 4].try_into().expect("four bytes");
    let should_be = (u64::from(u32::from_le_bytes(pages)) + 1) * u64::from(PAGE);
    if is < should_be {
        return Err(DatabaseError::CutShort { is, should_be });
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

/// `redb` calls this before each stage of a repair. At 0.3 the valid slot is not intact, and the other one would be
/// tried next.
fn refuse_the_other_slot(session: &mut RepairSession) {
    if (0.2..0.4).contains(&session.progress()) {
        session.abort();
    }
}
