//! No secret survives in what is shown. The first line is a secret, the second says how it is encoded and by what peer's
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oauth_harness_fuzz::redaction::read(data));
