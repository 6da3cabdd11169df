//! Reports about whatever a peer sends: JSON that can be read back, XML that is well formed, nothing that a terminal acts on.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oauth_harness_fuzz::reports::read(data));
