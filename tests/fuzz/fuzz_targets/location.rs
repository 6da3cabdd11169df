//! URLs: where a reference on the second line leads from the URL on the first.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oauth_harness_fuzz::location::read(data));
