//! A short text again and again, up to 64 kB: what takes more than linear time runs into the time limit. The first letter
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oauth_harness_fuzz::repeated::read(data));
