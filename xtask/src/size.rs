//! The size of what ships.

use std::fs;

use crate::{
    budgets::{Budgets, grouped},
    command::{Result, Run, target},
    npm,
};

pub(crate) fn run() -> Result {
    let native = native();
    // Both are told, also if the first is over.
    let npm = npm::size();
    native.and(npm)
}

fn native() -> Result {
    let budget = Budgets::read("size-budgets.toml")?.get("native_library")?;
    Run::new("cargo build --locked --profile native --package keybearer-size --quiet").run()?;
    let target = target()?;
    let built = target.join("native").join("keybearer-size");
    let stripped = target.join("keybearer-size.stripped");
    Run::new("strip -o")
        .arguments([stripped.display().to_string(), built.display().to_string()])
        .run()?;
    let bytes = fs::metadata(&stripped)
        .map_err(|error| format!("nothing was built: {error}"))?
        .len();
    let verdict = if bytes <= budget { "PASS" } else { "OVER BUDGET" };
    println!(
        "  {:40}{:>12}{:>12}  {verdict}",
        "core with TLS, every operation, stripped",
        grouped(bytes),
        grouped(budget)
    );
    if bytes <= budget {
        return Ok(());
    }
    Err(format!(
        "the native library has {} bytes, {} over its budget",
        grouped(bytes),
        grouped(bytes - budget)
    ))
}
