//! `${…}` in texts: every mention and every mistake has a place in the text.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oauth_harness_fuzz::template::read(data));
