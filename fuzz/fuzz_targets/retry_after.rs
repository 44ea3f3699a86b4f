#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| keybearer::fuzzing::retry_after(data));
