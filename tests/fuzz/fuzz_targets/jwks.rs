//! Key sets: read, judged, and used to verify. The second line is a message, the third a signature.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oauth_harness_fuzz::jwks::read(data));
