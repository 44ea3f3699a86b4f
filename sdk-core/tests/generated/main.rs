//! The files that are made from the code are current.
//!
//! `cargo xtask generate` runs this test with `KEYBEARER_GENERATE=write`, which writes them.
#![cfg(not(target_arch = "wasm32"))]

mod errors;
mod kotlin;
mod npm_tests;
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
    (
        "bindings/kotlin/src/main/kotlin/dev/keybearer/KeybearerException.kt",
        kotlin::errors,
    ),
    (
        "bindings/kotlin/src/main/kotlin/dev/keybearer/pug/Messages.kt",
        kotlin::for_pug::messages,
    ),
    (
        "bindings/kotlin/src/main/kotlin/dev/keybearer/pug/Codecs.kt",
        kotlin::for_pug::codecs,
    ),
    (
        "bindings/kotlin/src/main/kotlin/dev/keybearer/pug/Services.kt",
        kotlin::for_pug::services,
    ),
    (
        "bindings/kotlin/check/src/test/kotlin/dev/keybearer/check/PugOperations.kt",
        kotlin::for_pug::runner,
    ),
    (
        "bindings/kotlin/src/main/kotlin/dev/keybearer/puguh/Messages.kt",
        kotlin::for_puguh::messages,
    ),
    (
        "bindings/kotlin/src/main/kotlin/dev/keybearer/puguh/Codecs.kt",
        kotlin::for_puguh::codecs,
    ),
    (
        "bindings/kotlin/src/main/kotlin/dev/keybearer/puguh/Services.kt",
        kotlin::for_puguh::services,
    ),
    (
        "bindings/kotlin/check/src/test/kotlin/dev/keybearer/check/PuguhOperations.kt",
        kotlin::for_puguh::runner,
    ),
    (
        "bindings/kotlin/src/main/kotlin/dev/keybearer/composite/Messages.kt",
        kotlin::for_composite::messages,
    ),
    (
        "bindings/kotlin/src/main/kotlin/dev/keybearer/composite/Codecs.kt",
        kotlin::for_composite::codecs,
    ),
    (
        "bindings/kotlin/src/main/kotlin/dev/keybearer/composite/Services.kt",
        kotlin::for_composite::services,
    ),
    (
        "bindings/kotlin/check/src/test/kotlin/dev/keybearer/check/CompositeOperations.kt",
        kotlin::for_composite::runner,
    ),
    ("bindings/python/src/keybearer/pug.py", python::pug),
    ("bindings/python/src/keybearer/puguh.py", python::puguh),
    ("bindings/python/src/keybearer/composite.py", python::composite),
    ("bindings/npm/src/generated/pug.ts", typescript::pug),
    ("bindings/npm/src/generated/puguh.ts", typescript::puguh),
    ("bindings/npm/src/generated/composite.ts", typescript::composite),
    ("bindings/npm/tests/scenarios/operations.json", npm_tests::page),
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
