//! Scenarios and fragments: every mistake has a place that can be shown, and what has none can be planned.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oauth_harness_fuzz::scenario::read(data));
