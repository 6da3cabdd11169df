//! A body as it comes over the wire: content codings undone within the limit, and decoded to text.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oauth_harness_fuzz::received::read(data));
