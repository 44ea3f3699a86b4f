//! The files in `docs/` that are made from the code are current.
//!
//! `cargo xtask generate` runs this test with `KEYBEARER_GENERATE=write`, which writes them.
#![cfg(not(target_arch = "wasm32"))]

mod errors;
mod platforms;
mod python;
mod reference;
mod swift;
mod typescript;

use std::{env, fs, path::Path};

/// A file by its path from the root of the repository, and what makes it.
type Generated = (&'static str, fn() -> String);

const FILES: &[Generated] = &[
    ("docs/errors.md", errors::page),
    ("docs/reference.md", reference::page),
    ("bindings/python/src/keybearer/pug.py", python::pug),
    ("bindings/python/src/keybearer/puguh.py", python::puguh),
    ("bindings/python/src/keybearer/composite.py", python::composite),
    ("bindings/npm/src/generated/pug.ts", typescript::pug),
    ("bindings/npm/src/generated/puguh.ts", typescript::puguh),
    ("bindings/npm/src/generated/composite.ts", typescript::composite),
];

#[test]
fn generated_files_are_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let write = env::var_os("KEYBEARER_GENERATE").is_some_and(|value| value == "write");
    let mut stale = Vec::new();
    for (path, page) in FILES.iter().chain(swift::FILES) {
        let file = root.join(path);
        let text = page();
        if fs::read_to_string(&file).is_ok_and(|current| current == text) {
            continue;
        }
        if write {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, text).unwrap();
        } else {
            stale.push(*path);
        }
    }
    assert!(
        stale.is_empty(),
        "{} no longer says what the code says: run `cargo xtask generate`",
        stale.join(", ")
    );
}
