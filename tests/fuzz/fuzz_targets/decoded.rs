//! Encodings undone: every decoded byte knows where it came from. And long texts, cut.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oauth_harness_fuzz::decoded::read(data));
