//! JSON documents of OAuth, judged: metadata, token responses, and the like.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oauth_harness_fuzz::documents::read(data));
