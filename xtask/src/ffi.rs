//! The library that the Python, Kotlin and Swift packages carry.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    budgets::{Budgets, grouped},
    command::{Result, Run, target},
};

/// What was built.
pub(crate) struct Library {
    /// Describes itself: bindings are generated from it.
    pub(crate) unstripped: PathBuf,
    /// What ships.
    pub(crate) stripped: PathBuf,
}

/// Builds the library in the profile `native`, and strips it. Cargo builds it once for all who ask.
///
/// Of one crate type: beside a `lib` cargo leaves link-time optimisation out, and the library is a
/// third larger. Maturin asks for it in the same words, so a wheel builds nothing again.
pub(crate) fn library() -> Result<Library> {
    Run::new("cargo rustc --locked --profile native --package keybearer-ffi --lib --crate-type cdylib")
        .run()?;
    let name = format!(
        "{}keybearer_ffi{}",
        std::env::consts::DLL_PREFIX,
        std::env::consts::DLL_SUFFIX
    );
    let target = target()?;
    let built = target.join("native").join(&name);
    let library = Library {
        unstripped: target.join("ffi/unstripped").join(&name),
        stripped: target.join("ffi").join(&name),
    };
    if is_newer(&built, &library.stripped) {
        copy(&built, &library.unstripped)?;
        let stripped = library.stripped.display().to_string();
        let strip = if cfg!(target_os = "macos") {
            "strip -x -o"
        } else {
            "strip -o"
        };
        Run::new(strip)
            .arguments([stripped, built.display().to_string()])
            .run()?;
    }
    Ok(library)
}

/// Builds it, and holds its size to the budget.
pub(crate) fn run() -> Result {
    let library = library()?;
    let budget = Budgets::read("size-budgets.toml")?.get("ffi_library")?;
    let bytes = fs::metadata(&library.stripped)
        .map_err(|error| format!("nothing was built: {error}"))?
        .len();
    println!(
        "library for other languages, stripped: {} bytes, budget {}",
        grouped(bytes),
        grouped(budget)
    );
    if bytes > budget {
        return Err("the library is over its budget".to_owned());
    }
    Ok(())
}

/// Writes the low-level bindings of a language into a folder.
pub(crate) fn bindings(language: &str, folder: &Path) -> Result {
    let library = library()?;
    Run::new("cargo run --locked --quiet --package keybearer-bindgen -- generate --no-format --language")
        .arguments([
            language.to_owned(),
            "--out-dir".to_owned(),
            folder.display().to_string(),
            library.unstripped.display().to_string(),
        ])
        .run()
}

fn is_newer(one: &Path, other: &Path) -> bool {
    let changed = |path: &Path| fs::metadata(path).and_then(|file| file.modified()).ok();
    changed(one) > changed(other)
}

fn copy(from: &Path, to: &Path) -> Result {
    let folder = to.parent().unwrap_or(to);
    fs::create_dir_all(folder)
        .and_then(|()| fs::copy(from, to))
        .map_err(|error| format!("cannot write {}: {error}", to.display()))?;
    Ok(())
}
