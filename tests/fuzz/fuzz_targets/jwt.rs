//! Tokens: read, judged, and forged.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oauth_harness_fuzz::jwt::read(data));
