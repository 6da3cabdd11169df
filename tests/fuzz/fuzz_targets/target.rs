//! Target files: every mistake has a place, and shows no password of the file.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oauth_harness_fuzz::target::read(data));
