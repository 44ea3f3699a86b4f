//! What the other commands need: found where it is, installed where it is not.

use std::{
    env,
    path::{Path, PathBuf},
    time::Instant,
};

use crate::{
    command::{Result, Run, elapsed, in_ci, target},
    npm, swift, web,
};

/// The version that is installed where there is none.
const CARGO_DENY: &str = "0.20.2";
/// The oldest that reads `deny.toml` as it is written.
const OLDEST_CARGO_DENY: (u32, u32) = (0, 19);

pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Something that a command needs besides cargo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    Rustfmt,
    Clippy,
    WasmTarget,
    RustSources,
    CargoDeny,
    Valgrind,
    Swift,
    WasmBindgen,
    Node,
    Chromium,
    Maven,
}

pub(crate) fn everything() -> Result {
    for need in [
        Need::Rustfmt,
        Need::Clippy,
        Need::WasmTarget,
        Need::RustSources,
        Need::CargoDeny,
        Need::Valgrind,
        Need::Swift,
        Need::WasmBindgen,
        Need::Node,
        Need::Chromium,
        Need::Maven,
    ] {
        match ensure(need)? {
            Found::Ready => println!("{need:?}: ready"),
            Found::Missing(why) => println!("{need:?}: {why}"),
        }
    }
    Ok(())
}

pub(crate) enum Found {
    Ready,
    /// Not there and not to be had; outside CI the step that needs it is left out.
    Missing(String),
}

/// Makes sure that `need` is there.
pub(crate) fn ensure(need: Need) -> Result<Found> {
    match need {
        Need::Rustfmt => component("rustfmt", "cargo fmt --version"),
        Need::Clippy => component("clippy", "cargo clippy --version"),
        Need::WasmTarget => wasm_target(),
        Need::RustSources => rust_sources(),
        Need::CargoDeny => cargo_deny().map(|_| Found::Ready),
        Need::Valgrind => valgrind(),
        Need::Swift => swift::ensure(),
        Need::WasmBindgen => npm::wasm_bindgen().map(|_| Found::Ready),
        Need::Node => node(),
        Need::Chromium => web::chromium(),
        Need::Maven => maven(),
    }
}

fn component(name: &str, probe: &str) -> Result<Found> {
    if Run::new(probe).probe().is_none() {
        rustup(&format!("rustup component add {name}"))?;
    }
    Ok(Found::Ready)
}

fn wasm_target() -> Result<Found> {
    let libraries = Run::new(&format!("rustc --print target-libdir --target {WASM}")).probe();
    if !libraries.is_some_and(|path| Path::new(path.trim()).is_dir()) {
        rustup(&format!("rustup target add {WASM}"))?;
    }
    Ok(Found::Ready)
}

/// The sources of the standard library, of which the npm package builds its own.
fn rust_sources() -> Result<Found> {
    let here = || {
        let sysroot = Run::new("rustc --print sysroot").probe();
        sysroot.is_some_and(|root| {
            Path::new(root.trim())
                .join("lib/rustlib/src/rust/library/Cargo.lock")
                .is_file()
        })
    };
    if !here() {
        rustup("rustup component add rust-src")?;
    }
    Ok(Found::Ready)
}

fn rustup(line: &str) -> Result {
    if Run::new("rustup --version").probe().is_none() {
        return Err(format!(
            "this needs what `{line}` installs, and rustup is not here: install it the way this \
             toolchain was installed"
        ));
    }
    Run::new(line).run()
}

/// Where cargo-deny is, after installing it if need be.
pub(crate) fn cargo_deny() -> Result<PathBuf> {
    let tools = target()?.join("tools");
    let own = tools
        .join("bin")
        .join(format!("cargo-deny{}", env::consts::EXE_SUFFIX));
    for candidate in [own.clone(), PathBuf::from("cargo-deny")] {
        let version = Run::program(&candidate).arguments(["--version"]).probe();
        if version
            .as_deref()
            .and_then(version_of)
            .is_some_and(|version| version >= OLDEST_CARGO_DENY)
        {
            return Ok(candidate);
        }
    }
    println!("cargo-deny is not here: building {CARGO_DENY} once, which takes two minutes");
    let started = Instant::now();
    // Unoptimised it builds in a third of the time, and a check takes seconds either way.
    Run::new(&format!(
        "cargo install cargo-deny --version {CARGO_DENY} --locked --debug --quiet"
    ))
    .arguments(["--root".to_owned(), tools.display().to_string()])
    .variable("CARGO_PROFILE_DEV_DEBUG", "false")
    .run()?;
    println!("cargo-deny {CARGO_DENY} built in {}", elapsed(started.elapsed()));
    Ok(own)
}

/// `cargo-deny 0.20.2` as `(0, 20)`.
fn version_of(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split_whitespace().nth(1)?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Node and npm, with what the npm package is built with.
fn node() -> Result<Found> {
    let version = Run::new("node --version").probe();
    let major = version.as_deref().and_then(|version| {
        let major = version.trim().strip_prefix('v')?.split('.').next()?;
        major.parse::<u32>().ok()
    });
    if major.is_some_and(|major| major >= 20) && Run::new("npm --version").probe().is_some() {
        return npm::modules().map(|()| Found::Ready);
    }
    let message = "Node 20 or later with npm is not here: install it from https://nodejs.org";
    if in_ci() {
        return Err(message.to_owned());
    }
    Ok(Found::Missing(message.to_owned()))
}

fn valgrind() -> Result<Found> {
    let here = || Run::new("valgrind --version").probe().is_some();
    system_package("valgrind", here, "it counts the instructions of a call")
}

/// Maven, and the JDK that it runs on.
fn maven() -> Result<Found> {
    let here =
        || Run::new("mvn --version").probe().is_some() && Run::new("javac --version").probe().is_some();
    system_package(
        "maven openjdk-17-jdk-headless",
        here,
        "they build the Kotlin package",
    )
}

/// Makes sure of programs that the system's packages bring; `why` they are needed.
pub(crate) fn system_package(packages: &str, here: impl Fn() -> bool, why: &str) -> Result<Found> {
    if here() {
        return Ok(Found::Ready);
    }
    let root = Run::new("id -u").probe().is_some_and(|id| id.trim() == "0");
    if root && Run::new("apt-get --version").probe().is_some() {
        println!("not here, so installed: {packages}");
        let install = format!("apt-get install --yes --no-install-recommends {packages}");
        if Run::new(&install).run().is_err() {
            Run::new("apt-get update").run()?;
            Run::new(&install).run()?;
        }
    }
    if here() {
        return Ok(Found::Ready);
    }
    let message = format!("not here: install {packages} (apt, dnf, pacman); {why}");
    if in_ci() {
        return Err(message);
    }
    Ok(Found::Missing(message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        assert_eq!(version_of("cargo-deny 0.20.2\n"), Some((0, 20)));
        assert_eq!(version_of("nonsense"), None);
    }
}
