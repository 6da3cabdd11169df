//! HTML understood, acted on, and sent.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oauth_harness_fuzz::page::read(data));
