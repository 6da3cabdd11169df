//! What HTTP headers say: every parser of the crate `http`, and media types.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oauth_harness_fuzz::headers::read(data));
