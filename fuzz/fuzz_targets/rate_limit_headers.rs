#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| keybearer::fuzzing::rate_limit_headers(data));
