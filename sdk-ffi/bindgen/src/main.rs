//! `uniffi-bindgen` of the version that `keybearer-ffi` is built with.
//!
//! `cargo run -p keybearer-bindgen -- generate --language kotlin --out-dir DIR LIBRARY`, where the
//! library is not stripped: what it exports is described inside it.

fn main() {
    uniffi::uniffi_bindgen_main();
}
