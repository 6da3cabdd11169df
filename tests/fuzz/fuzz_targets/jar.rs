//! A browser's cookies: lines are `Set-Cookie` headers, or the URL that the ones below come from.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oauth_harness_fuzz::jar::read(data));
