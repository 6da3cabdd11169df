//! Stored transcripts: what was stored is the same when it is compared, whatever is in it.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oauth_harness_fuzz::snapshot::read(data));
