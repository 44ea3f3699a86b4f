//! The npm package: `bindings/npm`, around the core as WebAssembly.

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::OnceLock,
    time::Instant,
};

use crate::{
    budgets::{Budgets, grouped},
    command::{Result, Run, elapsed, root, target},
    setup::{self, Need, WASM},
};

/// The same as of the library in `Cargo.toml`: the two share a format that changes at will.
const WASM_BINDGEN: &str = "0.2.130";

/// Builds the package, and packs it into `target/npm/keybearer.tgz`. Once, however many steps need it.
pub(crate) fn build() -> Result {
    static BUILT: OnceLock<Result> = OnceLock::new();
    BUILT.get_or_init(build_now).clone()
}

/// Where `build` puts the package.
pub(crate) fn tarball() -> Result<PathBuf> {
    Ok(target()?.join("npm").join("keybearer.tgz"))
}

/// What the core is compiled with for pages: a panic is a trap, from which the package recovers, as
/// nobody reads what it would print. No JavaScript value crosses the border, so there is no table of
/// them. Three of LLVM's passes write code twice, or keep more in variables, to save steps in loops;
/// without them the core is 2 % smaller. As much again is what it writes to copy, move or clear a few
/// words one by one: beyond one word, that is an instruction. The stack ends where the addresses of
/// what lies behind it, the data, still have three bytes and not four.
const FLAGS: &str = "-Zunstable-options -Cpanic=immediate-abort -Ctarget-feature=-reference-types -Cllvm-args=-enable-pre=false -Cllvm-args=-disable-lsr -Cllvm-args=-disable-licm-promotion -Cllvm-args=-max-store-memcpy=1 -Cllvm-args=-max-store-memmove=1 -Cllvm-args=-max-store-memset=1 -Clink-arg=-zstack-size=983040";

fn build_now() -> Result {
    setup::ensure(Need::WasmTarget)?;
    setup::ensure(Need::RustSources)?;
    let wasm_bindgen = wasm_bindgen()?;
    modules()?;
    let target = target()?;
    // The standard library too is built for size, and without what prints panics. That is not stable
    // yet, so it is asked for by name; the toolchain is pinned.
    Run::new(&format!(
        "cargo build --locked --package keybearer-wasm --target {WASM} --profile wasm --quiet \
         -Zbuild-std=std -Zbuild-std-features=optimize_for_size"
    ))
    .variable("RUSTC_BOOTSTRAP", "1")
    .variable("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", FLAGS)
    .run()?;
    let bound = target.join("npm").join("bound");
    Run::program(&wasm_bindgen)
        .arguments("--target no-modules --out-dir".split(' '))
        .arguments([
            bound.display().to_string(),
            target
                .join(WASM)
                .join("wasm")
                .join("keybearer_wasm.wasm")
                .display()
                .to_string(),
        ])
        .run()?;
    Run::new("node bindings/npm/scripts/build.mjs")
        .arguments([bound.display().to_string()])
        .run()?;
    let folder = target.join("npm");
    Run::new("npm pack --silent ./bindings/npm --pack-destination")
        .arguments([folder.display().to_string()])
        .run()?;
    let version = env!("CARGO_PKG_VERSION");
    let packed = folder.join(format!("keybearer-{version}.tgz"));
    fs::rename(&packed, folder.join("keybearer.tgz")).map_err(|error| format!("npm packed nothing: {error}"))
}

/// The tests of the package itself.
pub(crate) fn test() -> Result {
    build()?;
    Run::new("npm test --silent --prefix bindings/npm").run()
}

/// What a page loads for all three clients, against the budget.
pub(crate) fn size() -> Result {
    if !root().join("bindings/npm/dist/keybearer.wasm").is_file() {
        build()?;
    }
    let budget = Budgets::read("size-budgets.toml")?.get("npm_package")?;
    let text = Run::new("node bindings/npm/scripts/size.mjs").read()?;
    let mut total = None;
    for line in text.lines() {
        let (what, bytes) = line
            .split_once('\t')
            .ok_or_else(|| format!("not a size: {line}"))?;
        let bytes: u64 = bytes.parse().map_err(|_| format!("not a size: {line}"))?;
        if what == "total" {
            total = Some(bytes);
        } else {
            println!("  {what:52}{:>12}", grouped(bytes));
        }
    }
    let total = total.ok_or("the size of the npm package was not measured")?;
    let verdict = if total <= budget { "PASS" } else { "OVER BUDGET" };
    println!(
        "  {:52}{:>12}{:>12}  {verdict}",
        "npm: .wasm + JS of all three clients, gzip",
        grouped(total),
        grouped(budget)
    );
    if total <= budget {
        return Ok(());
    }
    Err(format!(
        "the npm package has {} bytes, {} over its budget",
        grouped(total),
        grouped(total - budget)
    ))
}

/// What the package is built with, from its lock file.
pub(crate) fn modules() -> Result {
    let folder = Path::new("bindings/npm");
    let installed = fs::read(folder.join("node_modules/.package-lock.json")).is_ok();
    if installed
        && Run::new("npm ls --silent --prefix bindings/npm")
            .probe()
            .is_some()
    {
        return Ok(());
    }
    Run::new("npm ci --no-audit --no-fund --prefix bindings/npm").run()
}

/// Where wasm-bindgen is, after installing it if need be.
pub(crate) fn wasm_bindgen() -> Result<PathBuf> {
    let tools = target()?.join("tools");
    let own = tools
        .join("bin")
        .join(format!("wasm-bindgen{}", env::consts::EXE_SUFFIX));
    for candidate in [own.clone(), PathBuf::from("wasm-bindgen")] {
        let version = Run::program(&candidate).arguments(["--version"]).probe();
        if version.is_some_and(|version| version.split_whitespace().nth(1) == Some(WASM_BINDGEN)) {
            return Ok(candidate);
        }
    }
    println!("wasm-bindgen {WASM_BINDGEN} is not here: building it once, which takes three minutes");
    let started = Instant::now();
    // Not --locked: what it was locked to at its release has advisories by now.
    Run::new(&format!(
        "cargo install wasm-bindgen-cli --version {WASM_BINDGEN} --debug --quiet"
    ))
    .arguments(["--root".to_owned(), tools.display().to_string()])
    .variable("CARGO_PROFILE_DEV_DEBUG", "false")
    .run()?;
    println!(
        "wasm-bindgen {WASM_BINDGEN} built in {}",
        elapsed(started.elapsed())
    );
    Ok(own)
}
